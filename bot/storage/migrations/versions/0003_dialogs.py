"""Dialogs that can go back and be woken; reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("wake_at", _MOMENT, nullable=True))
    op.add_column("sessions", sa.Column("trail", sa.JSON, nullable=True))
    op.create_index("ix_sessions_wake_at", "sessions", ["wake_at"])
    op.create_table(
        "reminders",
        sa.Column("chat_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "key", name="pk_reminders"),
    )
    op.create_index("ix_reminders_due_at", "reminders", ["due_at"])
