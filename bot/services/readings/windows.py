"""When a vendor takes readings: windows with hours, from the configuration and from the company's file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select

from bot.config.readings import ReadingWindow
from bot.services import audit
from bot.storage.tables import reading_windows

_IMPORTED: Final = select(reading_windows.c.opens_at, reading_windows.c.closes_at).where(
    reading_windows.c.vendor == bindparam("vendor")
)


@dataclass(frozen=True, slots=True)
class Window:
    """From a moment up to another, which is no longer in it."""

    opens_at: datetime
    closes_at: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether a reading may be sent at that moment."""
        return self.opens_at <= moment < self.closes_at


def of_vendor(tx: Connection, configured: Iterable[ReadingWindow], vendor: str) -> Sequence[Window]:
    """Return the windows of a vendor, in order; those that touch or overlap are one."""
    found = [Window(window.opens, window.closes) for window in configured if window.vendor == vendor]
    found += [Window(*row) for row in tx.execute(_IMPORTED, {"vendor": vendor})]
    return joined(found)


def joined(windows: Iterable[Window]) -> list[Window]:
    """Return the windows in order, those that touch or overlap as one."""
    whole: list[Window] = []
    for window in sorted(windows, key=lambda each: each.opens_at):
        if whole and window.opens_at <= whole[-1].closes_at:
            closes_at = max(whole[-1].closes_at, window.closes_at)
            whole[-1] = replace(whole[-1], closes_at=closes_at)
        else:
            whole.append(window)
    return whole


def take(tx: Connection, windows: Mapping[str, Iterable[Window]], now: datetime) -> tuple[int, int]:
    """Replace the imported windows of these vendors; return how many are new or changed, and how many gone.

    Windows of the configuration stay.
    """
    changed, gone = 0, 0
    for vendor, wanted in windows.items():
        of_it = reading_windows.c.vendor == vendor
        columns = (reading_windows.c.opens_at, reading_windows.c.closes_at)
        here = {Window(*row) for row in tx.execute(select(*columns).where(of_it))}
        new, old = set(wanted) - here, here - set(wanted)
        removed = {window.opens_at for window in old} - {window.opens_at for window in new}
        for window in old:
            tx.execute(delete(reading_windows).where(of_it, reading_windows.c.opens_at == window.opens_at))
        for window in new:
            values = {"vendor": vendor, "opens_at": window.opens_at, "closes_at": window.closes_at}
            tx.execute(reading_windows.insert().values(values))
        if new or old:
            detail = {"new": len(new), "gone": len(removed)}
            audit.note(tx, now, audit.COMPANY, "windows-imported", f"vendor:{vendor}", detail)
        changed, gone = changed + len(new), gone + len(removed)
    return changed, gone


def open_at(windows: Iterable[Window], now: datetime) -> Window | None:
    """Return the window that is open; None where none is."""
    return next((window for window in windows if window.holds(now)), None)


def next_after(windows: Iterable[Window], now: datetime) -> Window | None:
    """Return the first window that opens after `now`; ``windows`` are in order."""
    return next((window for window in windows if window.opens_at > now), None)
