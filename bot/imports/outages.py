"""The file of outages: a line a street, read and checked whole (docs/notices.md)."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from bot.imports import notice_lines, notice_times, notice_values, values
from bot.imports.row_checks import RowChecks
from bot.services.notices.notice import Notice, Ranges, Span, Status, StreetRow, Utility
from bot.services.notices.received import Received

COLUMNS: Final = (
    "notice_id", "version", "status", "istat", "comune", "street", "numbers", "spans", "notice_date",
)  # fmt: skip
OPTIONAL_COLUMNS: Final = ("utility", "place", "ranges", "points", "reason", "urgent", "test")
#: The fields that every line of a notice repeats, and the column of each.
_REPEATED: Final = {
    "status": "status", "utility": "utility", "istat": "istat", "comune": "comune", "place": "place",
    "spans": "spans", "reason": "reason", "notice_date": "notice_date", "is_urgent": "urgent",
    "is_test": "test",
}  # fmt: skip


def read(path: Path) -> Received:
    """The notices of a file; a file of columns without rows says that nothing is planned.

    Raises:
        FileRefused: with a sentence for each fault, named by line. A fault of the file as such comes alone.
    """
    return notice_lines.read(path, FORM)


def _notice(check: RowChecks) -> Notice:
    """The notice of one row, with its street and points."""
    status: Status = check("status", notice_values.outage_status, "postponed")
    utility: Utility = check("utility", notice_values.utility, "electricity")
    streets, points = _doors(check, utility)
    faults = check.faults
    comune: str = check("comune", notice_values.optional_name, "")
    if streets and not comune and check.faults == faults:
        check.fault("comune", notice_values.NO_COMUNE)
    faults = check.faults
    intervals: tuple[notice_times.Interval, ...] = check("spans", notice_times.intervals, ())
    spans: tuple[Span, ...] = ()
    if check.faults == faults:
        spans = check.together("spans", partial(notice_times.spans, intervals, status), ())
    return Notice(
        notice_id=check("notice_id", notice_values.notice_id, ""),
        kind="outage",
        version=check("version", notice_values.version, 1),
        status=status,
        utility=utility,
        istat=check("istat", values.istat, None),
        comune=comune,
        place=check("place", notice_values.optional_name, ""),
        streets=streets,
        points=points,
        spans=spans,
        reason=check("reason", notice_values.free_text, ""),
        notice_date=check("notice_date", notice_values.notice_date, date.min),
        is_urgent=check("urgent", values.yes_or_no, otherwise=False),
        is_test=check("test", values.yes_or_no, otherwise=False),
    )


def _doors(check: RowChecks, utility: Utility) -> tuple[tuple[StreetRow, ...], tuple[str, ...]]:
    """The street and the points of a row, which must name one of them: nothing never means everybody."""
    faults = check.faults
    points: tuple[str, ...] = check("points", notice_values.points, ())
    street = check("street", notice_values.optional_name, "")
    numbers = check("numbers", notice_values.numbers, "")
    ranges: Ranges = check("ranges", notice_values.ranges, "side")
    if check.faults > faults:
        return (), ()
    for point in points:
        check.together("points", partial(notice_values.fitting, point, utility), point)
    if not street and not numbers:
        if not points:
            check.fault("street", "the row names neither a street nor points; every street is *")
        return (), points
    row = check.together("numbers", partial(notice_values.street_row, street, numbers, ranges), None)
    return () if row is None else (row,), tuple(sorted(set(points)))


FORM: Final = notice_lines.Form("outage", COLUMNS, OPTIONAL_COLUMNS, _REPEATED, _notice)
