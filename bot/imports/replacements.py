"""The file of meter replacements: a line a point, read and checked whole (docs/notices.md)."""

from datetime import date
from pathlib import Path
from typing import Final

from bot.imports import notice_lines, notice_times, notice_values, values
from bot.imports.row_checks import RowChecks
from bot.services.notices.notice import Notice, Span, Status
from bot.services.notices.received import Received

COLUMNS: Final = (
    "notice_id", "version", "status", "point", "date", "from", "to", "company", "check", "notice_date",
)  # fmt: skip
OPTIONAL_COLUMNS: Final = ("test",)
#: The fields that every line of a notice repeats, and the column of each.
_REPEATED: Final = {
    "status": "status", "utility": "point", "spans": "date, from or to", "company": "company",
    "check": "check", "notice_date": "notice_date", "is_test": "test",
}  # fmt: skip


def read(path: Path) -> Received:
    """The notices of a file; a file of columns without rows says that nothing is planned.

    Raises:
        FileRefused: with a sentence for each fault, named by line. A fault of the file as such comes alone.
    """
    return notice_lines.read(path, FORM)


def _notice(check: RowChecks) -> Notice:
    """The notice of one row, with its point."""
    status: Status = check("status", notice_values.replacement_status, "postponed")
    point = check("point", values.point, "")
    faults = check.faults
    day = check("date", notice_values.day, None)
    start, end = (check(name, notice_times.clock, None) for name in ("from", "to"))

    def together() -> tuple[Span, ...]:
        return notice_times.spans(notice_times.on_a_day(day, start, end), status)

    spans: tuple[Span, ...] = ()
    if check.faults == faults:
        spans = check.together("date", together, ())
    return Notice(
        notice_id=check("notice_id", notice_values.notice_id, ""),
        kind="replacement",
        version=check("version", notice_values.version, 1),
        status=status,
        utility=notice_values.utility_of(point),
        istat=None,
        comune="",
        place="",
        streets=(),
        points=(point,),
        spans=spans,
        reason="",
        notice_date=check("notice_date", notice_values.notice_date, date.min),
        is_test=check("test", values.yes_or_no, otherwise=False),
        company=check("company", notice_values.optional_name, ""),
        check=check("check", notice_values.free_text, ""),
    )


FORM: Final = notice_lines.Form("replacement", COLUMNS, OPTIONAL_COLUMNS, _REPEATED, _notice)
