"""Notices of planned works, what people were told, followed addresses, choices, and keys of programs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("supplies", sa.Column("istat", sa.String(6), nullable=True))
    for column in ("comune", "istat"):
        op.create_index(f"ix_supplies_{column}", "supplies", [column])
    _create_notices()
    _create_news()
    _create_occasions()
    _create_follows()
    _create_feeds()
    _create_keys()


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("notice_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(11), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("utility", sa.String(11), nullable=False),
        sa.Column("istat", sa.String(6), nullable=True),
        sa.Column("comune", sa.Text, nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=True),
        sa.Column("ends_at", _MOMENT, nullable=True),
        sa.Column("is_test", sa.Boolean, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("spread_version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name="pk_notices"),
    )
    for column in ("comune", "ends_at"):
        op.create_index(f"ix_notices_{column}", "notices", [column])


def _create_news() -> None:
    op.create_table(
        "notice_news",
        sa.Column("news_id", _ID, nullable=False, autoincrement=True),
        sa.Column("notice_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("news", sa.String(12), nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("electromedical", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("delivery_id", _ID, nullable=True),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("answer", sa.String(12), nullable=True),
        sa.PrimaryKeyConstraint("news_id", name="pk_notice_news"),
        sa.UniqueConstraint("notice_id", "person_id", "news", "key", name="uq_notice_news_once"),
    )
    for name, columns in (
        ("person_id", ["person_id"]),
        ("state", ["state", "due_at"]),
        ("delivery_id", ["delivery_id"]),
    ):
        op.create_index(f"ix_notice_news_{name}", "notice_news", columns)


def _create_occasions() -> None:
    op.create_table(
        "notice_occasions",
        sa.Column("notice_id", sa.String(64), nullable=False),
        sa.Column("occasion", sa.String(12), nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("version", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("notice_id", "occasion", "key", "version", name="pk_notice_occasions"),
    )
    op.create_index("ix_notice_occasions_until", "notice_occasions", ["until"])


def _create_follows() -> None:
    op.create_table(
        "follows",
        sa.Column("follow_id", _ID, nullable=False, autoincrement=True),
        sa.Column("person_id", sa.BigInteger, nullable=False),
        sa.Column("comune", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False),
        sa.Column("street_number", sa.Text, nullable=False),
        sa.Column("followed_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("follow_id", name="pk_follows"),
    )
    for column in ("person_id", "comune"):
        op.create_index(f"ix_follows_{column}", "follows", [column])
    op.create_table(
        "notice_choices",
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("outages", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("replacements", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("evening", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("quiet_hours", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("chosen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_notice_choices"),
    )


def _create_feeds() -> None:
    op.create_table(
        "notice_feeds",
        sa.Column("kind", sa.String(11), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_notice_feeds"),
    )


def _create_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_id", _ID, nullable=False, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT, nullable=True),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("key_id", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
    )
