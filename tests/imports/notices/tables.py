"""Makes files of notices for tests, a row changed here and there."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.imports import outages, replacements
from bot.services.notices.notice import Span

OUTAGE: Final[Mapping[str, str]] = {
    "notice_id": "C-1",
    "version": "1",
    "status": "published",
    "utility": "",
    "istat": "040007",
    "comune": "Cesena",
    "place": "",
    "street": "Via Verdi",
    "numbers": "da 2 a 18",
    "ranges": "",
    "points": "",
    "spans": "2026-12-03T09:00/2026-12-03T13:30",
    "reason": "lavori",
    "notice_date": "2026-11-25",
    "urgent": "",
    "test": "",
}
REPLACEMENT: Final[Mapping[str, str]] = {
    "notice_id": "S-1",
    "version": "1",
    "status": "published",
    "point": "IT999E00401471",
    "date": "2026-12-09",
    "from": "8:30",
    "to": "12:00",
    "company": "Impianti Esempio S.r.l.",
    "check": "",
    "notice_date": "2026-11-25",
}
assert set(OUTAGE) == {*outages.COLUMNS, *outages.OPTIONAL_COLUMNS}
assert set(REPLACEMENT) == set(replacements.COLUMNS)


def table(folder: Path, *rows: Mapping[str, str], name: str = "notices.csv") -> Path:
    """Write rows, whose columns are those of the first."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def span(start: str, end: str) -> Span:
    """A span by two moments in UTC."""
    return Span(
        datetime.fromisoformat(start).replace(tzinfo=UTC), datetime.fromisoformat(end).replace(tzinfo=UTC)
    )
