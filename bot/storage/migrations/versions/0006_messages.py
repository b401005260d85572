"""The message that each update is about, its album, and a fingerprint of its words."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("updates", sa.Column("message_id", sa.BigInteger, nullable=True))
    op.add_column("updates", sa.Column("album", sa.String(64), nullable=True))
    op.add_column("updates", sa.Column("fingerprint", sa.String(32), nullable=True))
    op.create_index("ix_updates_message", "updates", ["chat_id", "message_id"])
