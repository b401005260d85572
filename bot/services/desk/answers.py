"""What operators ask of the desk beyond the case itself: lists, approved answers, the customer, notes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, assert_never

from sqlalchemy import Connection, Row, Select, and_, delete, func, or_, select, update

from bot.i18n import DEFAULT_LANGUAGE
from bot.services.context import TurnContext
from bot.services.desk import learning
from bot.services.desk.canned import Canned
from bot.services.desk.group import Group
from bot.services.desk.learning import Trials
from bot.services.desk.topic_link import topic_link
from bot.services.linking import supplies as linked
from bot.services.notices import planned
from bot.services.questions import learning as faq_learning
from bot.services.questions.questions import Questions
from bot.storage.tables import case_entries, cases, desk_members, persons, readings, supplies
from handlers.contract.desk import Author, CaseState, CaseView, Piece, Reason, Side
from handlers.contract.desk_news import CardSupply
from handlers.contract.desk_operators import (
    AnswersFound,
    CaseLine,
    CasesListed,
    ColleagueFound,
    CustomerRead,
    EditNote,
    FindColleague,
    FoundAnswer,
    KeptFound,
    LearnPhrase,
    ListCases,
    OpenReading,
    OperatorAnswered,
    OperatorAsk,
    OperatorWork,
    ReadCustomer,
    ReplyFound,
    SeekAnswers,
    SeekKept,
    SeekReply,
    TakeUpNote,
    TryPhrase,
    WeighPhrase,
)
from handlers.contract.vocabulary import Outgoing
from handlers.shared.plain import plain

_MOST_LISTED: Final = 25
_MOST_EARLIER: Final = 5
_MOST_READINGS: Final = 5
_OPEN_READINGS: Final = ("pending", "leaving", "refused")
_NOT_CLOSED: Final = cases.c.state != CaseState.CLOSED
_WITH_NAME: Final[Select[Any]] = select(cases, persons.c.first_name).outerjoin(
    persons, persons.c.person_id == cases.c.person_id
)


class OperatorDesk:
    """The service of what operators ask and do in the group, as a turn uses it."""

    def __init__(
        self, group: Group, asked: Questions, replies: Canned, trials: Trials, operator_name: str
    ) -> None:
        self._group = group
        self._questions = asked
        self._replies = replies
        self._trials = trials
        self._operator_name = operator_name

    def answer(self, tx: Connection, ask: OperatorAsk, context: TurnContext) -> OperatorAnswered:
        """Answer what an operator asks; nothing changes."""
        match ask:
            case ListCases():
                return self._list(tx)
            case FindColleague():
                return ColleagueFound(ask.case, ask.event, ask.words, _colleague(tx, ask))
            case SeekAnswers():
                return AnswersFound(ask.case, ask.event, self._answers(tx, ask))
            case SeekReply():
                return self._reply(tx, ask)
            case ReadCustomer(case):
                return self._customer(tx, case, context)
            case SeekKept():
                return self._kept(tx, ask)
            case WeighPhrase():
                return learning.weigh(tx, ask, self._questions)
            case _:
                assert_never(ask)

    def carry_out(self, tx: Connection, change: OperatorWork, context: TurnContext) -> Sequence[Outgoing]:
        """Change a note, or what the FAQ knows."""
        match change:
            case TakeUpNote(case_id, message_id):
                notes = [row.entry_id for row in _kept_rows(tx, case_id, message_id)]
                tx.execute(delete(case_entries).where(case_entries.c.entry_id.in_(notes)))
            case EditNote(entry_id, piece):
                _edit_note(tx, entry_id, piece, context)
            case TryPhrase():
                self._trials.add(change)
            case LearnPhrase(entry_id, phrase):
                faq_learning.learn(tx, entry_id, phrase, context.now)
            case _:
                assert_never(change)
        return ()

    def _list(self, tx: Connection) -> CasesListed:
        in_order = (cases.c.waiting_since.is_(None), cases.c.waiting_since, cases.c.case_id)
        rows = tx.execute(_WITH_NAME.where(_NOT_CLOSED).order_by(*in_order).limit(_MOST_LISTED)).all()
        count = tx.execute(select(func.count()).select_from(cases).where(_NOT_CLOSED)).scalar_one()
        return CasesListed(tuple(_line(row) for row in rows), count - len(rows))

    def _answers(self, tx: Connection, ask: SeekAnswers) -> tuple[FoundAnswer, ...]:
        """Return the answer of this id, else the likeliest to the words, or to the customer's last."""
        book = self._questions.book
        if ask.words.casefold() in book:
            entry = book[ask.words.casefold()]
            return (FoundAnswer(entry.id, entry.question, entry.answer, DEFAULT_LANGUAGE),)
        case = ask.case
        words = ask.words or _last_words(tx, case.case_id) or learning.last_question(tx, case.person_id)[1]
        if not words:
            return ()
        return tuple(
            FoundAnswer(entry.id, entry.question, entry.answer, DEFAULT_LANGUAGE, chance)
            for entry, chance in self._questions.likely(words)
        )

    def _reply(self, tx: Connection, ask: SeekReply) -> ReplyFound:
        case, names = ask.case, self._replies.names
        filled = self._replies.fill(ask.name, case.language, self._values(tx, case))
        if filled is None:
            return ReplyFound(case, ask.event, ask.name, None, names)
        return ReplyFound(case, ask.event, ask.name, filled.html, names, filled.lacks)

    def _values(self, tx: Connection, case: CaseView) -> Mapping[str, str]:
        """Return what the places of a canned reply stand for; empty: not known."""
        own = linked.read(tx, case.person_id, "show").supplies
        points = ", ".join(f"{each.masked_point} ({each.address})" for each in own)
        return {"nome": case.first_name, "fornitura": points, "operatore": self._operator_name}

    @staticmethod
    def _customer(tx: Connection, case: CaseView, context: TurnContext) -> CustomerRead:
        known = linked.read(tx, case.person_id, "show")
        earlier = tx.execute(
            _WITH_NAME.where(cases.c.person_id == case.person_id, cases.c.case_id != case.case_id)
            .order_by(cases.c.case_id.desc())
            .limit(_MOST_EARLIER)
        )
        return CustomerRead(
            case,
            known.customers,
            tuple(CardSupply(each.kind, each.masked_point, each.address) for each in known.supplies),
            _open_readings(tx, case.person_id),
            planned.planned(tx, case.person_id, context.now),
            tuple(_line(row) for row in earlier),
        )

    @staticmethod
    def _kept(tx: Connection, ask: SeekKept) -> KeptFound:
        case = ask.case
        newer = tx.execute(
            _WITH_NAME.where(
                _NOT_CLOSED, cases.c.person_id == case.person_id, cases.c.case_id != case.case_id
            )
        ).first()
        line = None if newer is None else _line(newer)
        if ask.message_id is None:
            return KeptFound(case, ask.event, None, (), newer=line)
        rows = _kept_rows(tx, case.case_id, ask.message_id)
        of_message = _of_message(case.case_id, ask.message_id)
        is_sent = not rows and tx.execute(select(case_entries.c.entry_id).where(of_message)).first()
        reply_to = next((row.reply_to for row in rows if row.reply_to is not None), None)
        return KeptFound(
            case,
            ask.event,
            ask.message_id,
            tuple(_piece(row) for row in rows),
            _twin(tx, reply_to),
            is_sent=bool(is_sent),
            newer=line,
        )


