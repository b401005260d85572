"""What was changed, by whom; rows are added and never changed."""

from typing import Final

from sqlalchemy import (
    JSON,
    Index,
    String,
    Table,
)

from bot.storage.columns import Id, Instant, personal, plain
from bot.storage.tables.metadata import metadata

#: What was changed, by whom, never changed itself.
audit: Final = Table(
    "audit",
    metadata,
    plain("audit_id", Id, primary_key=True, autoincrement=True),
    plain("at", Instant, nullable=False),
    #: person:ID, company, or sportello itself.
    personal("who", String(40), nullable=False),
    plain("what", String(40), nullable=False),
    #: The kind of thing and its number: reading:7, person:9.
    personal("subject", String(60), nullable=False),
    personal("detail", JSON, nullable=False),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_subject", audit.c.subject)
