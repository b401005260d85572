"""Checks the values of a row by column, so that every fault is told and not only the first."""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, TypeVar

from bot.imports.values import WrongValue

_T = TypeVar("_T")


class RowChecks:
    """Checks the values of one row; a wrong one is reported, and something harmless stands in for it.

    ``checked`` is filled with right values by column and text, for files that repeat themselves.
    """

    def __init__(
        self,
        row: Mapping[str, str],
        report: Callable[[str, str], None],
        checked: MutableMapping[tuple[str, str], Any] | None = None,
    ) -> None:
        self._row = row
        self._report = report
        self._checked = checked
        #: How many values were wrong so far.
        self.faults = 0

    def __call__(self, name: str, check: Callable[[str], _T], otherwise: _T) -> _T:
        """The checked value of a column; a column that is not there counts as empty."""
        text = self._row.get(name, "")
        if self._checked is None:
            return self.together(name, lambda: check(text), otherwise)
        key = (name, text)
        if key not in self._checked:
            faults = self.faults
            found = self.together(name, lambda: check(text), otherwise)
            if self.faults > faults:
                return found
            self._checked[key] = found
        value: _T = self._checked[key]
        return value

    def together(self, name: str, work: Callable[[], _T], otherwise: _T) -> _T:
        """What several values make together; a fault of it is reported under this column."""
        try:
            return work()
        except WrongValue as wrong:
            self.fault(name, str(wrong))
            return otherwise

    def fault(self, name: str, words: str) -> None:
        """Report a fault of a column."""
        self.faults += 1
        self._report(name, words)