# --- cases and their members ---------------------------------------------------------------------------


def _line(row: Row[Any]) -> CaseLine:
    """Return a case as a list shows it."""
    case = CaseView(
        row.case_id,
        row.person_id or 0,
        CaseState(row.state),
        Reason(row.reason),
        row.language,
        row.first_name or "–",
        row.assigned_to,
        row.assigned_name,
        row.is_silenced,
        row.topic_id,
    )
    return CaseLine(case, row.waiting_since, topic_link(row.group_id, row.topic_id), row.opened_at)


def _colleague(tx: Connection, ask: FindColleague) -> Author | None:
    """Return the member that is meant: by user name, by a name that only one has, or by their message."""
    if ask.words:
        wanted = ask.words.removeprefix("@").casefold()
        members = tx.execute(select(desk_members).where(desk_members.c.is_member)).all()
        by_username = [each for each in members if (each.username or "").casefold() == wanted]
        found = by_username or [each for each in members if (each.name or "").casefold() == wanted]
        if len(found) != 1:
            return None
        return Author(found[0].person_id, found[0].name or found[0].username or "–", found[0].username)
    if ask.message_id is None:
        return None
    written = and_(_of_message(ask.case.case_id, ask.message_id), case_entries.c.operator_name.is_not(None))
    entry = tx.execute(select(case_entries).where(written)).first()
    return None if entry is None else Author(entry.operator_id, entry.operator_name)


