"""Versions of answers that staff have edited, and questions without an answer that they have dealt with."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "entry_versions",
        sa.Column("version_id", _ID, nullable=False, autoincrement=True),
        sa.Column("entry_id", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text, nullable=True),
        sa.Column("who", sa.String(60), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("version_id", name="pk_entry_versions"),
        sa.UniqueConstraint("entry_id", "number", name="uq_entry_versions_entry_id_number"),
    )
    op.create_table(
        "settled_questions",
        sa.Column("settled_id", _ID, nullable=False, autoincrement=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("settled_at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("settled_id", name="pk_settled_questions"),
        sa.UniqueConstraint("text", name="uq_settled_questions_text"),
    )
