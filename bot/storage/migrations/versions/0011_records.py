"""What staff look for: customers by folded name, readings by state, who lives by a device among news."""

import sqlalchemy as sa
from alembic import op

from bot.storage.folded import folded

revision = "0011"
down_revision = "0010"

_AT_ONCE = 5000


def upgrade() -> None:
    op.add_column(
        "customers", sa.Column("folded_name", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    op.add_column("readings", sa.Column("is_flagged", sa.Boolean, nullable=False, server_default=sa.false()))
    _fold_names(op.get_bind())
    op.execute("UPDATE readings SET is_flagged = TRUE WHERE CAST(doubts AS TEXT) <> '[]'")
    op.create_index("ix_customers_folded_name", "customers", ["folded_name", "customer_id"])
    op.create_index("ix_readings_flagged", "readings", ["is_flagged", "state", "reading_id"])
    is_electromedical = sa.text("electromedical")
    op.create_index(
        "ix_notice_news_electromedical",
        "notice_news",
        ["notice_id", "person_id"],
        sqlite_where=is_electromedical,
        postgresql_where=is_electromedical,
    )


def _fold_names(tx: sa.Connection) -> None:
    """Fold the names that are there, some at a time."""
    customers = sa.table("customers", sa.column("customer_id"), sa.column("name"), sa.column("folded_name"))
    fill = (
        sa.update(customers)
        .where(customers.c.customer_id == sa.bindparam("of"))
        .values(folded_name=sa.bindparam("folded"))
    )
    last = 0
    while True:
        some = sa.select(customers.c.customer_id, customers.c.name).where(customers.c.customer_id > last)
        rows = tx.execute(some.order_by(customers.c.customer_id).limit(_AT_ONCE)).all()
        if not rows:
            return
        tx.execute(fill, [{"of": row.customer_id, "folded": folded(row.name)} for row in rows])
        last = rows[-1].customer_id
