"""Both sides of several cases and a bot in steps: what a test draws, each step with a number to pick by."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.demo.lookalike import Lookalike
from bot.storage.tables import case_entries, cases
from tests.support.deskbot import SteppedBot
from tests.support.deskmodel import Case, Mode
from tests.support.deskplay import Play, tokens_in

_MODES: Final = {
    None: Mode.BOT,
    "AwaitFirstMessage": Mode.WISHED,
    "InCase": Mode.PERSON,
    "JustClosed": Mode.JUST_CLOSED,
}


class PlayInSteps(Play):
    """The model takes its turn of a chat when the bot does."""

    def __init__(self, telegram: Lookalike, bot: SteppedBot, names: Sequence[str]) -> None:
        super().__init__(telegram, bot.group, names)
        self.bot = bot

    # --- what the bot does

    async def turns(self, who: int, _pick: int) -> None:
        """The bot takes the turns of one chat."""
        chats = [*self.customers, self.group]
        await self._hears(chats[who % len(chats)])

    async def sends(self, _who: int, pick: int) -> None:
        """The queue moves on; what was sent may be written down later."""
        await self.bot.claims()
        if pick % 3:
            await self.bot.writes_down()

    async def dies(self, _who: int, pick: int) -> None:
        """The bot dies, before or after it has sent what it claimed; and starts again."""
        if pick % 2:
            await self.bot.claims(sends=pick % 4 == 1)
        await self.bot.dies()

    async def time(self, _who: int, pick: int) -> None:
        """Time passes. What follows from time alone is shown elsewhere; here its outcome is taken over."""
        for chat_id in (*self.customers, self.group):
            await self._hears(chat_id)
        await self.bot.goes_on((timedelta(minutes=20), timedelta(hours=26), timedelta(hours=50))[pick % 3])
        await self._take_over()

    async def ends(self) -> None:
        """Everything happens that is still to happen."""
        for chat_id in (*self.customers, self.group):
            await self._hears(chat_id)
        await self.bot.comes_to_rest()
        await self._find_topics()

    async def _hears(self, chat_id: int) -> None:
        of_people = select(cases.c.person_id, case_entries).join(
            cases, cases.c.case_id == case_entries.c.case_id
        )
        entries = await self.bot.rows(of_people)
        self._known = {(each.person_id, each.customer_message_id) for each in entries}
        self._known |= {(self.group, each.group_message_id) for each in entries}
        by_thread: dict[int, Case | None] = {}
        numbers: Counter[int] = Counter()
        for row in await self.bot.rows(select(cases).order_by(cases.c.case_id)):
            place, of = numbers[row.person_id], self.customers[row.person_id]
            numbers[row.person_id] += 1
            if row.topic_id is not None and place < len(of.cases):
                by_thread[row.topic_id] = of.cases[place]
        self._threads = by_thread
        for person_id, customer in self.customers.items():
            customer.is_busy = await self.bot.state_of(person_id) not in _MODES
        await self.bot.hears(chat_id)
        self.takes_turns(chat_id)
        await self._find_topics()

    async def _take_over(self) -> None:
        for person_id, of in self.customers.items():
            of.mode = _MODES.get(await self.bot.state_of(person_id), Mode.BOT)
            rows = await self.bot.rows(
                select(cases).where(cases.c.person_id == person_id).order_by(cases.c.case_id)
            )
            for case, row in zip(of.cases, rows, strict=True):
                if case.is_open and row.state == "closed":
                    case.is_open, of.closed = False, case
        await self._find_topics()

    async def _find_topics(self) -> None:
        there = self.world.rooms[self.group].topics
        rows = await self.bot.rows(select(cases).where(cases.c.topic_id.is_not(None)))
        self._topics = {row.topic_id: row.person_id for row in rows if row.topic_id in there}

    async def doubts(self) -> Counter[str]:
        """Return how often the bot died while it was carrying a message across, by token."""
        found: Counter[str] = Counter()
        for entry in await self.bot.rows(select(case_entries)):
            for token in tokens_in(entry.html):
                found[token] += self.bot.in_flight[entry.entry_id]
        return found
