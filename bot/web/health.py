"""Whether the bot lives, whether it can work, and its figures."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.metrics import Metrics
from bot.services.notices import listing
from bot.services.readings import batches
from bot.storage import inbox, outbox
from bot.storage.engine import Database
from bot.storage.outbox import Lane


def routes(
    database: Database, metrics: Metrics, now: Callable[[], datetime], is_started: Callable[[], bool]
) -> list[web.RouteDef]:
    """``/healthz``: 200 while the process answers. ``/readyz``: 200 when started and what comes can be kept.

    Where ``/readyz`` says not ready, its body has the cause in one word: ``starting``, or one of the database
    (``deleted``, ``replaced``, ``locked``, ``full``, ``read-only``, ``disk``, ``away`` …).

    Telegram being away makes nobody unready: what comes is kept and answered later. ``/metrics``: figures.
    """

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        fault = await database.fault()
        cause = fault if is_started() else fault or "starting"
        ready = cause is None
        facts: dict[str, bool | str] = {"ready": ready, "database": fault is None, "started": is_started()}
        if cause is not None:
            facts["cause"] = cause
        return web.json_response(facts, status=200 if ready else 503)

    async def count() -> None:
        counts = await database.read(outbox.open_counts)
        for lane in Lane:
            for state in ("queued", "claimed"):
                metrics.outbox.labels(lane.label, state).set(counts.get((lane, state), 0))
        metrics.inbox.set(await database.read(inbox.waiting))
        metrics.readings_pending.set(await database.read(batches.waiting))
        outlook = await database.read(lambda tx: listing.outlook(tx, now()))
        metrics.notices_short.set(outlook.short)
        metrics.notices_heard.set(0 if outlook.heard_at is None else outlook.heard_at.timestamp())

    async def figures(_request: web.Request) -> web.Response:
        try:
            await count()
        except DBAPIError:
            # The other figures are wanted most just then; those of the queues stay as they were last counted.
            metrics.failures.labels("database").inc()
        return web.Response(body=metrics.exposition(), headers={"Content-Type": metrics.content_type})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", figures)]
