"""Broadcasts, their recipients, and consents by purpose."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_broadcasts()
    _create_recipients()
    op.create_table(
        "consents",
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("purpose", sa.String(11), nullable=False),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("text_version", sa.String(20), nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "purpose", name="pk_consents"),
    )


def _create_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("broadcast_id", _ID, nullable=False, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(9), nullable=False),
        sa.Column("parent_id", _ID, nullable=True),
        sa.Column("purpose", sa.String(11), nullable=False),
        sa.Column("texts", sa.JSON, nullable=False),
        sa.Column("picture", sa.String(80), nullable=True),
        sa.Column("buttons", sa.JSON, nullable=False),
        sa.Column("audience", sa.JSON, nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=True),
        sa.Column("valid_until", _MOMENT, nullable=True),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("training", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("approved_by", sa.String(80), nullable=True),
        sa.Column("approved_at", _MOMENT, nullable=True),
        sa.Column("approved_hash", sa.String(64), nullable=True),
        sa.Column("break_glass", sa.Text, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("sending_at", _MOMENT, nullable=True),
        sa.Column("recipients", sa.Integer, nullable=True),
        sa.Column("resumed_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("broadcast_id", name="pk_broadcasts"),
    )
    for column in ("state", "parent_id"):
        op.create_index(f"ix_broadcasts_{column}", "broadcasts", [column])


def _create_recipients() -> None:
    op.create_table(
        "broadcast_recipients",
        sa.Column("broadcast_id", _ID, nullable=False, autoincrement=False),
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("state", sa.String(11), nullable=False),
        sa.Column("delivery_id", _ID, nullable=True),
        sa.Column("cause", sa.Text, nullable=True),
        sa.Column("message_id", sa.BigInteger, nullable=True),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("broadcast_id", "person_id", name="pk_broadcast_recipients"),
    )
    op.create_index(
        "ix_broadcast_recipients_state", "broadcast_recipients", ["broadcast_id", "state", "person_id"]
    )
    op.create_index("ix_broadcast_recipients_person_id", "broadcast_recipients", ["person_id"])
