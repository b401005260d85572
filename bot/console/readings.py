"""Readings: by state, those that are flagged first; each with its photo, to accept or refuse."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.gateways.photos import PhotoAway
from bot.services.readings import review
from bot.services.readings.review import Place, Reviewed
from bot.services.staff import accounts
from bot.services.staff.sessions import Role
from handlers.contract.readings import Finding
from handlers.contract.speech import N_
from handlers.readings import STATES

_SHOWN: Final = 50
_LONGEST_REASON: Final = 300
_DOUBTS: Final[Mapping[Finding, str]] = {
    "too_long": N_("It has more digits than the counter."),
    "lower": N_("It is lower than the last one."),
    "above_most": N_("More than can go through this meter."),
    "rolled_over": N_("It is lower than the last one, as if the counter had begun again at zero."),
    "unusual": N_("The use is unusual for this supply at this time of the year."),
}
#: What becomes of a reading, by the words of the audit.
_HAPPENED: Final[Mapping[str, str]] = {
    "reading-sent": N_("Reading sent"),
    "reading-photo": N_("Photo added"),
    "reading-deleted": N_("Reading deleted"),
    "reading-leaving": N_("Reading left for the company"),
    "reading-acquired": N_("Reading passed on"),
    "reading-accepted": N_("Reading accepted"),
    "reading-refused": N_("Reading refused"),
}
_NO_REASON: Final = N_("Write why: the customer reads it.")
_TOO_LATE: Final = N_(
    "This reading has changed meanwhile, and nothing was done. Here it is as it stands now."
)
#: By the first bytes of a file. What else somebody sent as a photo is not shown in the page.
_PICTURES: Final[Mapping[bytes, str]] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


async def _list(visit: Visit) -> web.Response:
    wanted = visit.request.query.get("state", "pending")
    state = next((each for each in STATES if each == wanted), None)
    if state is None:
        raise web.HTTPNotFound(text="404")
    number = visit.number("after")
    after = None if number is None else Place(visit.request.query.get("flagged") == "1", number)
    found, more = await visit.parts.database.read(lambda tx: review.listed(tx, state, _SHOWN, after))
    return visit.page("readings.html", readings=found, more=more, state=state, states=STATES, doubts=_DOUBTS)


async def _show(visit: Visit) -> web.Response:
    return await _page(visit)


async def _page(visit: Visit, *, fault: str | None = None, status: int = 200) -> web.Response:
    number = _number(visit)
    reading = await _found(visit)
    lines = await visit.parts.database.read(lambda tx: review.history(tx, number))
    return visit.page(
        "reading.html",
        reading=reading,
        lines=lines,
        states=STATES,
        doubts=_DOUBTS,
        happened=_HAPPENED,
        fault=fault,
        longest=_LONGEST_REASON,
        may_decide=visit.staff.role >= Role.EDITOR and reading.state == "pending",
        status=status,
    )


async def _photo(visit: Visit) -> web.Response:
    """Serve the photo of a reading, which only Telegram keeps."""
    reading = await _found(visit)
    if reading.photo is None:
        raise web.HTTPNotFound(text="404")
    try:
        content = await visit.parts.photos.fetch(reading.photo)
    except PhotoAway:
        raise web.HTTPBadGateway(text="502") from None
    kind = next((kind for start, kind in _PICTURES.items() if content.startswith(start)), None)
    if kind is None:
        headers = {"Content-Disposition": f'attachment; filename="reading-{reading.reading_id}"'}
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)
    return web.Response(body=content, content_type=kind)


async def _accept(visit: Visit) -> web.Response:
    number, now, who = _number(visit), visit.parts.now(), accounts.by(visit.staff.name)
    await _found(visit)
    if not await visit.parts.database.write(lambda tx: review.accept(tx, number, now, who)):
        return await _page(visit, fault=_TOO_LATE, status=409)
    return visit.go_to(f"/console/readings/{number}", "saved")


async def _refuse(visit: Visit) -> web.Response:
    """Refuse a reading with a reason; who sent it is told in the same transaction."""
    number, now, who = _number(visit), visit.parts.now(), accounts.by(visit.staff.name)
    parts, reason = visit.parts, visit.field("reason")[:_LONGEST_REASON]
    await _found(visit)
    if not reason:
        return await _page(visit, fault=_NO_REASON, status=400)

    def refuse(tx: Connection) -> bool:
        news = review.refuse(tx, number, reason, now, who)
        parts.post.send(tx, news, now)
        return bool(news)

    if not await parts.database.write(refuse):
        return await _page(visit, fault=_TOO_LATE, status=409)
    parts.metrics.readings.labels("refused").inc()
    return visit.go_to(f"/console/readings/{number}", "saved")


async def _found(visit: Visit) -> Reviewed:
    """Return the reading of the address.

    Raises:
        HTTPNotFound: there is none.
    """
    number = _number(visit)
    reading = await visit.parts.database.read(lambda tx: review.one(tx, number))
    if reading is None:
        raise web.HTTPNotFound(text="404")
    return reading


def _number(visit: Visit) -> int:
    return int(visit.request.match_info["reading_id"])


_ONE: Final = r"/readings/{reading_id:\d{1,18}}"
RULES: Final = (
    Rule("GET", "/readings", Role.VIEWER, _list),
    Rule("GET", _ONE, Role.VIEWER, _show),
    Rule("GET", f"{_ONE}/photo", Role.VIEWER, _photo, is_quiet=True),
    Rule("POST", f"{_ONE}/accept", Role.EDITOR, _accept),
    Rule("POST", f"{_ONE}/refuse", Role.EDITOR, _refuse),
)
