"""Notices: by what has become of them, whom each touches, who has not confirmed, which came too late."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from aiohttp import web
from sqlalchemy import Connection

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services import audit
from bot.services.linking.supplies import masked_code
from bot.services.notices import board, lead_time, listing
from bot.services.notices.board import Standing
from bot.services.notices.notice import EVERY_STREET
from bot.services.staff import accounts
from bot.services.staff.sessions import Role
from handlers.contract.speech import N_

_SHOWN: Final = 50
_LONGEST_MOMENT: Final = 40
_LONGEST_ID: Final = 64
_STANDINGS: Final[Mapping[Standing, str]] = {
    "ahead": N_("ahead"),
    "running": N_("under way"),
    "over": N_("over"),
    "cancelled": N_("cancelled"),
}
#: Words of the database that pages show.
_WORDS: Final[Mapping[str, str]] = {
    "outage": N_("outage"),
    "replacement": N_("meter replacement"),
    "electricity": N_("power"),
    "gas": N_("gas"),
    "published": N_("published"),
    "changed": N_("changed"),
    "postponed": N_("postponed"),
    "cancelled": N_("cancelled"),
    "started": N_("started"),
    "restored": N_("supply restored"),
    "done": N_("done"),
    "no_longer": N_("no longer concerned"),
    "evening": N_("reminder of the evening before"),
    "hour": N_("reminder of the last hour"),
    "over": N_("question whether it is over"),
    "day": N_("reminder of the day before"),
    "confirm": N_("request to confirm"),
    "five_days": N_("reminder five days before"),
    "one_day": N_("reminder one day before"),
    "held": N_("held until it is time"),
    "queued": N_("going out"),
    "sent": N_("message sent"),
    "failed": N_("message failed"),
    "dropped": N_("overtaken before it was said"),
}


async def _list(visit: Visit) -> web.Response:
    wanted = visit.request.query.get("state", "ahead")
    standing = next((each for each in _STANDINGS if each == wanted), None)
    if standing is None:
        raise web.HTTPNotFound(text="404")
    after, now = _after(visit), visit.parts.now()
    found, more = await visit.parts.database.read(lambda tx: board.listed(tx, standing, now, _SHOWN, after))
    waiting = await visit.parts.database.read(lambda tx: listing.count_unconfirmed(tx, now))
    return visit.page(
        "notices.html",
        notices=found,
        more=None if more is None else {"at": more[0].isoformat(), "id": more[1]},
        standing=standing,
        standings=_STANDINGS,
        words=_WORDS,
        waiting=waiting,
        least_days=lead_time.WORKING_DAYS,
        hours=lead_time.HOURS_AFTER_A_FAULT,
    )


async def _show(visit: Visit) -> web.Response:
    """Show a notice; with ``count=1`` also whom it touches now."""
    notice_id, now = visit.request.match_info["notice_id"], visit.parts.now()
    found = await visit.parts.database.read(lambda tx: board.one(tx, notice_id, now))
    if found is None:
        raise web.HTTPNotFound(text="404")
    touched = None
    if visit.request.query.get("count") == "1":
        touched = await visit.parts.database.read(lambda tx: board.count_touched(tx, found.notice))
    waiting = await visit.parts.database.read(lambda tx: listing.count_unconfirmed(tx, now))
    return visit.page(
        "notice.html",
        found=found,
        notice=found.notice,
        touched=touched,
        waiting=waiting.get(notice_id, 0),
        standings=_STANDINGS,
        words=_WORDS,
        every_street=EVERY_STREET,
        least_days=lead_time.WORKING_DAYS,
        hours=lead_time.HOURS_AFTER_A_FAULT,
    )


async def _unconfirmed(visit: Visit) -> web.Response:
    """Show whom staff must call: who lives by a device and has not confirmed. It leaves a line."""
    now, who = visit.parts.now(), accounts.by(visit.staff.name)

    def read(tx: Connection) -> list[Mapping[str, object]]:
        rows = list(listing.unconfirmed(tx, now))
        audit.note(tx, now, who, "unconfirmed-read", "notices", {"lines": len(rows)})
        return [
            {
                **row,
                "code": masked_code(row["customer_code"]),
                "starts": datetime.fromisoformat(row["starts"]),
            }
            for row in rows
        ]

    return visit.page("unconfirmed.html", rows=await visit.parts.database.write(read))


def _after(visit: Visit) -> tuple[datetime, str] | None:
    """Return where the page before ended, as its link says; None for the first page."""
    query = visit.request.query
    try:
        moment = datetime.fromisoformat(query.get("at", "")[:_LONGEST_MOMENT])
    except ValueError:
        return None
    return None if moment.tzinfo is None else (moment, query.get("id", "")[:_LONGEST_ID])


RULES: Final = (
    Rule("GET", "/notices", Role.VIEWER, _list),
    Rule("GET", "/notices/unconfirmed", Role.EDITOR, _unconfirmed),
    Rule("GET", "/notices/of/{notice_id:[A-Za-z0-9._/-]{1,64}}", Role.VIEWER, _show),
)
