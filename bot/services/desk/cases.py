"""The life of a case: opened or taken up, paused, given to somebody, closed, rated, opened again."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from bot.i18n import DEFAULT_LANGUAGE
from bot.services.context import TurnContext
from bot.services.desk import card, case_rows, topics
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.parts import DeskParts
from bot.storage import sessions
from bot.storage.tables import cases
from bot.storage.upsert import upsert
from handlers import news
from handlers.contract.desk import CASE_DIALOG, CASE_DIALOG_VERSION, Author, CaseState, Ending, Reason
from handlers.contract.desk_changes import CloseCase, CommentCase, OpenCase, RateCase
from handlers.contract.desk_news import CaseClosed, CaseNote, CaseReopened, LowStars
from handlers.contract.speech import N_
from handlers.contract.vocabulary import GroupNews, News

# States of the customer's chat, by the names of their classes (`handlers.handoff`).
_IN_CASE: Final = "InCase"
_JUST_CLOSED: Final = "JustClosed"
#: For so long after closing a customer's words open the same case again.
PATIENCE_AFTERWARDS: Final = timedelta(days=1)
#: After these nobody is told, and nobody is asked for stars.
_SILENT: Final = frozenset({Ending.SPAM, Ending.GONE, Ending.ERASED})
#: So few stars are told to all.
_FEW_STARS: Final = 2
#: What an answer, or a new beginning, ends: the steps that were taken while nobody answered.
NO_STEPS: Final[dict[str, Any]] = {
    "reassured_at": None,
    "reminded_at": None,
    "escalated_at": None,
    "warned_of_closing_at": None,
}


# --- opened, taken up, paused --------------------------------------------------------------------------


def open_case(parts: DeskParts, tx: Connection, opening: OpenCase, context: TurnContext) -> CaseRow | None:
    """Open a case for the person, or take up the one that is not closed; None: there is no support group."""
    group_id = parts.group.chat_id(tx)
    if group_id is None:
        return None
    person_id, now = context.person_id, context.now
    number = _add(parts, tx, opening, context)
    if number is None:
        case = case_rows.open_of(tx, person_id)
        if case is None:
            raise LookupError("the case that stands in the way is gone")
        case = _take_up(parts, tx, case_rows.held(tx, case.case_id), opening, now)
    else:
        case = case_rows.held(tx, number)
    if not opening.at_once:
        return case
    if case.waiting_since is None:
        case = case_rows.change(tx, case.case_id, waiting_since=now)
    return topics.want(parts, tx, case, now)


def _add(parts: DeskParts, tx: Connection, opening: OpenCase, context: TurnContext) -> int | None:
    """Add a case; return its number, None where the person has one that is not closed."""
    person_id, now = context.person_id, context.now
    earlier = case_rows.newest_of(tx, person_id)
    values = {
        "person_id": person_id,
        "reason": str(opening.reason),
        "state": str(CaseState.OPEN),
        "language": context.language,
        "facts": card.facts_of(parts, tx, opening, person_id, now),
        "opened_at": now,
        "last_written_at": now,
        "previous_case_id": None if earlier is None else earlier.case_id,
        "topic_state": topics.NONE,
    }
    adding = upsert(tx.dialect.name, cases).values(values).on_conflict_do_nothing()
    return tx.execute(adding.returning(cases.c.case_id)).scalar()


def _take_up(parts: DeskParts, tx: Connection, case: CaseRow, opening: OpenCase, now: datetime) -> CaseRow:
    """Go on with a case; operators hear why somebody is wanted again."""
    is_news = case.state == CaseState.PAUSED or Reason(case.reason) is not opening.reason
    case = case_rows.change(tx, case.case_id, state=str(CaseState.OPEN), last_written_at=now)
    if is_news:
        subject = parts.post.words(news.name_reason(opening.reason), DEFAULT_LANGUAGE, now)
        tell_operators(parts, tx, case, CaseNote(_AGAIN, (("subject", subject),)), now)
    return case


def pause(parts: DeskParts, tx: Connection, person_id: int, now: datetime) -> None:
    """Let the bot answer the customer again; the case stays with the operators."""
    case = _own(tx, person_id)
    if case is None or case.state != CaseState.OPEN:
        return
    case_rows.change(tx, case.case_id, state=str(CaseState.PAUSED))
    tell_operators(parts, tx, case, CaseNote(_BACK_TO_BOT), now)


def resume(tx: Connection, case: CaseRow) -> CaseRow:
    """Open a paused case, since an operator writes in it; the customer's chat, if free, is in it again."""
    if case.state == CaseState.CLOSED:
        return case
    if case.state == CaseState.PAUSED:
        case = case_rows.change(tx, case.case_id, state=str(CaseState.OPEN))
    _bring_in(tx, case.person_id)
    return case


