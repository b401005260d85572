"""What people picked and how they voted; phrases learned from them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("questions", sa.Column("picked_id", sa.String(80), nullable=True))
    op.add_column("questions", sa.Column("vote", sa.SmallInteger, nullable=True))
    op.create_table(
        "learned_phrases",
        sa.Column("phrase_id", _ID, nullable=False, autoincrement=True),
        sa.Column("entry_id", sa.String(80), nullable=False),
        sa.Column("phrase", sa.Text, nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phrase_id", name="pk_learned_phrases"),
        sa.UniqueConstraint("entry_id", "phrase", name="uq_learned_phrases_entry_id_phrase"),
    )
