"""A bot with a desk that moves one step at a time: it takes turns, claims, sends, settles when told to.

Everything in between is the real bot against the look-alike; only its loops stand still.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from bot.chat import inbound
from bot.chat.entrance import Entrance
from bot.config.desk import Desk
from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Chat
from bot.demo.telegram.pace import Pace
from bot.services.questions.questions import Questions
from bot.storage.tables import case_entries, cases, deliveries, sessions
from bot.turns import runner
from bot.wiring import build
from tests.conftest import settings_for

#: No test waits for the pace of a group unless it is about that.
_FAST: Final = 100_000
_MOST_ROUNDS: Final = 200
_OPEN: Final = ("queued", "claimed")


class SteppedBot:
    """The bot, its look-alike and its database; `begin` first, `end` at last."""

    def __init__(
        self, telegram: Lookalike, group: Chat, url: str, folder: Path, questions: Questions
    ) -> None:
        self.telegram, self.group = telegram, group
        self._settings = settings_for(telegram, url, folder=folder, support_chat=group.id).model_copy(
            update={"desk": Desk(group_per_minute=_FAST)}
        )
        self._questions = questions
        #: How often each entry was under way when a bot died.
        self.in_flight: Counter[int] = Counter()
        world = telegram.world
        world.group_pace = world.topic_pace = Pace(10**6, 1.0)
        world.updates.allow(list(inbound.KINDS))
        # The parts of an album are all there already when the first is taken.
        runner._ALBUM_WAIT_S = 0  # type: ignore[misc]  # noqa: SLF001

    async def begin(self) -> None:
        """Start a bot, as after a restart."""
        parts = build(self._settings, now=self.telegram.demo.clock, questions=self._questions)._parts  # noqa: SLF001
        self._parts = parts
        await parts.move_in()
        await parts.connection.open()
        await parts.door.present_token()
        self._runner = parts.runner
        self._queue = parts.dispatchers[0]
        await self._queue.take_up()
        self._ladder = next(job for job in parts.timers._jobs if job.name == "desk")  # noqa: SLF001
        self._entrance = Entrance(parts.database, parts.metrics, self.telegram.demo.clock, self._runner.wake)

    async def end(self) -> None:
        """Stop the bot, whatever is under way."""
        sends = list(self._queue._sends)  # noqa: SLF001
        for task in sends:
            task.cancel()
        await asyncio.gather(*sends, return_exceptions=True)
        await self._parts.connection.close()
        self._parts.database.close()

    async def dies(self) -> None:
        """End the bot without a word, and start another. What was claimed may have been sent."""
        claimed = await self.rows(select(deliveries).where(deliveries.c.state == "claimed"))
        numbers = {row.delivery_id for row in claimed}
        carried = await self.rows(select(case_entries).where(case_entries.c.delivery_id.in_(numbers)))
        self.in_flight.update(row.entry_id for row in carried)
        await self.end()
        await self.begin()

    # --- one step

    def waiting(self, chat_id: int) -> bool:
        """Whether anything of a chat waits for the bot."""
        return any(pending.chat_id == chat_id for pending in self.telegram.world.updates._pending.values())  # noqa: SLF001

    async def hears(self, chat_id: int) -> None:
        """Let the bot take the turns of one chat, in their order."""
        queue = self.telegram.world.updates
        found = [each for each in queue._pending.values() if each.chat_id == chat_id]  # noqa: SLF001
        arrivals = [arrival for each in found if (arrival := inbound.to_arrival(each.body)) is not None]
        for each in found:
            queue.settle(each.id)
        await self._entrance.take(arrivals)
        await self._runner.rest()
        await self._sent()

    async def claims(self, *, sends: bool = True) -> None:
        """Claim what is due; and send it, unless the bot dies before."""
        await self._queue._claim()  # noqa: SLF001
        if not sends:
            for task in list(self._queue._sends):  # noqa: SLF001
                task.cancel()
            return
        await self._sent()

    async def writes_down(self) -> bool:
        """Settle what was sent; return whether there was anything."""
        await self._sent()
        had = bool(self._queue._outcomes)  # noqa: SLF001
        await self._queue._write_down()  # noqa: SLF001
        await self._sent()
        return had

    async def goes_on(self, by: timedelta) -> None:
        """Turn the clock, and let the desk look after its cases."""
        await self.telegram.demo.clock.forward(by)
        await self._ladder.work()
        await self._runner.look()
        await self._runner.rest()
        await self._sent()

    async def comes_to_rest(self) -> None:
        """Let everything happen that is still to happen.

        Raises:
            AssertionError: it never ends.
        """
        for _ in range(_MOST_ROUNDS):
            for chat_id in self._chats():
                await self.hears(chat_id)
            await self.claims()
            if await self.writes_down() or self._chats():
                continue
            if not await self.rows(select(deliveries).where(deliveries.c.state.in_(_OPEN))):
                return
            await self.telegram.demo.clock.forward(timedelta(seconds=31))
        left = await self.rows(select(deliveries).where(deliveries.c.state.in_(_OPEN)))
        raise AssertionError(f"it never comes to rest: {left}")

    def _chats(self) -> Iterable[int]:
        return sorted({each.chat_id for each in self.telegram.world.updates._pending.values()})  # noqa: SLF001

    async def _sent(self) -> None:
        while sends := set(self._queue._sends):  # noqa: SLF001
            await asyncio.wait(sends)

    # --- a look at the record

    async def look(self, work: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 - whatever is looked up
        """Look into the database."""
        return await self._parts.database.write(work)

    async def rows(self, query: Any) -> list[Any]:  # noqa: ANN401 - rows
        """Return what a query finds."""
        found: list[Any] = await self.look(lambda tx: list(tx.execute(query).all()))
        return found

    async def case_of_topic(self, thread: int) -> int | None:
        """Return the person whose case a topic is of, as the bot knows it now."""
        found = await self.rows(select(cases.c.person_id).where(cases.c.topic_id == thread))
        return found[0].person_id if found else None

    async def state_of(self, person_id: int) -> str | None:
        """Return the state in which a customer's chat is."""
        row = await self.rows(select(sessions).where(sessions.c.chat_id == person_id))
        return row[0].state if row else None
