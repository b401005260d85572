"""A desk between customers and a support group, without Telegram: the turns of both sides, and a queue."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, select

from bot.config.desk import Desk as DeskRules
from bot.i18n import Texts
from bot.outbox.cases import CaseRecord
from bot.outbox.ended import Ended, settle
from bot.outbox.outcome import Outcome, Sent
from bot.outbox.retry import settlement
from bot.services import people
from bot.services.context import TurnContext
from bot.services.desk import carriage
from bot.services.desk.group import Group
from bot.services.desk.parts import DeskParts
from bot.services.desk.service import Desk
from bot.storage import outbox
from bot.storage.engine import Database, lock_chat
from bot.storage.outbox import Delivery, Lane, Parcel, Rank
from bot.storage.parcels import Album, Content, Copy, JoinedTexts, Message, TopicOpening, content_of
from bot.storage.post import Post
from bot.storage.tables import case_entries, cases, deliveries
from faq.book import Entry
from handlers.contract.desk import Author, DeskAnswered, DeskAsk, Piece, Reason
from handlers.contract.desk_changes import DeskChange, OpenCase, PassOn, RelayOut
from handlers.contract.vocabulary import Facts, GroupNews, News, Outgoing

GROUP: Final = -1001234567890
#: Tuesday, 1 December 2026, ten o'clock in Rome.
TUESDAY: Final = datetime(2026, 12, 1, 9, tzinfo=UTC)
MARIA: Final = 5
OPERATOR: Final = Author(77, "Olga", "olga")
_T = TypeVar("_T")


class PlainPost(Post):
    """The post that writes the name of facts instead of their words, and keeps the facts."""

    def __init__(self, group: Callable[[Connection], int | None]) -> None:
        super().__init__(Texts.load(), group)
        self.told: list[News | GroupNews] = []

    def parcels(self, tx: Connection, outgoing: Sequence[Outgoing], now: datetime) -> list[Parcel]:
        """Return a row for each piece of news, with the name of its facts for text."""
        del now
        parcels = []
        for each in outgoing:
            assert isinstance(each, News | GroupNews)
            self.told.append(each)
            message = Message(type(each.facts).__name__, ())
            if isinstance(each, News):
                parcels.append(Parcel(message, each.person_id, Lane.REPLY))
                continue
            rank = Rank.FIRST if each.is_first else Rank.USUAL
            group_id = self._group(tx)
            content = replace(message, reply_to=each.reply_to)
            parcels.append(Parcel(content, group_id, Lane.DESK, each.case_id, rank))
        return parcels

    def news_in(self, facts: Facts, language: str, now: datetime) -> str:
        """Return the name of the facts."""
        del language, now
        return type(facts).__name__


@dataclass
class DeskRoom:
    """The service of cases on a database, a clock, and what has arrived in each chat and topic."""

    database: Database
    group_id: int | None = GROUP
    now: datetime = TUESDAY
    #: What stands in each place, in order: a chat's number, or a topic's in the group.
    shown: dict[Any, list[tuple[int, Content]]] = field(default_factory=lambda: defaultdict(list))
    _number: int = 100

    def __post_init__(self) -> None:
        self.settle_in(self.group_id)

    def settle_in(self, group_id: int | None) -> None:
        """Begin anew, as after a restart, with this group in the settings."""
        self.group = Group(group_id)
        self.post = PlainPost(self.group.chat_id)
        self.parts = DeskParts(self.group, DeskRules(), self.post, _likely)
        self.desk = Desk(self.parts)

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        """Carry out work in a transaction."""
        return await self.database.write(work)

    def number(self) -> int:
        """Return a message number that was never used."""
        self._number += 1
        return self._number

    def piece(self, words: str = "ciao", **values: Any) -> Piece:  # noqa: ANN401 - any field of a piece
        """Return a message with a number of its own."""
        fields: dict[str, Any] = {"message_id": self.number(), "kind": "text", "html": words}
        return Piece(**(fields | values))

    # --- turns

    async def meets(self, person_id: int = MARIA, name: str = "Maria") -> None:
        """Let a person be known."""
        sender = people.Sender(person_id, name, "it")
        await self.write(lambda tx: people.meet(tx, sender, self.now))

    async def does(self, *changes: DeskChange, person_id: int = MARIA, pieces: Sequence[Piece] = ()) -> None:
        """Take a customer's turn."""
        context = TurnContext(person_id, person_id, "it", self.now, pieces=tuple(pieces))
        await self._takes(changes, context)

    async def writes(self, *pieces: Piece, person_id: int = MARIA) -> None:
        """Let a customer write into their case."""
        await self.does(PassOn(), person_id=person_id, pieces=pieces)

    async def opens(self, *pieces: Piece, person_id: int = MARIA, reason: Reason = Reason.WISH) -> int:
        """Let a customer open a case by a message; return its number."""
        await self.meets(person_id)
        first = pieces or (self.piece(),)
        await self.does(OpenCase(reason), PassOn(), person_id=person_id, pieces=first)
        return int((await self.case_of(person_id)).case_id)

    async def operates(self, *changes: DeskChange, case_id: int | None = None) -> None:
        """Take a turn of the support group."""
        context = TurnContext(77, self.group_id or 0, "it", self.now, case_id=case_id)
        await self._takes(changes, context)

    async def answers(self, case_id: int, *pieces: Piece, reply_to: int | None = None) -> None:
        """Let an operator write to the customer."""
        await self.operates(RelayOut(case_id, pieces or (self.piece("eccomi"),), OPERATOR, reply_to))

    async def asks(self, ask: DeskAsk, *, chat_id: int = MARIA) -> DeskAnswered:
        """Ask the service in a chat."""
        context = TurnContext(MARIA, chat_id, "it", self.now)
        return await self.write(lambda tx: self.desk.answer(tx, ask, context))

    async def _takes(self, changes: Sequence[DeskChange], context: TurnContext) -> None:
        def turn(tx: Connection) -> None:
            lock_chat(tx, context.chat_id)
            for change in changes:
                self.desk.carry_out(tx, change, context)

        await self.write(turn)
        self.now += timedelta(seconds=1)

    # --- the queue

    async def sends(self, outcome: Callable[[Delivery], Outcome | None] | None = None) -> list[Content]:
        """Send all that waits, line by line, and return it; ``outcome``: what does not simply arrive."""
        sent: list[Content] = []
        while (delivery := await self.write(self._claim_one)) is not None:
            await self._settles(self._end(delivery, outcome))
            sent.append(delivery.content)
        return sent

    async def _settles(self, ended: Ended) -> None:
        record = CaseRecord(self.parts)
        await self.write(lambda tx: settle(tx, [ended], lambda: self.now, None, record))

    def _claim_one(self, tx: Connection) -> Delivery | None:
        waiting = select(deliveries).where(deliveries.c.state == "queued")
        first = waiting.order_by(deliveries.c.rank, deliveries.c.delivery_id).limit(1)
        rows = tx.execute(first.with_for_update(skip_locked=True)).mappings().all()
        claimed = outbox.claim_rows(tx, rows, self.now)
        return carriage.addressed(tx, claimed)[0] if claimed else None

    def _end(self, delivery: Delivery, outcome_of: Callable[[Delivery], Outcome | None] | None) -> Ended:
        outcome = (None if outcome_of is None else outcome_of(delivery)) or self._arrives(delivery.content)
        if isinstance(outcome, Sent) and outcome.message_id is not None:
            self.shown[delivery.topic_id or delivery.chat_id].append((outcome.message_id, delivery.content))
        return Ended(delivery, outcome, settlement(delivery, outcome, self.now))

    def _arrives(self, content: Content) -> Sent:
        if isinstance(content, Album):
            return Sent(message_ids=tuple(self.number() for _ in content.parts))
        is_message = isinstance(content, TopicOpening | Copy | JoinedTexts | Message)
        return Sent(self.number() if is_message else None)

    @staticmethod
    def claimed(tx: Connection, row: Any) -> Delivery:  # noqa: ANN401 - a row
        """Return a row as the queue claims it."""
        delivery = Delivery(
            delivery_id=row.delivery_id,
            lane=Lane(row.lane),
            chat_id=row.chat_id,
            content=content_of(row.kind, row.payload),
            attempts=0,
            unknowns=0,
            created_at=row.created_at,
            claim_token="",
            lease_until=row.created_at,
            case_id=row.case_id,
        )
        return carriage.addressed(tx, [delivery])[0]

    # --- what is there

    async def case_of(self, person_id: int = MARIA) -> Any:  # noqa: ANN401 - a row
        """Return the newest case of a person."""
        own = select(cases).where(cases.c.person_id == person_id).order_by(cases.c.case_id.desc())
        return await self.write(lambda tx: tx.execute(own).first())

    async def case(self, case_id: int) -> Any:  # noqa: ANN401 - a row
        """Return a case."""
        return await self.write(lambda tx: tx.execute(select(cases).where(cases.c.case_id == case_id)).one())

    async def entries(self, *sides: str) -> list[Any]:
        """Return the entries of these sides, or of the two that write to each other."""
        of = select(case_entries).where(case_entries.c.side.in_(sides or ("customer", "operator", "note")))
        return await self.write(lambda tx: list(tx.execute(of.order_by(case_entries.c.entry_id)).all()))

    async def waiting(self, chat_id: int | None = None) -> list[Content]:
        """Return what waits in the outbox, in its order."""
        rows = select(deliveries).where(deliveries.c.state == "queued")
        if chat_id is not None:
            rows = rows.where(deliveries.c.chat_id == chat_id)
        rows = rows.order_by(deliveries.c.rank, deliveries.c.delivery_id)
        found = await self.write(lambda tx: tx.execute(rows).all())
        return [content_of(row.kind, row.payload) for row in found]


def _likely(words: str) -> tuple[tuple[Entry, float], ...]:
    return ((Entry("REG-1", f"Domanda su {words}?", "…"), 0.5),)
