"""Customers, their supplies, who is linked to them and how; who carries a delivery."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state IN ('queued', 'claimed')")


def upgrade() -> None:
    _add_carrier()
    _create_customers()
    _create_links()
    _create_proofs()


def _add_carrier() -> None:
    op.add_column("deliveries", sa.Column("carrier", sa.String(8), nullable=False, server_default="telegram"))
    op.drop_index("ix_deliveries_open", "deliveries")
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["carrier", "lane", "due_at", "delivery_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _create_customers() -> None:
    op.create_table(
        "customers",
        sa.Column("customer_id", _ID, nullable=False, autoincrement=True),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("tax_code", sa.String(16), nullable=False),
        sa.Column("email", sa.Text, nullable=True),
        sa.Column("mobile", sa.String(16), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_customers"),
        sa.UniqueConstraint("code", name="uq_customers_code"),
    )
    op.create_table(
        "supplies",
        sa.Column("supply_id", _ID, nullable=False, autoincrement=True),
        sa.Column("customer_id", _ID, nullable=False),
        sa.Column("point", sa.String(15), nullable=False),
        sa.Column("comune", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("street_number", sa.Text, nullable=False),
        sa.Column("meter_class", sa.String(5), nullable=True),
        sa.Column("meter_digits", sa.SmallInteger, nullable=True),
        sa.Column("has_corrector", sa.Boolean, nullable=False),
        sa.Column("last_reading", sa.BigInteger, nullable=True),
        sa.Column("last_reading_on", sa.Date, nullable=True),
        sa.Column("electromedical", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("supply_id", name="pk_supplies"),
        sa.UniqueConstraint("point", name="uq_supplies_point"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.customer_id"], name="fk_supplies_customer_id_customers"
        ),
    )
    op.create_index("ix_supplies_customer_id", "supplies", ["customer_id"])


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("customer_id", _ID, nullable=False, autoincrement=False),
        sa.Column("proof", sa.String(5), nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "customer_id", name="pk_links"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.customer_id"], name="fk_links_customer_id_customers"
        ),
    )
    op.create_index("ix_links_customer_id", "links", ["customer_id"])
    op.create_table(
        "nicknames",
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("supply_id", _ID, nullable=False, autoincrement=False),
        sa.Column("nickname", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "supply_id", name="pk_nicknames"),
        sa.ForeignKeyConstraint(
            ["supply_id"], ["supplies.supply_id"], name="fk_nicknames_supply_id_supplies"
        ),
    )
    op.create_index("ix_nicknames_supply_id", "nicknames", ["supply_id"])


def _create_proofs() -> None:
    op.create_table(
        "link_attempts",
        sa.Column("attempt_id", _ID, nullable=False, autoincrement=True),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("parent_id", _ID, nullable=True),
        sa.Column("customer_id", _ID, nullable=True),
        sa.Column("proof", sa.String(5), nullable=True),
        sa.Column("attempted_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_link_attempts"),
    )
    op.create_index("ix_link_attempts_person_id", "link_attempts", ["person_id", "attempted_at"])
    op.create_index("ix_link_attempts_code", "link_attempts", ["code", "attempted_at"])
    op.create_index("ix_link_attempts_attempted_at", "link_attempts", ["attempted_at"])
    op.create_table(
        "link_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("attempt_id", _ID, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_link_tokens"),
    )
    op.create_index("ix_link_tokens_expires_at", "link_tokens", ["expires_at"])
