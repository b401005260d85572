"""What the commands of broadcasts print: lines for people, JSON for programs, and the report as CSV."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import typer

from bot.local_time import ROME
from bot.services.broadcasts.audience import Counted
from bot.services.broadcasts.broadcast import Broadcast
from bot.services.broadcasts.report import Progress

_MOST_CAUSES: Final = 10


def written(broadcast: Broadcast, progress: Progress | None = None) -> dict[str, Any]:
    """Return a broadcast as JSON, with where it stands."""
    draft = broadcast.draft
    found: dict[str, Any] = {
        "id": broadcast.broadcast_id,
        "name": draft.name,
        "kind": draft.kind,
        "of": draft.parent_id,
        "purpose": draft.purpose,
        "state": broadcast.state,
        "reason": broadcast.reason,
        "urgent": draft.urgent,
        "training": draft.training,
        "author": broadcast.author,
        "approved_by": broadcast.approved_by,
        "break_glass": broadcast.break_glass,
        "at": _iso(draft.starts_at),
        "valid_until": _iso(draft.valid_until),
        "created_at": _iso(broadcast.created_at),
        "sending_at": _iso(broadcast.sending_at),
        "ended_at": _iso(broadcast.ended_at),
        "recipients": broadcast.recipients,
    }
    if progress is not None:
        found |= {
            "counts": dict(progress.counts),
            "answers": progress.answers,
            "per_second": round(progress.per_second, 1),
            "ends_at": _iso(progress.ends_at),
            "is_night": progress.is_night,
            "causes": [
                {"state": state, "cause": cause, "count": count} for state, cause, count in progress.causes
            ],
        }
    return found


def show(
    broadcast: Broadcast, progress: Progress | None, counted: Counted | None = None, *, as_json: bool
) -> None:
    """Print a broadcast, where it stands, and whom it is for now."""
    if as_json:
        print_json(written(broadcast, progress) | ({} if counted is None else _count(counted)))
        return
    draft = broadcast.draft
    of = "" if draft.parent_id is None else f", {draft.kind} of {draft.parent_id}"
    marks = "".join(f", {mark}" for mark in ("urgent", "training") if getattr(draft, mark))
    typer.echo(f"{broadcast.broadcast_id}  {broadcast.state}  {draft.name} ({draft.purpose}{of}{marks})")
    typer.echo(f"   by {broadcast.author}, {_said(broadcast.created_at)}{_approval(broadcast)}")
    if draft.starts_at is not None or draft.valid_until is not None:
        typer.echo(f"   from {_said(draft.starts_at)}, valid until {_said(draft.valid_until)}")
    if broadcast.reason:
        typer.echo(f"   {broadcast.reason}")
    if progress is not None and broadcast.sending_at is not None:
        _show_progress(progress)
    if counted is not None:
        _show_count(counted)


def _count(counted: Counted) -> dict[str, Any]:
    return {
        "count": counted.count,
        "samples": [
            {"person": each.person_id, "first_name": each.first_name, "language": each.language}
            for each in counted.samples
        ],
        "unknown": list(counted.unknown),
        "perhaps": list(counted.perhaps),
    }


def _show_count(counted: Counted) -> None:
    typer.echo(f"   for {counted.count} people now")
    for each in counted.samples:
        typer.echo(f"      {each.person_id}  {each.first_name}  {each.language}")
    if counted.unknown:
        typer.echo(f"   not found here: {', '.join(counted.unknown)}", err=True)
    if counted.perhaps:
        typer.echo(f"   perhaps meant, and not taken: {', '.join(counted.perhaps)}", err=True)


def print_json(value: Mapping[str, Any]) -> None:
    """Print an object on one line."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print a report as JSON, an object a line."""
    for row in rows:
        print_json(
            {name: _iso(value) if isinstance(value, datetime) else value for name, value in row.items()}
        )


def _show_progress(progress: Progress) -> None:
    counts = ", ".join(f"{count} {_NAMES[state]}" for state, count in progress.counts.items() if count)
    typer.echo(f"   {progress.total} recipients: {counts or 'none'}")
    if progress.answers:
        typer.echo(f"   {progress.answers} answered")
    if progress.is_night:
        typer.echo("   it is night: it goes on at 8")
    elif progress.ends_at is not None:
        typer.echo(f"   {progress.per_second:.1f} a second, until about {_said(progress.ends_at)}")
    for state, cause, count in progress.causes[:_MOST_CAUSES]:
        typer.echo(f"      {count} {_NAMES[state]}: {cause}")
    if len(progress.causes) > _MOST_CAUSES:
        typer.echo(f"      and {len(progress.causes) - _MOST_CAUSES} more causes; see the report")


#: States as they are said; "sent" never claims that anybody read it.
_NAMES: Final[Mapping[str, str]] = {
    "pending": "still to be sent",
    "queued": "under way",
    "sent": "sent",
    "gone": "gone (blocked)",
    "failed": "failed",
    "skipped": "skipped",
    "unconfirmed": "unconfirmed (it may have arrived)",
}


def _approval(broadcast: Broadcast) -> str:
    if broadcast.approved_by is None:
        return "; approved by nobody"
    alone = f", ALONE: {broadcast.break_glass}" if broadcast.break_glass else ""
    return f"; approved by {broadcast.approved_by}, {_said(broadcast.approved_at)}{alone}"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(ROME).isoformat(timespec="seconds")


def _said(moment: datetime | None) -> str:
    return "–" if moment is None else f"{moment.astimezone(ROME):%Y-%m-%d %H:%M}"