def _last_words(tx: Connection, case_id: int) -> str:
    """Return what the customer wrote last in a case, as it is read."""
    html = tx.execute(
        select(case_entries.c.html)
        .where(
            case_entries.c.case_id == case_id,
            case_entries.c.side == Side.CUSTOMER,
            case_entries.c.html != "",
        )
        .order_by(case_entries.c.entry_id.desc())
        .limit(1)
    ).scalar()
    return "" if html is None else plain(html)


def _open_readings(tx: Connection, person_id: int) -> tuple[OpenReading, ...]:
    """Return the newest readings of the person that are not passed on, or were refused."""
    rows = tx.execute(
        select(readings, supplies.c.point)
        .join(supplies, supplies.c.supply_id == readings.c.supply_id)
        .where(readings.c.person_id == person_id, readings.c.state.in_(_OPEN_READINGS))
        .order_by(readings.c.reading_id.desc())
        .limit(_MOST_READINGS)
    )
    return tuple(
        OpenReading(
            linked.masked_point(row.point),
            row.taken_on,
            tuple(value for value in (row.meter, row.corrector) if value is not None),
            row.state,
        )
        for row in rows
    )


# --- notes -----------------------------------------------------------------------------------------------


def _of_message(case_id: int, message_id: int) -> Any:  # noqa: ANN401 - a condition
    return and_(case_entries.c.case_id == case_id, case_entries.c.group_message_id == message_id)


def _kept_rows(tx: Connection, case_id: int, message_id: int) -> Sequence[Row[Any]]:
    """Return the note of a message, with the other parts of its album, in their order."""
    is_note = case_entries.c.side == Side.NOTE
    first = tx.execute(select(case_entries).where(_of_message(case_id, message_id), is_note)).first()
    if first is None:
        return ()
    own = case_entries.c.entry_id == first.entry_id
    if first.album is not None:
        own = or_(own, case_entries.c.album == first.album)
    return tx.execute(
        select(case_entries)
        .where(case_entries.c.case_id == case_id, is_note, own)
        .order_by(case_entries.c.group_message_id)
    ).all()


def _piece(row: Row[Any]) -> Piece:
    return Piece(row.group_message_id, row.kind, row.html, row.file_id, row.file_key, row.album)


def _twin(tx: Connection, entry_id: int | None) -> int | None:
    """Return the entry that a note answers, where the customer has it."""
    if entry_id is None:
        return None
    has_twin = and_(case_entries.c.entry_id == entry_id, case_entries.c.customer_message_id.is_not(None))
    return tx.execute(select(case_entries.c.entry_id).where(has_twin)).scalar()


def _edit_note(tx: Connection, entry_id: int, piece: Piece, context: TurnContext) -> None:
    own = case_entries.c.entry_id == entry_id
    row = tx.execute(select(case_entries.c.html, case_entries.c.earlier).where(own)).first()
    if row is None or row.html == piece.html:
        return
    earlier = [*(row.earlier or ()), [context.now.isoformat(), row.html]]
    new = {"html": piece.html, "earlier": earlier, "edited_at": context.now}
    if piece.file_id is not None:
        new |= {"kind": piece.kind, "file_id": piece.file_id, "file_key": piece.file_key}
    tx.execute(update(case_entries).where(own).values(new))
