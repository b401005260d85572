"""The topic of a case: made when something is to stand in it, called and marked by where the case stands."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, delete

from bot.i18n import DEFAULT_LANGUAGE
from bot.services.desk import card, case_rows, entries
from bot.services.desk.case_rows import CaseRow
from bot.services.desk.parts import DeskParts
from bot.services.desk.topic_link import topic_link
from bot.storage import outbox
from bot.storage.outbox import Lane, Parcel, Rank
from bot.storage.parcels import (
    Album,
    AlbumPart,
    Content,
    Edit,
    Message,
    Pin,
    TopicChange,
    TopicDeletion,
    TopicOpening,
    kind_of,
)
from bot.storage.tables import deliveries
from handlers import news
from handlers.contract.desk import CaseState, Piece, Reason, Side
from handlers.contract.vocabulary import GroupNews
from handlers.shared.plain import cut

# Where a topic stands. The words stand in the database.
NONE: Final = "none"
WANTED: Final = "wanted"
THERE: Final = "there"
DELETED: Final = "deleted"

#: The key of a case's facts that says: its new topic is to be named in the general one.
REPLACES: Final = "replaces_topic"

#: Icons from the set that every bot may use (`getForumTopicIconStickers`).
_WAITS: Final = "❓"
_ASSIGNED: Final = "💬"
_CLOSED: Final = "✅"
#: Telegram's limit for the name of a topic; here in UTF-16 units, as it counts texts.
_LONGEST_NAME: Final = 128
_LONGEST_FIRST_NAME: Final = 40


def icon(case: CaseRow) -> str:
    """Return the icon that tells how a case stands."""
    if case.state == CaseState.CLOSED:
        return _CLOSED
    return _WAITS if case.assigned_at is None else _ASSIGNED


def name(case_id: int, first_name: str, subject: str) -> str:
    """Return the name of a topic: number, first name and subject; within its limit however it is counted."""
    parts = (f"№ {case_id}", cut(first_name, _LONGEST_FIRST_NAME), subject)
    return cut(" · ".join(part for part in parts if part), _LONGEST_NAME)


def link(case: CaseRow) -> str | None:
    """Return a link to the topic of a case; None where there is none."""
    return topic_link(case.group_id, case.topic_id)


def want(parts: DeskParts, tx: Connection, case: CaseRow, now: datetime) -> CaseRow:
    """Make the topic of a case, with its card, unless it is there or on its way; return the case."""
    group_id = parts.group.chat_id(tx)
    if group_id is None or case.topic_state not in {NONE, DELETED}:
        return case
    if case.topic_id is not None and _is_spared(tx, case.case_id):
        return case_rows.change(tx, case.case_id, topic_state=THERE)
    return open_anew(parts, tx, case, group_id, now)


def _is_spared(tx: Connection, case_id: int) -> bool:
    """Call off the deletion of a topic that still waits; return whether there was one.

    It would meet the new topic of the case otherwise: a deletion does not say which one it means.
    """
    waits = and_(
        deliveries.c.case_id == case_id,
        deliveries.c.kind == kind_of(TopicDeletion()),
        deliveries.c.state == "queued",
        deliveries.c.unknowns == 0,
    )
    return tx.execute(delete(deliveries).where(waits)).rowcount > 0


def open_anew(  # noqa: PLR0913 - what a topic is made of
    parts: DeskParts,
    tx: Connection,
    case: CaseRow,
    group_id: int,
    now: datetime,
    *,
    is_replacing: bool = False,
) -> CaseRow:
    """Make a topic for a case in a group, and put its card there; messages of an earlier topic are gone.

    ``is_replacing``: where it is will be said in the general topic, once it is there.
    """
    case_rows.forget_group_messages(tx, case.case_id)
    subject = case.subject or parts.post.words(news.name_reason(Reason(case.reason)), DEFAULT_LANGUAGE, now)
    place = {"group_id": group_id, "topic_id": None, "topic_state": WANTED, "card_message_id": None}
    facts = (case.facts or {}) | ({REPLACES: True} if is_replacing else {})
    if case.topic_id is not None and case.group_id == group_id:
        # People can go on writing in a topic that takes nothing of a bot any more.
        facts[case_rows.FORMER_TOPICS] = [*facts.get(case_rows.FORMER_TOPICS, ()), case.topic_id]
    case = case_rows.change(tx, case.case_id, subject=subject, facts=facts, **place)
    called = name(case.case_id, case_rows.first_name(tx, case.person_id), subject)
    opening = Parcel(TopicOpening(called, icon(case)), group_id, Lane.DESK, case.case_id, Rank.TOPIC)
    outbox.enqueue(tx, [opening], now)
    _put_card(parts, tx, case, group_id, now)
    return case


def _put_card(parts: DeskParts, tx: Connection, case: CaseRow, group_id: int, now: datetime) -> None:
    facts = card.of_case(parts, tx, case, now)
    number = parts.tell(tx, GroupNews(case.case_id, facts, is_first=True), now)
    entry = entries.add(tx, case.case_id, Side.BOT, Piece(0, card.KIND), now, state=entries.KEPT)
    entries.change(tx, [entry], delivery_id=number)
    firsts: list[Content] = [Pin()]
    photo = card.photo_of(tx, case)
    if photo is not None:
        shown = Piece(0, "photo", file_id=photo)
        part = entries.add(tx, case.case_id, Side.BOT, shown, now, state=entries.KEPT)
        firsts.append(Album((AlbumPart(part, "photo", photo),)))
    parcels = [Parcel(each, group_id, Lane.DESK, case.case_id, Rank.FIRST) for each in firsts]
    outbox.enqueue(tx, parcels, now)


def show(
    parts: DeskParts, tx: Connection, before: CaseRow, now: datetime, *, is_reopened: bool = False
) -> None:
    """Let the topic tell how a case stands since it was changed; each change leaves a line there.

    ``is_reopened``: somebody may have closed the topic by hand, and people write in it again.
    """
    case = case_rows.held(tx, before.case_id)
    if case.topic_state not in {WANTED, THERE} or case.group_id is None:
        return
    changes: list[Content] = []
    if icon(case) != icon(before) or is_reopened:
        changes.append(TopicChange(icon=icon(case), is_closed=False if is_reopened else None))
    if case.assigned_name != before.assigned_name and case.card_message_id is not None:
        changes += _edited_card(parts, tx, case, case.card_message_id, now)
    outbox.enqueue(tx, [Parcel(each, case.group_id, Lane.DESK, case.case_id) for each in changes], now)


def _edited_card(
    parts: DeskParts, tx: Connection, case: CaseRow, message_id: int, now: datetime
) -> list[Content]:
    facts = card.of_case(parts, tx, case, now)
    contents = [parcel.content for parcel in parts.post.parcels(tx, [GroupNews(case.case_id, facts)], now)]
    return [
        Edit(content.text, content.rows, message_id=message_id)
        for content in contents
        if isinstance(content, Message)
    ]
