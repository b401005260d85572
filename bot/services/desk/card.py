"""The card of a case: what was known when it was opened, kept with it, and what the FAQ would have said."""

from datetime import datetime
from html import escape, unescape
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, func, select

from bot.i18n import DEFAULT_LANGUAGE
from bot.services.broadcasts import outcomes
from bot.services.desk import case_rows
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.parts import DeskParts
from bot.services.desk.topic_link import topic_link
from bot.services.linking import supplies
from bot.services.notices import recipients
from bot.storage import sessions
from bot.storage.tables import case_entries, deliveries, notice_news, notices, readings
from handlers.contract.desk import Reason, Side
from handlers.contract.desk_changes import OpenCase
from handlers.contract.desk_news import CardCandidate, CardLine, CardSupply, CaseCard
from handlers.contract.speech import N_, Amount, Day, Say, Spans, Verbatim
from handlers.handoff import WISH
from handlers.shared import codes
from handlers.shared.plain import plain

#: The kind of the entry that a card is kept as.
KIND: Final = "card"
#: As many of the last messages stand on a card, of both sides together.
_MOST_LINES: Final = 10
_MOST_CANDIDATES: Final = 3
_ABOUT_READING: Final = frozenset({Reason.READING_DOUBT, Reason.READING_WRONG})
_ABOUT_NOTICE: Final = frozenset({Reason.NOTICE_DAY, Reason.STILL_OFF, Reason.BROADCAST})
_STATES: Final = {
    "pending": N_("not passed on yet"),
    "leaving": N_("being passed on"),
    "acquired": N_("acquired"),
    "refused": N_("refused"),
    "deleted": N_("deleted"),
}
_WORKS: Final = {
    ("outage", "electricity"): N_("Planned power cut"),
    ("outage", "gas"): N_("Planned interruption of the gas"),
    ("replacement", "electricity"): N_("Electricity meter replaced"),
    ("replacement", "gas"): N_("Gas meter replaced"),
}

_BOT_SAID: Final = (
    select(deliveries.c.created_at, deliveries.c.payload)
    .where(
        deliveries.c.chat_id == bindparam("chat_id"),
        deliveries.c.kind.in_(("message", "photo", "edit")),
        deliveries.c.state == "sent",
    )
    .order_by(deliveries.c.delivery_id.desc())
    .limit(_MOST_LINES)
)
_LAST_WORDS: Final = (
    select(case_entries.c.html)
    .where(
        case_entries.c.case_id == bindparam("case_id"),
        case_entries.c.entry_id < bindparam("until"),
        case_entries.c.side == str(Side.CUSTOMER),
        case_entries.c.html != "",
    )
    .order_by(case_entries.c.entry_id.desc())
    .limit(1)
)
_SHOWN: Final = (
    select(case_entries.c.side, case_entries.c.written_at, case_entries.c.html)
    .where(
        case_entries.c.case_id == bindparam("case_id"),
        # What stands in the topic has a number there.
        case_entries.c.group_message_id.is_(None),
        case_entries.c.side.in_((str(Side.CUSTOMER), str(Side.OPERATOR))),
        case_entries.c.state == "across",
        case_entries.c.html != "",
    )
    .order_by(case_entries.c.entry_id.desc())
    .limit(_MOST_LINES)
)
_CARD: Final = select(func.max(case_entries.c.entry_id)).where(
    case_entries.c.case_id == bindparam("case_id"),
    case_entries.c.kind == KIND,
    case_entries.c.group_message_id == bindparam("message_id"),
)
#: Higher than the number of any entry.
_NEWEST: Final = 2**62
_READING: Final = select(readings).where(
    and_(readings.c.reading_id == bindparam("number"), readings.c.person_id == bindparam("person_id"))
)

_NOTICE: Final = (
    select(notices.c.notice_id, notices.c.kind, notices.c.utility, notices.c.comune, notice_news.c.facts)
    .join(notice_news, notice_news.c.notice_id == notices.c.notice_id)
    .where(notice_news.c.news_id == bindparam("number"), notice_news.c.person_id == bindparam("person_id"))
)


def facts_of(
    parts: DeskParts, tx: Connection, opening: OpenCase, person_id: int, now: datetime
) -> dict[str, Any]:
    """Return what is known when a case is opened, as JSON that is kept with it."""
    lines = [(moment, True, escape(words)) for moment, words in sessions.recent(tx, person_id)]
    bot_said = tx.execute(_BOT_SAID, {"chat_id": person_id})
    lines += [(row.created_at, False, row.payload.get("text", "")) for row in bot_said]
    lines = sorted((line for line in lines if line[2]), key=lambda line: line[0])[-_MOST_LINES:]
    return {
        "about": opening.about,
        "dialog": opening.dialog,
        "step": opening.step,
        # In words: a sentence of this release may be no sentence of the next.
        "tried": [parts.post.words(say, DEFAULT_LANGUAGE, now) for say in opening.tried],
        "broadcast": outcomes.answered(tx, person_id, now),
        "recent": [[moment.isoformat(), is_customer, html] for moment, is_customer, html in lines],
    }


