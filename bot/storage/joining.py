"""Texts of a case that wait for the group are joined, so that they cost its pace one message."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select

from bot.i18n import shown_length
from bot.storage import outbox
from bot.storage.lines import is_open
from bot.storage.outbox import DeliveryId, Parcel
from bot.storage.parcels import Content, Copy, JoinedTexts, content_of, kind_of, payload_of
from bot.storage.tables import deliveries
from handlers.shared.plain import LONGEST_MESSAGE

_BETWEEN: Final = "\n\n"
#: Not past a row that another transaction holds: what is claimed there is no longer waiting.
_LAST_OF_LINE: Final = (
    select(deliveries)
    .where(
        deliveries.c.chat_id == bindparam("chat_id"),
        deliveries.c.lane == bindparam("lane"),
        deliveries.c.line == bindparam("line"),
        is_open(),
    )
    .order_by(deliveries.c.rank.desc(), deliveries.c.delivery_id.desc())
    .limit(1)
    .with_for_update()
)


def enqueue_joined(tx: Connection, parcel: Parcel, now: datetime) -> DeliveryId:
    """Add a row for a parcel of a case, or join its text with the last one that waits; return the row.

    Joined are texts alone, without an answer to another message, that were never tried; both entries then
    have one twin. A longer text than Telegram takes, or anything in between, begins a row of its own.
    """
    added = _texts_of(parcel.content)
    if added is not None and parcel.is_to_group and parcel.case_id is not None:
        place = {"chat_id": parcel.chat_id, "lane": int(parcel.lane), "line": parcel.line}
        last = tx.execute(_LAST_OF_LINE, place).mappings().first()
        if last is not None and last["state"] == "queued" and not last["attempts"]:
            waiting = _texts_of(content_of(last["kind"], last["payload"]))
            joined = None if waiting is None else _joined(waiting, added)
            if joined is not None:
                own = deliveries.c.delivery_id == last["delivery_id"]
                values = {"kind": kind_of(joined), "payload": payload_of(joined)}
                tx.execute(deliveries.update().where(own).values(values))
                return DeliveryId(last["delivery_id"])
    return outbox.enqueue(tx, [parcel], now)[0]


def _texts_of(content: Content) -> JoinedTexts | None:
    """Return what can be joined: a text that answers no message; None for anything else."""
    match content:
        case Copy(entry, of_kind="text", html=html, reply_to=None) if html:
            return JoinedTexts((entry,), html)
        case JoinedTexts(reply_to=None):
            return content
        case _:
            return None


def joined_html(texts: Iterable[str]) -> str | None:
    """Return texts as one, in Telegram HTML; None: it is longer than Telegram takes."""
    html = _BETWEEN.join(texts)
    return html if shown_length(html) <= LONGEST_MESSAGE else None


def _joined(first: JoinedTexts, second: JoinedTexts) -> JoinedTexts | None:
    html = joined_html((first.html, second.html))
    return None if html is None else JoinedTexts((*first.entries, *second.entries), html)
