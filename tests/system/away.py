"""Telegram goes away under load and comes back: in three ways, one after the other."""

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Final

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.faults import Broken, Hang
from tests.system.crowd import Crowd
from tests.system.desk import Desk

_ANSWERED_LIMIT_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Away:
    """How many seconds connections are refused, calls stay without answer, and a gateway says 502."""

    refused_s: float
    silent_s: float
    broken_s: float

    @property
    def in_all_s(self) -> float:
        """The whole absence."""
        return self.refused_s + self.silent_s + self.broken_s


#: Silent for longer than a send may take.
AWAY_BRIEFLY: Final = Away(refused_s=1.0, silent_s=2.5, broken_s=1.0)


@dataclass(frozen=True, slots=True)
class Absence:
    """What an absence came to."""

    #: Exit code of the bot, stopped afterwards.
    code: int
    #: Sends that were taken and never answered: the most that may come twice.
    unanswered: int
    #: From Telegram's return to the last missing answer.
    recovery_s: float
    #: What the bot logged.
    lines: list[str]


async def sit_out(telegram: Lookalike, desk: Desk, crowd: Crowd, away: Away) -> Absence:
    """Let the crowd ask from before the absence until after it, and wait until everything is answered."""
    async with desk.open() as bot:
        asking = asyncio.create_task(crowd.ask_all(per_second=crowd.size / (away.in_all_s + 1.0)))
        await telegram.until(lambda: telegram.journal.of("sendMessage"), "the first answer")
        await telegram.go_away()
        await asyncio.sleep(away.refused_s)
        hanging = telegram.faults.switch_on(Hang(accepted=True))
        await telegram.come_back()
        await asyncio.sleep(away.silent_s)
        telegram.faults.switch_off(hanging)
        with telegram.faults.during(Broken(502)):
            await asyncio.sleep(away.broken_s)
        back_at = monotonic()
        await asking
        await crowd.all_answered(_ANSWERED_LIMIT_S)
        recovery_s = monotonic() - back_at
        code = await bot.stop()
    unanswered = [call for call in telegram.journal.of("sendMessage") if call.status is None]
    return Absence(code, len(unanswered), recovery_s, desk.said)
