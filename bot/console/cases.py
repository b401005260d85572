"""Cases: who waits the longest, what both sides wrote, and the figures of the last weeks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, get_args

from aiohttp import web

from bot.console import charts
from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services.desk import figures, listing, transcript
from bot.services.desk.hours import WorkingTime
from bot.services.desk.listing import Heap
from bot.services.staff.sessions import Role
from handlers.contract.desk import Ending, Reason
from handlers.contract.speech import N_

_SHOWN: Final = 50
_WEEKS: Final = 8
HEAPS: Final[Mapping[Heap, str]] = {
    "waiting": N_("Waiting for an answer"),
    "open": N_("Open"),
    "paused": N_("Paused"),
    "closed": N_("Closed"),
}
REASONS: Final[Mapping[str, str]] = {
    Reason.WISH: N_("wishes for a person"),
    Reason.MISSES: N_("the bot found no answer"),
    Reason.METER_REPLACED: N_("the meter was replaced"),
    Reason.NO_MOBILE: N_("no mobile number on record"),
    Reason.NO_CODE: N_("knows no code"),
    Reason.TRIES_SPENT: N_("too many wrong codes"),
    Reason.ACCOUNT: N_("the account"),
    Reason.READING_DOUBT: N_("doubt about a reading"),
    Reason.READING_WRONG: N_("a reading is wrong"),
    Reason.NOTICE_DAY: N_("cannot be there on the day of the works"),
    Reason.STILL_OFF: N_("the supply is still off"),
    Reason.BROADCAST: N_("answers a broadcast"),
}
ENDINGS: Final[Mapping[str, str]] = {
    Ending.CUSTOMER: N_("closed by the customer"),
    Ending.OPERATOR: N_("closed by an operator"),
    Ending.SILENCE: N_("closed after silence"),
    Ending.SPAM: N_("closed as spam"),
    Ending.GONE: N_("the customer has blocked the bot"),
    Ending.ERASED: N_("the customer’s data was erased"),
}


async def _list(visit: Visit) -> web.Response:
    wanted = visit.request.query.get("state", "")
    heap: Heap = next((name for name in get_args(Heap) if name == wanted), "waiting")
    behind, database = visit.number("behind"), visit.parts.database
    rows = await database.read(lambda tx: listing.heap(tx, heap, behind, _SHOWN + 1))
    more = rows[_SHOWN - 1].case_id if len(rows) > _SHOWN else None
    return visit.page(
        "cases.html",
        heap=heap,
        heaps=HEAPS,
        counts=await database.read(listing.counts),
        cases=rows[:_SHOWN],
        more=more,
        reasons=REASONS,
        endings=ENDINGS,
    )


async def _case(visit: Visit) -> web.Response:
    number = visit.row()
    case = await visit.parts.database.read(lambda tx: transcript.read(tx, number))
    if case is None:
        raise web.HTTPNotFound(text="404")
    return visit.page("case.html", case=_with_moments(case), reasons=REASONS, endings=ENDINGS)


def _with_moments(case: dict[str, Any]) -> dict[str, Any]:
    """Return a transcript with moments in the place of their texts."""
    entries = [
        _moments(entry)
        | {"earlier": [{"until": _moment(one["until"]), "html": one["html"]} for one in entry["earlier"]]}
        for entry in case["entries"]
    ]
    return _moments(case) | {"entries": entries}


def _moments(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _moment(value) if name.endswith("_at") else value for name, value in values.items()}


def _moment(written: str | None) -> datetime | None:
    try:
        return None if written is None else datetime.fromisoformat(written)
    except ValueError:
        return None


async def _figures(visit: Visit) -> web.Response:
    parts, now = visit.parts, visit.parts.now()
    hours = WorkingTime(parts.settings.desk.hours)
    weeks = await parts.database.read(lambda tx: figures.by_week(tx, hours, now, _WEEKS))
    counts = {
        N_("answered"): [week.answered for week in weeks],
        N_("not answered"): [week.cases - week.answered for week in weeks],
    }
    chart = charts.stacked(N_("Cases by week"), [week.begins for week in weeks], counts)
    return visit.page("cases_figures.html", chart=chart, weeks=weeks)


RULES: Final = (
    Rule("GET", "/cases", Role.VIEWER, _list),
    Rule("GET", "/cases/figures", Role.VIEWER, _figures),
    Rule("GET", r"/cases/{number:\d{1,18}}", Role.VIEWER, _case),
)
