"""Databases on the tests' PostgreSQL server: lent empty, emptied afterwards, and lent again.

Making one copies some three hundred files, which is half a second of work; emptying one is ten milliseconds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

from bot.storage.tables import metadata

#: What a database was made of when it was lent.
_Structure: TypeAlias = list[tuple[str, int, int | None]]

#: Every change of a structure writes rows of these, each under the number of its transaction; and so does
#: what is set for one database.
_CATALOGUES: Final = (
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_constraint",
    "pg_database",
    "pg_db_role_setting",
    "pg_extension",
    "pg_index",
    "pg_namespace",
    "pg_policy",
    "pg_proc",
    "pg_trigger",
    "pg_type",
)
#: Of these, only what is this database's: the server has them for all.
_OWN: Final = {
    "pg_database": " WHERE datname = current_database()",
    "pg_db_role_setting": " JOIN pg_database ON setdatabase = oid AND datname = current_database()",
}
_COUNTS: Final = [
    f"SELECT '{name}', count(*), sum({name}.xmin::text::bigint) FROM {name}{_OWN.get(name, '')}"  # noqa: S608 - ours
    for name in _CATALOGUES
]
#: By its value: every start of a bot writes the version that is there already.
_VERSION: Final = "SELECT 'alembic_version', count(*), sum(hashtext(version_num)) FROM alembic_version"
_STRUCTURE: Final = text(" UNION ALL ".join([*_COUNTS, _VERSION]))
#: What a killed process has left at work, or a test that forgot to close.
_END_OTHERS: Final = text(
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_DELETE_ALL: Final = ";".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))  # noqa: S608
_COUNT_ANEW: Final = text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'")


class Databases:
    """The databases of one server, copies of a template."""

    def __init__(self, template: str) -> None:
        self._template = make_url(template)
        self._free: list[URL] = []
        self._made = 0

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Lend a database that has our tables, nothing in them, and numbers that begin with 1.

        One that comes back with anything else changed (a table, a trigger, a setting) is dropped.
        """
        address = self._free.pop() if self._free else self._make()
        with _at(address) as connection:
            structure = _structure(connection)
        yield address.render_as_string(hide_password=False)
        with _at(address) as connection:
            connection.execute(_END_OTHERS).all()
            is_as_it_was = _structure(connection) == structure
            if is_as_it_was:
                connection.exec_driver_sql(_DELETE_ALL)
                connection.execute(_COUNT_ANEW).all()
        if is_as_it_was:
            self._free.append(address)
        else:
            self._on_server(f"DROP DATABASE {address.database} WITH (FORCE)")

    def _make(self) -> URL:
        self._made += 1
        name = f"test_{self._made}"
        self._on_server(f"CREATE DATABASE {name} TEMPLATE {self._template.database}")
        return self._template.set(database=name)

    def _on_server(self, statement: str) -> None:
        with _at(self._template.set(database="postgres")) as connection:
            connection.exec_driver_sql(statement)


@contextmanager
def _at(address: URL) -> Iterator[Connection]:
    engine = create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


def _structure(connection: Connection) -> _Structure:
    return [(name, count, written) for name, count, written in connection.execute(_STRUCTURE)]
