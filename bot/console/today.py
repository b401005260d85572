"""Today: what is going on, at a glance, live; and the fourteen days before as small charts."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console import charts
from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services import overview
from bot.services.broadcasts import store
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


async def _today(visit: Visit) -> web.Response:
    moment, database = visit.parts.now(), visit.parts.database
    now = await database.read(lambda tx: overview.now(tx, moment))
    asked = await database.read(lambda tx: overview.questions_by_day(tx, moment))
    sent = await database.read(lambda tx: overview.readings_by_day(tx, moment))
    shown = [_chart(N_("Questions"), asked), _chart(N_("Readings"), sent)]
    going_out = await database.read(store.going_out)
    return visit.page("today.html", counts=now.as_json(), charts=shown, going_out=going_out)


def _chart(title: str, series: Series) -> charts.Chart:
    return charts.stacked(
        title, series.days, {_KINDS[name]: counts for name, counts in series.counts.items()}
    )


async def _live(visit: Visit) -> web.StreamResponse:
    """Send all counts at once and whenever one changes: what was missed meanwhile matters to nobody."""
    parts, signed = visit.parts, visit.staff
    response = await visit.stream("text/event-stream")
    if visit.request.method == "HEAD":
        return response
    with suppress(ConnectionError):
        await response.write(b"retry: 1000\n\n")
    last: Mapping[str, Any] | None = None
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + _STREAM_S

    def count(tx: Connection) -> Mapping[str, Any] | None:
        console, moment = parts.settings.console, parts.now()
        is_open = sessions.find(tx, signed.token, moment, console.idle, console.longest) is not None
        return overview.now(tx, moment).as_json() if is_open else None

    while loop.time() < ends_at and visit.request.transport is not None:
        counts = await parts.database.read(count)
        if counts is None:
            with suppress(ConnectionError):
                await response.write(b"event: signed-out\ndata: {}\n\n")
            break
        if counts != last:
            try:
                await response.write(f"data: {json.dumps(counts)}\n\n".encode())
            except ConnectionError:
                # The tab was closed: nobody is there to be told.
                break
            last = counts
        await asyncio.sleep(_LOOK_EVERY_S)
    return response


RULES: Final = (
    Rule("GET", "", Role.VIEWER, _today),
    Rule("GET", "/live", Role.VIEWER, _live, is_quiet=True),
)