# --- closed, rated, opened again -----------------------------------------------------------------------


def close(  # noqa: PLR0913 - whose turn it is, too
    parts: DeskParts, tx: Connection, case: CaseRow, closing: CloseCase, now: datetime, *, by_customer: bool
) -> None:
    """Close a case, and ask for stars; a second time does nothing.

    ``by_customer``: in the customer's own turn, which leaves the dialog by itself.
    """
    if case.state == CaseState.CLOSED:
        return
    ending = closing.ending
    case_rows.change(
        tx,
        case.case_id,
        state=str(CaseState.CLOSED),
        closed_at=now,
        ending=str(ending),
        closing_words=closing.reason or None,
        waiting_since=None,
    )
    topics.show(parts, tx, case, now)
    if by_customer:
        tell_operators(parts, tx, case, CaseNote(_SETTLED), now)
    elif case.person_id is not None:
        _bring_out(tx, case, ending, now)
    if ending is Ending.SILENCE:
        tell_operators(parts, tx, case, CaseNote(_SILENCE), now)
    if ending not in _SILENT and case.person_id is not None:
        asks_stars = closing.asks_stars and ending is not Ending.SILENCE
        facts = CaseClosed(case.case_id, ending, asks_stars=asks_stars)
        parts.tell(tx, News(case.person_id, facts), now)


def close_in_silence(parts: DeskParts, tx: Connection, case_id: int, now: datetime) -> None:
    """Close a case in which nobody writes any more. The caller has locked the customer's chat."""
    case = case_rows.lock(tx, case_id)
    if case is not None:
        close(parts, tx, case, CloseCase(Ending.SILENCE, case_id, asks_stars=False), now, by_customer=False)


def reopen(parts: DeskParts, tx: Connection, case: CaseRow, now: datetime) -> CaseRow:
    """Open a closed case again, in its topic; where its person has another that is open, return that one."""
    if case.state != CaseState.CLOSED or case.person_id is None:
        return case
    other = case_rows.open_of(tx, case.person_id)
    if other is not None:
        return case_rows.held(tx, other.case_id)
    before = case
    values = {"closed_at": None, "ending": None, "closing_words": None, "last_written_at": now}
    case = case_rows.change(tx, case.case_id, state=str(CaseState.OPEN), **values, **NO_STEPS)
    if case.topic_state == topics.DELETED:
        case = topics.want(parts, tx, case, now)
        if case.topic_state != topics.THERE:
            return case
    topics.show(parts, tx, before, now, is_reopened=True)
    return case


def reopen_by_customer(parts: DeskParts, tx: Connection, person_id: int, now: datetime) -> CaseRow | None:
    """Open the person's newest case again; None: they never had any."""
    newest = case_rows.newest_of(tx, person_id)
    if newest is None:
        return None
    before = case_rows.held(tx, newest.case_id)
    case = reopen(parts, tx, before, now)
    if before.state == CaseState.CLOSED and case.state != CaseState.CLOSED:
        tell_operators(parts, tx, case, CaseNote(_REOPENED), now)
    return case


def reopen_by_operator(parts: DeskParts, tx: Connection, case: CaseRow, now: datetime) -> None:
    """Open a closed case again, and tell its customer; not where they have a newer one that is open."""
    reopened = reopen(parts, tx, case, now)
    if case.state == CaseState.CLOSED and reopened.case_id == case.case_id and case.person_id is not None:
        _bring_in(tx, case.person_id)
        parts.tell(tx, News(case.person_id, CaseReopened(case.case_id)), now)


