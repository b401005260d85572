"""People, inbox, sessions, outbox and questions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state IN ('queued', 'claimed')")
_NEW = sa.text("state = 'new'")


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("language_chosen", sa.Boolean, nullable=False),
        sa.Column("subscribed", sa.Boolean, nullable=False),
        sa.Column("first_seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_persons"),
    )
    op.create_table(
        "updates",
        sa.Column("update_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.JSON, nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("fault", sa.Text, nullable=True),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_updates"),
    )
    op.create_index(
        "ix_updates_new", "updates", ["chat_id", "update_id"], sqlite_where=_NEW, postgresql_where=_NEW
    )
    op.create_index("ix_updates_received_at", "updates", ["received_at"])
    op.create_table(
        "sessions",
        sa.Column("chat_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("dialog", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer, nullable=True),
        sa.Column("state", sa.String(40), nullable=True),
        sa.Column("fields", sa.JSON, nullable=True),
        sa.Column("expires_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", _ID, nullable=False, autoincrement=True),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unknowns", sa.Integer, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("claim_token", sa.String(32), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.Column("message_id", sa.BigInteger, nullable=True),
        sa.Column("fault", sa.Text, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["lane", "due_at", "delivery_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_deliveries_order",
        "deliveries",
        ["chat_id", "lane", "delivery_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_deliveries_settled_at", "deliveries", ["settled_at"])
    op.create_table(
        "questions",
        sa.Column("question_id", _ID, nullable=False, autoincrement=True),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("decision", sa.String(8), nullable=False),
        sa.Column("entry_id", sa.String(80), nullable=True),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_questions"),
    )
    op.create_index("ix_questions_chat_id", "questions", ["chat_id", "question_id"])
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])
