"""A list of values as a query: one parameter of a statement, however long the list is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, BigInteger, Select, cast, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _JsonElements(FunctionElement[Any]):
    """The elements of a JSON array, a row each, in the column ``value``."""

    inherit_cache = True
    name = "json_elements"


@compiles(_JsonElements, "sqlite")
def _on_sqlite(element: _JsonElements, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(_JsonElements, "postgresql")
def _on_postgresql(element: _JsonElements, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSON))"


def texts(values: Sequence[str]) -> Select[Any]:
    """Return words as a query of one column, for `IN`: PostgreSQL takes 65,535 parameters, SQLite fewer."""
    return select(_elements(values))


def numbers(values: Sequence[int]) -> Select[Any]:
    """Return numbers as a query of one column, as `texts` does."""
    return select(cast(_elements([str(value) for value in values]), BigInteger))


def _elements(values: Sequence[str]) -> Any:  # noqa: ANN401 - a column without a table
    listed = _JsonElements(literal(list(values), JSON)).table_valued("value")
    return listed.c.value