def of_case(parts: DeskParts, tx: Connection, case: CaseRow, now: datetime) -> CaseCard:
    """Return the card of a case: what stands below it in its topic does not stand on it as well."""
    facts: dict[str, Any] = case.facts or {}
    before = _entry_of_card(tx, case)
    recent = _recent(tx, case)
    linked = _linked(tx, case.person_id)
    reason, about = Reason(case.reason), facts.get("about", "")
    earlier = None if case.previous_case_id is None else case_rows.find(tx, case.previous_case_id)
    return CaseCard(
        case_id=case.case_id,
        first_name=case_rows.first_name(tx, case.person_id),
        language=case.language,
        reason=reason,
        about=about,
        opened_at=case.opened_at,
        is_linked=linked is not None,
        supplies=linked or (),
        dialog=facts.get("dialog"),
        step=facts.get("step"),
        tried=tuple(Say("{words}", words=Verbatim(html)) for html in facts.get("tried", ())),
        recent=recent,
        candidates=_candidates(parts, tx, case, recent, before),
        reading=_reading_in_words(parts, _reading(tx, case), now),
        notice=_notice_in_words(parts, tx, case, now)
        if reason in _ABOUT_NOTICE
        else (case.facts or {}).get("broadcast"),
        previous_case_id=case.previous_case_id,
        previous_link=None if earlier is None else topic_link(earlier.group_id, earlier.topic_id),
        assigned_name=case.assigned_name,
    )


def _entry_of_card(tx: Connection, case: CaseRow) -> int:
    """Return the entry of the card that stands in the topic; where none does, one that is still to come."""
    if case.card_message_id is None:
        return _NEWEST
    found = tx.execute(_CARD, {"case_id": case.case_id, "message_id": case.card_message_id}).scalar()
    return _NEWEST if found is None else int(found)


def _recent(tx: Connection, case: CaseRow) -> tuple[CardLine, ...]:
    """Return the last messages: before the hand-off, and in the case where an earlier topic showed them."""
    before = [
        CardLine(is_customer=is_customer, written_at=datetime.fromisoformat(moment), html=html)
        for moment, is_customer, html in (case.facts or {}).get("recent", ())
    ]
    within = [
        CardLine(row.side == Side.CUSTOMER, row.written_at, row.html, row.side == Side.OPERATOR)
        for row in tx.execute(_SHOWN, {"case_id": case.case_id})
    ]
    return tuple([*before, *reversed(within)][-_MOST_LINES:])


def photo_of(tx: Connection, case: CaseRow) -> str | None:
    """Return the photo of the reading that a case is about, by Telegram's id; None: there is none."""
    reading = _reading(tx, case)
    return None if reading is None else reading.photo


def _linked(tx: Connection, person_id: int | None) -> tuple[CardSupply, ...] | None:
    """Return the connected supplies, masked; None where the person is no customer that we know."""
    found = None if person_id is None else supplies.read(tx, person_id, "show")
    if found is None or not found.customers:
        return None
    return tuple(CardSupply(each.kind, each.masked_point, each.address) for each in found.supplies)


def _candidates(
    parts: DeskParts, tx: Connection, case: CaseRow, recent: tuple[CardLine, ...], until: int
) -> tuple[CardCandidate, ...]:
    """Return what the FAQ would have offered to the customer's last words."""
    html = tx.execute(_LAST_WORDS, {"case_id": case.case_id, "until": until}).scalar()
    if html is None:
        html = next((line.html for line in reversed(recent) if line.is_customer), "")
    words = plain(html).strip()
    # That a person is wanted is known; the operator wants to know for what.
    likely = [each for each in parts.likely(words) if each[0].id != WISH] if words else []
    likely = likely[:_MOST_CANDIDATES]
    return tuple(CardCandidate(entry.id, entry.question, chance) for entry, chance in likely)


def _reading(tx: Connection, case: CaseRow) -> Row[Any] | None:
    # Anybody can type a reason with any number: only a reading of their own is shown.
    number = codes.row_number((case.facts or {}).get("about", ""))
    if Reason(case.reason) not in _ABOUT_READING or number is None:
        return None
    return tx.execute(_READING, {"number": number, "person_id": case.person_id}).first()


def _notice_in_words(parts: DeskParts, tx: Connection, case: CaseRow, now: datetime) -> str | None:
    """Return which works it is about: what, when, where, and the number of the notice."""
    about: str = (case.facts or {}).get("about", "")
    number = codes.row_number(about)
    if number is None:
        return about or None
    found = tx.execute(_NOTICE, {"number": number, "person_id": case.person_id}).first()
    if found is None:
        return None
    told = recipients.CODEC.validate_python(found.facts)
    say = Say(
        "{what} · {spans} · {place} · {number}",
        what=Say(_WORKS[found.kind, found.utility]),
        spans=Spans(tuple((span.starts_at, span.ends_at) for span in told.spans)),
        place=told.doors[0].label if told.doors else found.comune,
        number=found.notice_id,
    )
    return unescape(parts.post.words(say, DEFAULT_LANGUAGE, now))


def _reading_in_words(parts: DeskParts, reading: Row[Any] | None, now: datetime) -> str | None:
    if reading is None:
        return None
    value = reading.corrector if reading.meter is None else reading.meter
    say = Say(
        N_("{value} m³ on {day}, {state}"),
        value=Amount(value or 0),
        day=Day(reading.taken_on),
        state=Say(_STATES.get(reading.state, reading.state)),
    )
    return unescape(parts.post.words(say, DEFAULT_LANGUAGE, now))
