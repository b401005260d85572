"""Cases, what was written in them, the support group and its members; deliveries of a case."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_NOT_CLOSED = sa.text("state <> 'closed'")
_OPEN = sa.text("state IN ('queued', 'claimed')")
_OF_GROUP = sa.text("chat_id < 0")


def upgrade() -> None:
    _create_cases()
    _create_entries()
    _create_group()
    _extend_deliveries()
    op.add_column("sessions", sa.Column("recent", sa.JSON(none_as_null=True), nullable=True))


def _extend_deliveries() -> None:
    op.add_column("deliveries", sa.Column("case_id", sa.BigInteger, nullable=True))
    for name, kind, usual in (
        ("rank", sa.SmallInteger, 2),
        ("line", sa.BigInteger, 0),
        ("calls", sa.SmallInteger, 1),
    ):
        op.add_column("deliveries", sa.Column(name, kind, nullable=False, server_default=sa.text(str(usual))))
    op.create_index("ix_deliveries_case", "deliveries", ["case_id"])
    op.drop_index("ix_deliveries_order", "deliveries")
    op.create_index(
        "ix_deliveries_order",
        "deliveries",
        ["chat_id", "lane", "line", "rank", "delivery_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_deliveries_group",
        "deliveries",
        ["chat_id", "settled_at"],
        sqlite_where=_OF_GROUP,
        postgresql_where=_OF_GROUP,
    )


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", _ID, nullable=False, autoincrement=True),
        sa.Column("person_id", sa.BigInteger, nullable=True),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("subject", sa.Text, nullable=True),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("waiting_since", _MOMENT, nullable=True),
        sa.Column("first_answered_at", _MOMENT, nullable=True),
        sa.Column("last_written_at", _MOMENT, nullable=False),
        sa.Column("assigned_to", sa.BigInteger, nullable=True),
        sa.Column("assigned_name", sa.Text, nullable=True),
        sa.Column("assigned_at", _MOMENT, nullable=True),
        sa.Column("is_silenced", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reassured_at", _MOMENT, nullable=True),
        sa.Column("reminded_at", _MOMENT, nullable=True),
        sa.Column("escalated_at", _MOMENT, nullable=True),
        sa.Column("warned_of_closing_at", _MOMENT, nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("ending", sa.String(8), nullable=True),
        sa.Column("closing_words", sa.Text, nullable=True),
        sa.Column("stars", sa.SmallInteger, nullable=True),
        sa.Column("comment", sa.Text, nullable=True),
        sa.Column("previous_case_id", sa.BigInteger, nullable=True),
        sa.Column("group_id", sa.BigInteger, nullable=True),
        sa.Column("topic_id", sa.BigInteger, nullable=True),
        sa.Column("card_message_id", sa.BigInteger, nullable=True),
        sa.Column("topic_state", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        # A number that was named once is never given to another case.
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_cases_one_of_a_person",
        "cases",
        ["person_id"],
        unique=True,
        sqlite_where=_NOT_CLOSED,
        postgresql_where=_NOT_CLOSED,
    )
    op.create_index("ix_cases_person", "cases", ["person_id", "case_id"])
    op.create_index("ix_cases_topic", "cases", ["group_id", "topic_id"])
    op.create_index("ix_cases_opened_at", "cases", ["opened_at"])
    op.create_index(
        "ix_cases_open", "cases", ["state"], sqlite_where=_NOT_CLOSED, postgresql_where=_NOT_CLOSED
    )


def _create_entries() -> None:
    op.create_table(
        "case_entries",
        sa.Column("entry_id", _ID, nullable=False, autoincrement=True),
        sa.Column("case_id", sa.BigInteger, nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("earlier", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("file_id", sa.Text, nullable=True),
        sa.Column("file_key", sa.Text, nullable=True),
        sa.Column("album", sa.String(64), nullable=True),
        sa.Column("customer_message_id", sa.BigInteger, nullable=True),
        sa.Column("group_message_id", sa.BigInteger, nullable=True),
        sa.Column("reply_to", sa.BigInteger, nullable=True),
        sa.Column("operator_id", sa.BigInteger, nullable=True),
        sa.Column("operator_name", sa.Text, nullable=True),
        sa.Column("delivery_id", sa.BigInteger, nullable=True),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("fault", sa.Text, nullable=True),
        sa.Column("reactions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("across_at", _MOMENT, nullable=True),
        sa.Column("edited_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("entry_id", name="pk_case_entries"),
    )
    op.create_index("ix_case_entries_case", "case_entries", ["case_id", "entry_id"])
    op.create_index("ix_case_entries_group", "case_entries", ["group_message_id"])
    op.create_index("ix_case_entries_customer", "case_entries", ["customer_message_id"])
    op.create_index("ix_case_entries_delivery", "case_entries", ["delivery_id"])


def _create_group() -> None:
    op.create_table(
        "desk_members",
        sa.Column("person_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("is_member", sa.Boolean, nullable=False),
        sa.Column("username", sa.Text, nullable=True),
        sa.Column("name", sa.Text, nullable=True),
        sa.Column("checked_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_desk_members"),
    )
    op.create_table(
        "desk_group",
        sa.Column("configured_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("obstacle", sa.String(20), nullable=True),
        sa.Column("obstacle_since", _MOMENT, nullable=True),
        sa.Column("behind_said_at", _MOMENT, nullable=True),
        sa.Column("behind_minutes", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("configured_id", name="pk_desk_group"),
    )
