"""Customers and operators who write to each other through bots that are real processes."""

import asyncio
import re
from collections import Counter
from collections.abc import Sequence
from time import monotonic
from typing import Final

from sqlalchemy import Connection, func, select

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.formatted import plain
from bot.demo.telegram.model import Chat, Words
from bot.demo.telegram.pace import Pace
from bot.storage.tables import case_entries, deliveries, updates
from tests.support.deskmodel import Case, Mode
from tests.support.deskplay import Play, tokens_in
from tests.system.crowd import Chance
from tests.system.desk import Desk
from tests.system.processes import NotInTimeError, until

_ACTS: Final = (
    "writes",
    "writes",
    "writes",
    "shows",
    "rewrites",
    "answers",
    "answers",
    "pictures",
    "corrects",
)
_NAME: Final = re.compile(r" · (\w+) · ")


class Relay(Play):
    """Cases that stay open: who writes is heard, whatever becomes of the bot."""

    def __init__(self, telegram: Lookalike, group: Chat, chance: Chance, people: int) -> None:
        super().__init__(telegram, group, [f"Persona{chr(97 + number)}" for number in range(people)])
        self._chance = chance
        self.world.group_pace = self.world.topic_pace = Pace(10**6, 1.0)
        for person in self.people:
            self.world.send(person, Words(plain("/operatore")), chat_id=person.id)
            customer = self.customers[person.id]
            customer.cases, customer.mode = [Case(person.id)], Mode.PERSON

    async def begins(self) -> None:
        """Let each customer write for the first time, and wait until all of them have a topic."""
        if self.said:
            return
        for who in range(len(self.people)):
            self.writes(who, 1)

        def have_topics() -> bool:
            self.settles()
            return len(self._topics) == len(self.people)

        await self.telegram.until(have_topics, "a topic for each")

    async def goes_on(self, messages: int, per_second: float) -> None:
        """Let both sides write until there are so many messages, at this pace, and change some of them."""
        begun, acts = monotonic(), 0
        while len(self.said) < messages:
            getattr(self, self._chance.choice(_ACTS))(
                self._chance.randrange(1000), self._chance.randrange(1000)
            )
            self.settles()
            acts += 1
            await asyncio.sleep(max(0.0, begun + acts / per_second - monotonic()))

    async def all_done(self, desk: Desk, limit_s: float) -> None:
        """Wait until the bot has nothing more to do.

        Raises:
            NotInTimeError: it has not come to its end within the limit.
        """

        async def holds() -> bool | None:
            return (not len(self.world.updates) and not desk.change(_unfinished)) or None

        try:
            await until(holds, limit_s, "everything relayed", look_every_s=0.2)
        except NotInTimeError as error:
            raise NotInTimeError(f"{error}: {desk.change(_left)}") from None

    def under_way(self, desk: Desk) -> Counter[str]:
        """Return what a bot that has just died was carrying across, by token."""
        return Counter(token for html in desk.change(_claimed) for token in set(tokens_in(html)))

    def settles(self) -> None:
        """Take every turn in the model, and find the topics that are there."""
        for chat_id in (*self.customers, self.group):
            self.takes_turns(chat_id)
        by_name = {name: number for number, name in self.names.items()}
        for number, topic in self.world.rooms[self.group].topics.items():
            # One without a card is of no case: the bot died before it could note the topic.
            if number in self._topics or not any(
                self._is_by_bot(line) for line in self._lines(self.group, number)
            ):
                continue
            found = _NAME.search(topic.name)
            if found is not None:
                person_id = by_name[found[1].lower()]
                self._topics[number] = person_id
                self._threads[number] = self.customers[person_id].cases[0]

    def _is_by_bot(self, line: object) -> bool:
        return getattr(line, "sender_id", None) == self.world.bot.id


def _unfinished(tx: Connection) -> int:
    waiting = select(func.count()).select_from(updates).where(updates.c.state != "done")
    under_way = (
        select(func.count()).select_from(deliveries).where(deliveries.c.state.in_(("queued", "claimed")))
    )
    return int(tx.execute(waiting).scalar_one() + tx.execute(under_way).scalar_one())


def _claimed(tx: Connection) -> Sequence[str]:
    carried = select(case_entries.c.html).join(
        deliveries, deliveries.c.delivery_id == case_entries.c.delivery_id
    )
    return tx.execute(carried.where(deliveries.c.state == "claimed")).scalars().all()


def _left(tx: Connection) -> list[object]:
    columns = deliveries.c
    rows = select(
        columns.chat_id,
        columns.kind,
        columns.state,
        columns.attempts,
        columns.unknowns,
        columns.due_at,
        columns.fault,
    )
    return list(tx.execute(rows.where(columns.state.in_(("queued", "claimed"))).limit(10)).all())
