"""The pace of bulk that the processes on one database share."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("carrier", sa.String(8), nullable=False),
        sa.Column("state", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("carrier", name="pk_paces"),
    )
