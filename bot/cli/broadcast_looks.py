"""The commands of broadcasts that change nothing: preview and test-send, status and progress, report."""

import asyncio
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

import typer
from sqlalchemy import Connection

from bot import config, private_files
from bot.cli import broadcast_lines, database
from bot.cli.options import ConfigOption
from bot.cli.progress import progress
from bot.config import Settings
from bot.errors import FileUnwritable
from bot.services.broadcasts import audience, outcomes, report, rules, store, trial
from bot.services.broadcasts.broadcast import MAIN_LANGUAGE, Broadcast
from bot.services.broadcasts.states import FINAL
from bot.services.broadcasts.words import Reader
from bot.storage.engine import Database
from bot.storage.outbox import Parcel
from bot.wiring import load_texts

IdArgument: TypeAlias = Annotated[int, typer.Argument(metavar="ID", help="The broadcast.")]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="As JSON, an object a line.")]
WatchOption: TypeAlias = Annotated[bool, typer.Option("--watch", help="Wait for its end, with a bar.")]

_LOOK_EVERY_S: Final = 1.0


def add_to(app: typer.Typer) -> None:
    """Add these commands to the others of broadcasts."""
    app.command("test")(try_out)
    app.command("status")(status)
    app.command("report")(show_report)


def try_out(
    broadcast_id: IdArgument,
    *,
    to: Annotated[list[int] | None, typer.Option(help="Send it to this chat; may be repeated.")] = None,
    person: Annotated[int | None, typer.Option("--as", help="Show it as this person would see it.")] = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Show a broadcast as a real person would see it, what is missing first; or send it to colleagues."""
    settings = config.load(config_path)
    ours = rules.configured(settings, load_texts(settings))

    def prepare(tx: Connection) -> dict[str, Any]:
        broadcast, group = store.read(tx, broadcast_id), settings.telegram.support_chat
        words = ours.words(broadcast)
        chats = list(to or ())
        if chats:
            trial.send(tx, broadcast, ours, chats, group, getpass.getuser(), datetime.now(UTC))
        as_whom = person if person is not None else next(iter(chats), None)
        shown = Reader(MAIN_LANGUAGE, "") if as_whom is None else trial.reader(tx, as_whom, group)
        content = words.content(shown)
        preview = {} if content is None else Parcel(content, None).payload
        return {"id": broadcast_id, "missing": words.missing(shown), "preview": preview, "sent_to": chats}

    found = database.write(settings, prepare)
    if as_json:
        broadcast_lines.print_json(found)
        return
    for missing in found["missing"]:
        typer.echo(f"missing: {missing}", err=True)
    typer.echo(found["preview"].get("text", ""))
    for row in found["preview"].get("rows", ()):
        typer.echo("   ".join(f"[ {button['label']} ] {button.get('url', '')}".rstrip() for button in row))
    if found["sent_to"]:
        typer.echo(f"handed to the bot for {len(found['sent_to'])} chats", err=True)


def status(
    broadcast_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="Only this one.")] = None,
    *,
    person: Annotated[int | None, typer.Option(help="Say why this person is in it, or not.")] = None,
    is_watched: WatchOption = False,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Show all broadcasts, or one with progress, rate and estimated end."""
    settings = config.load(config_path)
    if broadcast_id is None:
        for each in database.read(settings, store.every):
            broadcast_lines.show(each, None, as_json=as_json)
    elif person is not None:
        _explain(settings, broadcast_id, person, as_json=as_json)
    elif is_watched:
        watch(settings, broadcast_id, as_json=as_json)
    else:
        tell(settings, database.read(settings, lambda tx: store.read(tx, broadcast_id)), as_json=as_json)


def show_report(
    broadcast_id: IdArgument,
    *,
    output: Annotated[Path | None, typer.Option(help="The file to write (default: standard output).")] = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Give out what became of each recipient, as CSV: as many lines as the snapshot. Nothing is changed."""
    settings = config.load(config_path)

    def write(tx: Connection) -> None:
        store.read(tx, broadcast_id)
        rows = report.rows(tx, broadcast_id)
        if as_json:
            broadcast_lines.print_rows(rows)
        elif output is None:
            sys.stdout.writelines(report.csv_lines(rows, "\n"))
        else:
            try:
                with open(
                    output, "w", encoding="utf-8", newline="", opener=private_files.create_private
                ) as file:
                    file.writelines(report.csv_lines(rows, "\r\n"))
            except OSError as error:
                raise FileUnwritable(f"{output} cannot be written: {error.strerror}.") from error

    database.read(settings, write)


def tell(settings: Settings, broadcast: Broadcast, *, as_json: bool, with_count: bool = False) -> None:
    """Show a broadcast; with whom it is for now, or where it stands."""

    def say(tx: Connection) -> None:
        now = datetime.now(UTC)
        is_counted = with_count and broadcast.sending_at is None
        number = counted(tx, broadcast, settings, now) if is_counted else None
        broadcast_lines.show(broadcast, report.progress(tx, broadcast, now), number, as_json=as_json)

    database.read(settings, say)


def watch(settings: Settings, broadcast_id: int, *, as_json: bool) -> None:
    """Wait until nothing of a broadcast is open any more, or until it needs somebody; then show it."""

    async def wait(opened: Database) -> None:
        broadcast = await opened.read(lambda tx: store.read(tx, broadcast_id))
        with progress("recipients", "settled", broadcast.recipients, every=1000) as tell:
            while broadcast.state not in {*FINAL, "paused", "draft", "approved"}:
                counts = await opened.read(lambda tx: outcomes.counts(tx, broadcast_id))
                tell(sum(count for state, count in counts.items() if state not in outcomes.OPEN))
                await asyncio.sleep(_LOOK_EVERY_S)
                broadcast = await opened.read(lambda tx: store.read(tx, broadcast_id))

    database.use(settings, wait)
    tell(settings, database.read(settings, lambda tx: store.read(tx, broadcast_id)), as_json=as_json)


def _explain(settings: Settings, broadcast_id: int, person: int, *, as_json: bool) -> None:
    """Say why a person is in a broadcast now, or not."""

    def why(tx: Connection) -> tuple[audience.Cause, ...]:
        draft = store.read(tx, broadcast_id).draft
        now = datetime.now(UTC)
        resolved = audience.resolve(tx, draft, settings.readings.windows, now, few=True)
        return audience.why_not(tx, resolved, person)

    causes = database.read(settings, why)
    if as_json:
        broadcast_lines.print_json({"person": person, "is_in": not causes, "causes": list(causes)})
        return
    typer.echo(f"{person} is {'not in it' if causes else 'in it'}")
    for cause in causes:
        typer.echo(f"   {audience.CAUSES[cause]}")


def counted(tx: Connection, broadcast: Broadcast, settings: Settings, now: datetime) -> audience.Counted:
    """Return whom a broadcast is for now."""
    return audience.count(tx, audience.resolve(tx, broadcast.draft, settings.readings.windows, now))
