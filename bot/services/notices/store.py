"""Notices as they are kept: the newest version of each, taken over whole or not at all."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Select, bindparam, func, select, text

from bot.errors import SportelloError
from bot.services.notices import lead_time
from bot.services.notices.notice import Kind, Notice
from bot.services.notices.received import Received
from bot.storage.tables import notice_feeds, notices
from bot.storage.upsert import upsert

_log = structlog.get_logger(__name__)

_ONE_IMPORT: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('sportello import notices', 0))")
_BATCH: Final = 500
_CODEC: Final = TypeAdapter(Notice)
_KNOWN: Final = select(notices.c.notice_id, notices.c.version, notices.c.content_hash).where(
    notices.c.notice_id.in_(bindparam("ids", expanding=True))
)


class NoticeConflict(SportelloError):
    """Notices came under an id and version that are known with other contents; nothing was taken."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = tuple(ids)
        super().__init__(
            "These notices are known in the same version with other contents: "
            f"{', '.join(ids)}. A change needs a higher version."
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import did with its notices: each counts once."""

    new: int
    changed: int
    #: Known in this version, with the same contents.
    known: int
    #: Of a lower version than known, or than another of the same file.
    older: int
    #: Sentences for staff: of which new or changed outages notice was given too late.
    warnings: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """The number of all."""
        return self.new + self.changed + self.known + self.older


@dataclass(frozen=True, slots=True)
class Kept:
    """A notice as it is kept. ``is_spread``: everybody has a row of news for its version."""

    notice: Notice
    received_at: datetime
    is_spread: bool


def receive(tx: Connection, received: Received, now: datetime) -> Taken:
    """Take over what a file or a call of a program brought, in the transaction `tx`.

    Raises:
        NoticeConflict: as `take` does.
    """
    return take(tx, received.notices, received.kinds, now)


def take(tx: Connection, found: Sequence[Notice], heard: Collection[Kind], now: datetime) -> Taken:
    """Take over notices in the transaction `tx`; ``heard``: of which kinds data came, even if none is new.

    Raises:
        NoticeConflict: the same id and version are known with other contents, or come so twice.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(_ONE_IMPORT)
    for kind in sorted(heard):
        _hear(tx, kind, now)
    newest, older = _newest(found)
    known = _known(tx, newest)
    conflicts: list[str] = []
    rows: list[dict[str, Any]] = []
    warnings: list[str] = []
    counts = {"new": 0, "changed": 0, "known": 0}
    for notice in newest.values():
        row = _row(notice, now)
        version, content_hash = known.get(notice.notice_id, (0, ""))
        if notice.version < version:
            older += 1
        elif notice.version > version:
            counts["changed" if version else "new"] += 1
            rows.append(row)
            if (short := lead_time.short_notice(notice)) is not None and not notice.is_test:
                warnings.append(str(short))
        elif row["content_hash"] == content_hash:
            counts["known"] += 1
        else:
            conflicts.append(notice.notice_id)
    if conflicts:
        raise NoticeConflict(sorted(conflicts))
    _write(tx, rows)
    for warning in warnings:
        _log.warning("notice was given too late", notice=warning)
    return Taken(**counts, older=older, warnings=tuple(warnings))


def of_ids(tx: Connection, ids: Collection[str] | None = None) -> list[Kept]:
    """Return the newest version of each notice, in the order of ids; None: of all."""
    query: Select[Any] = select(notices).order_by(notices.c.notice_id)
    if ids is not None:
        query = query.where(notices.c.notice_id.in_(sorted(ids)))
    return _kept(tx.execute(query))


def unspread(tx: Connection) -> list[Kept]:
    """Return the notices whose version has news that not everybody has a row of."""
    behind = notices.c.spread_version < notices.c.version
    return _kept(tx.execute(select(notices).where(behind).order_by(notices.c.notice_id)))


def ending_after(tx: Connection, moment: datetime) -> list[Kept]:
    """Return the notices that are told of and end after `moment`, test notices not among them."""
    ahead = (notices.c.ends_at > moment) & ~notices.c.is_test
    query = select(notices).where(ahead).order_by(notices.c.starts_at, notices.c.notice_id)
    return _kept(tx.execute(query))


def heard_at(tx: Connection) -> datetime | None:
    """Return when data of outages was last received; None: never."""
    found: datetime | None = tx.execute(
        select(func.max(notice_feeds.c.received_at)).where(notice_feeds.c.kind == "outage")
    ).scalar()
    return found


def forget(tx: Connection, before: datetime) -> int:
    """Delete the notices that ended before `before`, or that came before it and have no date."""
    is_old = func.coalesce(notices.c.ends_at, notices.c.received_at) < before
    return tx.execute(notices.delete().where(is_old)).rowcount


def content_of(notice: Notice) -> dict[str, Any]:
    """Write a notice as JSON: moments in UTC, dates as in ISO 8601."""
    written: dict[str, Any] = _CODEC.dump_python(notice, mode="json")
    return written


def _newest(found: Iterable[Notice]) -> tuple[dict[str, Notice], int]:
    """Return the highest version of each id, and the number of those left aside.

    Raises:
        NoticeConflict: one version comes twice, with different contents.
    """
    newest: dict[str, Notice] = {}
    older = 0
    for notice in found:
        other = newest.get(notice.notice_id)
        if other is None:
            newest[notice.notice_id] = notice
            continue
        if other.version == notice.version and other != notice:
            raise NoticeConflict([notice.notice_id])
        older += 1
        if notice.version > other.version:
            newest[notice.notice_id] = notice
    return newest, older


def _known(tx: Connection, ids: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return version and hash of those of the ids that are known."""
    wanted = sorted(ids)
    known: dict[str, tuple[int, str]] = {}
    for start in range(0, len(wanted), _BATCH):
        for row in tx.execute(_KNOWN, {"ids": wanted[start : start + _BATCH]}):
            known[row.notice_id] = row.version, row.content_hash
    return known


def _row(notice: Notice, now: datetime) -> dict[str, Any]:
    content = content_of(notice)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return {
        "notice_id": notice.notice_id,
        "kind": notice.kind,
        "version": notice.version,
        "status": notice.status,
        "utility": notice.utility,
        "istat": notice.istat,
        "comune": notice.comune,
        "starts_at": notice.starts_at,
        "ends_at": notice.ends_at,
        "is_test": notice.is_test,
        "content": content,
        "content_hash": hashlib.sha256(canonical.encode()).hexdigest(),
        "received_at": now,
        "spread_version": 0,
    }


def _write(tx: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = upsert(tx.dialect.name, notices)
    # How far the news of the version before had come is seen from the rows of news themselves.
    values = {
        name: statement.excluded[name] for name in rows[0] if name not in {"notice_id", "spread_version"}
    }
    statement = statement.on_conflict_do_update(index_elements=[notices.c.notice_id], set_=values)
    # In the order in which the fan-out locks them.
    ordered = sorted(rows, key=lambda row: str(row["notice_id"]))
    for start in range(0, len(ordered), _BATCH):
        tx.execute(statement, ordered[start : start + _BATCH])


def _hear(tx: Connection, kind: Kind, now: datetime) -> None:
    statement = upsert(tx.dialect.name, notice_feeds).values(kind=kind, received_at=now)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[notice_feeds.c.kind], set_={"received_at": statement.excluded.received_at}
        )
    )


def _kept(rows: Iterable[Any]) -> list[Kept]:
    """Read rows of `notices`. One that cannot be read is passed over, so that it holds up no other."""
    kept = []
    for row in rows:
        try:
            notice = _CODEC.validate_python(row.content)
        except ValidationError:
            _log.error("a notice cannot be read and is passed over", notice=row.notice_id)
            continue
        kept.append(Kept(notice, row.received_at, row.spread_version >= row.version))
    return kept
