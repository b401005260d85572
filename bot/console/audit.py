"""Audit: who changed what, when, and what it was before."""

import json
from typing import Final

from aiohttp import web
from sqlalchemy import Connection, select

from bot.console.rules import Rule
from bot.console.visit import Visit
from bot.services.staff.sessions import Role
from bot.storage.tables import audit

_SHOWN: Final = 50
_LONGEST: Final = 60


async def _audit(visit: Visit) -> web.Response:
    query = visit.request.query
    who, subject = query.get("who", "")[:_LONGEST].strip(), query.get("subject", "")[:_LONGEST].strip()
    newest = visit.number("before")

    def read(tx: Connection) -> list[dict[str, object]]:
        """Read a page of lines, the newest first, behind the one that the page before ended with."""
        lines = select(audit).order_by(audit.c.audit_id.desc()).limit(_SHOWN + 1)
        if newest is not None:
            lines = lines.where(audit.c.audit_id < newest)
        if who:
            lines = lines.where(audit.c.who == who)
        if subject:
            lines = lines.where(audit.c.subject == subject)
        return [dict(row) for row in tx.execute(lines).mappings()]

    rows = await visit.parts.database.read(read)
    shown = [{**row, "detail": json.dumps(row["detail"], ensure_ascii=False)} for row in rows[:_SHOWN]]
    older = rows[_SHOWN - 1]["audit_id"] if len(rows) > _SHOWN else None
    return visit.page("audit.html", lines=shown, who=who, subject=subject, older=older)


RULES: Final = (Rule("GET", "/audit", Role.ADMIN, _audit),)
