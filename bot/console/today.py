"""Today: what is going on, at a glance, live; and the fourteen days before as small charts."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services import overview
from bot.services.overview import Series
from bot.services.staff import sessions
from bot.services.staff.sessions import Role
from handlers.contract.speech import N_

_LOOK_EVERY_S: Final = 3.0
#: The server ends every exchange after half a minute; a browser asks again by itself.
_STREAM_S: Final = 24.0
_KINDS: Final[Mapping[str, str]] = {
    "answer": N_("answered at once"),
    "suggest": N_("suggested"),
    "none": N_("missed"),
    "sent": N_("sent"),
    "refused": N_("refused"),
}
_WIDTH: Final = 560
_HEIGHT: Final = 120
_FOOT: Final = 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a bar of a chart, in its units."""

    x: float
    y: float
    width: float
    height: float
    style: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars by day, with the table that says the same."""

    title: str
    days: tuple[date, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    bars: tuple[Bar, ...]
    highest: int
    width: int = _WIDTH
    height: int = _HEIGHT

    def middle(self, place: int) -> float:
        """Return where the label of a day stands."""
        return (place + 0.5) * self.width / len(self.days)


async def _today(visit: Visit) -> web.Response:
    moment, database = visit.parts.now(), visit.parts.database
    now = await database.read(lambda tx: overview.now(tx, moment))
    asked = await database.read(lambda tx: overview.questions_by_day(tx, moment))
    sent = await database.read(lambda tx: overview.readings_by_day(tx, moment))
    charts = [_chart(N_("Questions"), asked), _chart(N_("Readings"), sent)]
    return visit.page("today.html", counts=now.as_json(), charts=charts)


def _chart(title: str, series: Series) -> Chart:
    """Draw the counts of each day as a bar of several parts."""
    totals = [sum(counts[day] for counts in series.counts.values()) for day in range(len(series.days))]
    highest = max(1, *totals)
    width = _WIDTH / len(series.days)
    bars: list[Bar] = []
    for day in range(len(series.days)):
        below = 0.0
        for place, counts in enumerate(series.counts.values()):
            height = counts[day] / highest * (_HEIGHT - _FOOT)
            top = _HEIGHT - _FOOT - below - height
            if height:
                style = "bar" if place == 0 else f"bar-{place + 1}"
                bars.append(Bar(day * width + 3, top, width - 6, height, style))
            below += height
    rows = tuple((_KINDS[name], counts) for name, counts in series.counts.items())
    return Chart(title, series.days, rows, tuple(bars), highest)


async def _live(visit: Visit) -> web.StreamResponse:
    """Send all counts at once and whenever one changes: what was missed meanwhile matters to nobody."""
    parts, signed = visit.parts, visit.staff
    response = await visit.stream("text/event-stream")
    if visit.request.method == "HEAD":
        return response
    await response.write(b"retry: 1000\n\n")
    last: Mapping[str, Any] | None = None
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + _STREAM_S

    def count(tx: Connection) -> Mapping[str, Any] | None:
        console, moment = parts.settings.console, parts.now()
        is_open = sessions.find(tx, signed.token, moment, console.idle, console.longest) is not None
        return overview.now(tx, moment).as_json() if is_open else None

    while loop.time() < ends_at:
        counts = await parts.database.read(count)
        if counts is None:
            await response.write(b"event: signed-out\ndata: {}\n\n")
            break
        if counts != last:
            await response.write(f"data: {json.dumps(counts)}\n\n".encode())
            last = counts
        await asyncio.sleep(_LOOK_EVERY_S)
    return response


RULES: Final = (
    Rule("GET", "", Role.VIEWER, _today),
    Rule("GET", "/live", Role.VIEWER, _live, is_quiet=True),
)