def rate(parts: DeskParts, tx: Connection, rating: RateCase, context: TurnContext) -> None:
    """Keep the stars of one of the person's own cases; the last ones count. Few are told to all."""
    case_id, stars, now = rating.case_id, rating.stars, context.now
    case = case_rows.lock(tx, case_id)
    if case is None or case.person_id != context.person_id or case.stars == stars:
        return
    case_rows.change(tx, case_id, stars=stars)
    tell_operators(parts, tx, case, CaseNote(_STARS, (("stars", "⭐" * stars),)), now)
    if stars <= _FEW_STARS:
        low = LowStars(case_id, stars, case.comment, topics.link(case))
        parts.tell(tx, GroupNews(None, low), now)


def comment(parts: DeskParts, tx: Connection, adding: CommentCase, context: TurnContext) -> None:
    """Keep the word that a customer adds to the stars, and show it to operators."""
    case_id, words, now = adding.case_id, adding.words, context.now
    case = case_rows.lock(tx, case_id)
    if case is None or case.person_id != context.person_id or case.comment == words:
        return
    case_rows.change(tx, case_id, comment=words)
    tell_operators(parts, tx, case, CaseNote(_COMMENT, (("words", words),)), now)


# --- in whose hands, and what the group is told --------------------------------------------------------


def assign(parts: DeskParts, tx: Connection, case: CaseRow, to: Author | None, now: datetime) -> None:
    """Give a case to an operator; None: to nobody. Its topic and its card show it."""
    if case.state == CaseState.CLOSED:
        return
    holder: dict[str, Any] = {"assigned_to": None, "assigned_name": None, "assigned_at": None}
    if to is not None:
        holder = {"assigned_to": to.person_id, "assigned_name": to.name, "assigned_at": now}
        if (case.assigned_to, case.assigned_name) == (to.person_id, to.name):
            return
    case_rows.change(tx, case.case_id, **holder)
    topics.show(parts, tx, case, now)


def tell_operators(parts: DeskParts, tx: Connection, case: CaseRow, facts: CaseNote, now: datetime) -> None:
    """Write a line of the bot into the topic of a case; nothing where there is none."""
    if case.topic_state in {topics.WANTED, topics.THERE}:
        parts.tell(tx, GroupNews(case.case_id, facts), now)


def _own(tx: Connection, person_id: int) -> CaseRow | None:
    """Return the person's case that is not closed, its row locked."""
    case = case_rows.open_of(tx, person_id)
    return None if case is None else case_rows.held(tx, case.case_id)


def _bring_in(tx: Connection, person_id: int | None) -> None:
    """Let what the customer writes go to the case, unless another dialog is open."""
    if person_id is None:
        return
    opened = sessions.open_dialog(tx, person_id)
    if opened is None or (opened[0] == CASE_DIALOG and opened[1] != _IN_CASE):
        sessions.put(tx, person_id, CASE_DIALOG, CASE_DIALOG_VERSION, _IN_CASE, {}, None)


def _bring_out(tx: Connection, case: CaseRow, ending: Ending, now: datetime) -> None:
    """Let the customer's chat leave the case; for a day words open it again. Another dialog stays open."""
    opened = sessions.open_dialog(tx, case.person_id)
    if opened is not None and opened != (CASE_DIALOG, _IN_CASE):
        return
    if ending in _SILENT:
        sessions.close(tx, case.person_id)
        return
    fields = {"case_id": case.case_id}
    until = now + PATIENCE_AFTERWARDS
    sessions.put(tx, case.person_id, CASE_DIALOG, CASE_DIALOG_VERSION, _JUST_CLOSED, fields, until)


_AGAIN: Final = N_("🙋 The customer wishes for a person again: {subject}.")
_BACK_TO_BOT: Final = N_("🤖 The customer has gone back to the bot. Whatever you write here still arrives.")
_SETTLED: Final = N_("✅ The customer says that it is settled, and has closed the case.")
_SILENCE: Final = N_("✅ Nobody has written here for a while, so the case is closed.")
_REOPENED: Final = N_("↩️ The customer has written again: the case is open.")
_STARS: Final = N_("The customer’s stars: {stars}")
_COMMENT: Final = N_("The customer’s word on it: {words}")
