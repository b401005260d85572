"""What columns are made of: keys, moments in UTC, and the mark of what is personal."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, TypeDecorator

#: SQLite counts up by itself only in a column of exactly this type.
Id: Final = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware moment in UTC, in and out; SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: it would be read as another one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def personal(name: str, type_: Any, **options: Any) -> Column[Any]:  # noqa: ANN401 - a column of any type
    """A column of personal data, which is exported and erased with the person."""
    return Column(name, type_, info={"personal": True}, **options)


def plain(name: str, type_: Any, *of: ForeignKey, **options: Any) -> Column[Any]:  # noqa: ANN401 - as above
    """A column that by itself says nothing of anybody."""
    return Column(name, type_, *of, info={"personal": False}, **options)
