"""Gas readings, how they are handed over, the windows for them, and a line for every change."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _add_columns()
    _create_readings()
    _create_windows()
    _create_audit()


def _add_columns() -> None:
    op.add_column(
        "persons", sa.Column("window_reminders", sa.Boolean, nullable=False, server_default=sa.true())
    )
    op.add_column("supplies", sa.Column("last_corrector", sa.BigInteger, nullable=True))
    op.add_column("supplies", sa.Column("corrector_digits", sa.SmallInteger, nullable=True))
    op.add_column("supplies", sa.Column("reads", sa.String(9), nullable=True))
    op.add_column(
        "supplies", sa.Column("vendor", sa.String(40), nullable=False, server_default="energia-corrente")
    )


def _create_readings() -> None:
    op.create_table(
        "reading_batches",
        sa.Column("batch_id", _ID, nullable=False, autoincrement=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("claim_token", sa.String(32), nullable=True),
        sa.Column("lease_until", _MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("fault", sa.Text, nullable=True),
        sa.Column("handed_at", _MOMENT, nullable=True),
        sa.Column("content", sa.JSON, nullable=True),
        sa.PrimaryKeyConstraint("batch_id", name="pk_reading_batches"),
        sa.UniqueConstraint("key", name="uq_reading_batches_key"),
    )
    _create_partial_index("ix_reading_batches_open", "reading_batches", ["batch_id"], "handed_at IS NULL")
    op.create_table(
        "readings",
        sa.Column("reading_id", _ID, nullable=False, autoincrement=True),
        sa.Column("supply_id", _ID, nullable=False),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("taken_on", sa.Date, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("meter", sa.BigInteger, nullable=True),
        sa.Column("corrector", sa.BigInteger, nullable=True),
        sa.Column("used_m3", sa.BigInteger, nullable=True),
        sa.Column("used_days", sa.Integer, nullable=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("doubts", sa.JSON, nullable=False),
        sa.Column("photo", sa.Text, nullable=True),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("batch_id", _ID, nullable=True),
        sa.Column("acquired_at", _MOMENT, nullable=True),
        sa.Column("refused_at", _MOMENT, nullable=True),
        sa.Column("deleted_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("reading_id", name="pk_readings"),
        sa.ForeignKeyConstraint(["supply_id"], ["supplies.supply_id"], name="fk_readings_supply_id_supplies"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.customer_id"], name="fk_readings_customer_id_customers"
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["reading_batches.batch_id"], name="fk_readings_batch_id_reading_batches"
        ),
    )
    counts = "state NOT IN ('deleted', 'refused')"
    _create_partial_index("ix_readings_one_a_day", "readings", ["supply_id", "taken_on"], counts, unique=True)
    _create_partial_index("ix_readings_pending", "readings", ["sent_at"], "state = 'pending'")
    for column in ("supply_id", "batch_id", "person_id", "sent_at"):
        op.create_index(f"ix_readings_{column}", "readings", [column])


def _create_partial_index(
    name: str, table: str, columns: list[str], condition: str, *, unique: bool = False
) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _create_windows() -> None:
    op.create_table(
        "reading_windows",
        sa.Column("vendor", sa.String(40), nullable=False),
        sa.Column("opens_at", _MOMENT, nullable=False),
        sa.Column("closes_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("vendor", "opens_at", name="pk_reading_windows"),
    )
    op.create_table(
        "window_reminders",
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("vendor", sa.String(40), nullable=False),
        sa.Column("opens_at", _MOMENT, nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("reminded_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "vendor", "opens_at", "kind", name="pk_window_reminders"),
    )
    op.create_index("ix_window_reminders_reminded_at", "window_reminders", ["reminded_at"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("audit_id", _ID, nullable=False, autoincrement=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
