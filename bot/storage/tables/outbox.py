"""Deliveries: everything that leaves the house, until it is settled."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

deliveries: Final = Table(
    "deliveries",
    metadata,
    plain("delivery_id", Id, primary_key=True, autoincrement=True),
    #: Who takes it out of the house: telegram or mail.
    plain("carrier", String(8), nullable=False, server_default="telegram"),
    plain("lane", SmallInteger, nullable=False),
    #: The chat whose order it keeps; null for what has no place in a conversation.
    personal("chat_id", BigInteger, nullable=True),
    plain("kind", String(20), nullable=False),
    personal("payload", JSON, nullable=False),
    #: queued, claimed; then sent, unconfirmed, gone or failed for good.
    plain("state", String(12), nullable=False),
    plain("attempts", Integer, nullable=False),
    plain("unknowns", Integer, nullable=False),
    plain("due_at", Instant, nullable=False),
    plain("claim_token", String(32), nullable=True),
    plain("lease_until", Instant, nullable=True),
    personal("message_id", BigInteger, nullable=True),
    #: An error's text, which may quote what somebody wrote.
    personal("fault", Text, nullable=True),
    plain("created_at", Instant, nullable=False),
    plain("settled_at", Instant, nullable=True),
    #: The case that it belongs to: in the group its rows keep an order of their own.
    plain("case_id", BigInteger, nullable=True),
    #: Within a line the smallest first, then the oldest (`bot.storage.outbox.Rank`).
    plain("rank", SmallInteger, nullable=False, server_default=text("2")),
    #: Which of the lines of its chat and lane it stands in: in a group its case; else, and without one, 0.
    plain("line", BigInteger, nullable=False, server_default=text("0")),
    #: How many messages it makes in its chat, for the pace of a group.
    plain("calls", SmallInteger, nullable=False, server_default=text("1")),
)
_OPEN: Final = text("state IN ('queued', 'claimed')")
Index(
    "ix_deliveries_open",
    deliveries.c.carrier,
    deliveries.c.lane,
    deliveries.c.due_at,
    deliveries.c.delivery_id,
    sqlite_where=_OPEN,
)
Index(
    "ix_deliveries_order",
    deliveries.c.chat_id,
    deliveries.c.lane,
    deliveries.c.line,
    deliveries.c.rank,
    deliveries.c.delivery_id,
    sqlite_where=_OPEN,
)
Index("ix_deliveries_group", deliveries.c.chat_id, deliveries.c.settled_at, sqlite_where=text("chat_id < 0"))
Index("ix_deliveries_case", deliveries.c.case_id)
Index("ix_deliveries_settled_at", deliveries.c.settled_at)

#: The pace that the processes on one database share: what left within the last seconds, by carrier.
paces: Final = Table(
    "paces",
    metadata,
    plain("carrier", String(8), primary_key=True),
    plain("state", JSON, nullable=False),
)
