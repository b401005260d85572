"""Who a broadcast reached: recipients by outcome, why somebody is in it or not, the report as CSV."""

from functools import partial
from typing import Final, get_args

from aiohttp import web
from sqlalchemy import Connection

from bot.console.broadcast_editor import found
from bot.console.rules import Rule
from bot.console.visit import HEADERS, Visit
from bot.services import audit
from bot.services.broadcasts import audience, outcomes, report
from bot.services.broadcasts.broadcast import RecipientState
from bot.services.staff.sessions import Role

_SHOWN: Final = 50


async def _recipients(visit: Visit) -> web.Response:
    broadcast, wanted = await found(visit, visit.row()), visit.request.query.get("state", "")
    number, after, person = broadcast.broadcast_id, visit.number("after"), visit.number("person")
    state: RecipientState | None = next((name for name in get_args(RecipientState) if name == wanted), None)
    database, now = visit.parts.database, visit.parts.now()
    windows = visit.parts.settings.readings.windows
    rows = await database.read(lambda tx: report.part(tx, number, after=after, state=state, most=_SHOWN + 1))

    def why(tx: Connection) -> list[str]:
        resolved = audience.resolve(tx, broadcast.draft, windows, now, few=True)
        return [audience.CAUSES[cause] for cause in audience.why_not(tx, resolved, person or 0)]

    return visit.page(
        "broadcast_people.html",
        broadcast=broadcast,
        rows=rows[:_SHOWN],
        more=rows[_SHOWN - 1]["person"] if len(rows) > _SHOWN else None,
        state=state,
        counts=await database.read(lambda tx: outcomes.counts(tx, number)),
        person=person,
        causes=None if person is None else await database.read(why),
    )


async def _csv(visit: Visit) -> web.StreamResponse:
    """Give out the whole report, a part at a time; a line of the audit says who took it."""
    broadcast, database, now = await found(visit, visit.row()), visit.parts.database, visit.parts.now()
    number, who = broadcast.broadcast_id, audit.staff(visit.staff.name)
    line = (now, who, "broadcast-exported", f"broadcast:{number}", {"recipients": broadcast.recipients or 0})
    await database.write(lambda tx: audit.note(tx, *line))
    response = web.StreamResponse(
        headers={
            **HEADERS,
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="broadcast-{number}.csv"',
        }
    )
    await response.prepare(visit.request)
    last: int | None = None
    while True:
        rows = await database.read(partial(report.part, broadcast_id=number, after=last))
        lines = report.csv_lines(rows, "\r\n", has_head=last is None)
        await response.write("".join(lines).encode())
        if len(rows) < report.BATCH:
            break
        last = rows[-1]["person"]
    await response.write_eof()
    return response


_ONE: Final = r"/broadcasts/{number:\d{1,18}}"
RULES: Final = (
    Rule("GET", f"{_ONE}/recipients", Role.EDITOR, _recipients),
    Rule("POST", f"{_ONE}/report", Role.EDITOR, _csv, wants_fresh_proof=True),
)
