"""The commands ``sportello broadcast …``: written, tested, approved, sent, watched, reported, corrected."""

import getpass
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer
from sqlalchemy import Connection

from bot import config
from bot.cli import broadcast_looks as looks
from bot.cli import database
from bot.cli.broadcast_looks import IdArgument, JsonOption, WatchOption
from bot.cli.options import ConfigOption
from bot.config import Settings
from bot.imports import broadcast_files
from bot.services.broadcasts import corrections, store
from bot.services.broadcasts.broadcast import Broadcast, Draft, Kind

app = typer.Typer(help="Messages to many people; see docs/broadcasts.md.", no_args_is_help=True)

#: Of the columns that hold it.
_LONGEST_NAME: Final = 80

ByOption: TypeAlias = Annotated[
    str | None, typer.Option("--by", help="Who does it (default: the name you are logged in under).")
]
ReasonOption: TypeAlias = Annotated[str, typer.Option("--reason", help="Why; it stands in the audit.")]


@app.callback()
def options() -> None:
    """Say what to do."""


@app.command("new")
def new(  # noqa: PLR0913 - an option each
    file: Annotated[Path | None, typer.Argument(help="The TOML file; its form: docs/broadcasts.md.")] = None,
    *,
    change: Annotated[
        int | None, typer.Option(help="Put it in the place of this broadcast's contents.")
    ] = None,
    edits: Annotated[int | None, typer.Option(help="Edit all copies of this broadcast.")] = None,
    follows_up: Annotated[int | None, typer.Option(help="For exactly those who got this broadcast.")] = None,
    deletes: Annotated[int | None, typer.Option(help="Delete all copies of it; takes no file.")] = None,
    by: ByOption = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Write a broadcast, or a correction of one: a draft, that nobody gets yet. Counts whom it is for."""
    if sum(given is not None for given in (change, edits, follows_up, deletes)) > 1:
        raise typer.BadParameter("only one of --change, --edits, --follows-up and --deletes")
    if (file is None) is (deletes is None):
        raise typer.BadParameter("a FILE is needed, but for --deletes")
    settings = config.load(config_path)
    kind: Kind = "edit" if edits is not None else "follow-up" if follows_up is not None else "new"
    parent = edits if edits is not None else follows_up

    def write(tx: Connection) -> Broadcast:
        now, who = datetime.now(UTC), _who(by)
        if deletes is not None:
            return store.create(tx, corrections.deletion(tx, deletes), who, now)
        corrected = None if parent is None else store.read(tx, parent).draft
        changed = None if change is None else store.read(tx, change).draft
        below_picture = kind == "edit" and corrected is not None and corrected.picture is not None
        is_correction = parent is not None or (changed is not None and changed.kind != "new")
        draft = broadcast_files.read(
            file or Path(),
            settings.broadcasts.folder,
            below_picture=below_picture,
            is_correction=is_correction,
        )
        if change is not None:
            return store.change(tx, change, draft, who, now)
        return store.create(tx, _of(draft, kind, parent), who, now)

    looks.tell(settings, database.write(settings, write), as_json=as_json, with_count=True)


@app.command("approve")
def approve(  # noqa: PLR0913 - an option each
    broadcast_id: IdArgument,
    *,
    by: ByOption = None,
    break_glass: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why the author approves it alone.")
    ] = None,
    refuse: Annotated[str | None, typer.Option(metavar="REASON", help="Hand it back instead.")] = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Approve a broadcast exactly as it is, or refuse it with a reason."""
    settings = config.load(config_path)
    above = settings.broadcasts.second_person_above

    def decide(tx: Connection) -> Broadcast:
        now, who = datetime.now(UTC), _who(by)
        if refuse is not None:
            return store.refuse(tx, broadcast_id, who, refuse, now)
        count = looks.counted(tx, store.read(tx, broadcast_id), settings, now).count
        return store.approve(tx, broadcast_id, who, now, count=count, above=above, break_glass=break_glass)

    looks.tell(settings, database.write(settings, decide), as_json=as_json, with_count=True)


@app.command("send")
def send(
    broadcast_id: IdArgument,
    *,
    by: ByOption = None,
    watch: WatchOption = False,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Release an approved broadcast: the running bot sends it, at its time or at once."""
    settings = config.load(config_path)
    _act(settings, lambda tx, now: store.send(tx, broadcast_id, _who(by), now), as_json=as_json and not watch)
    if watch:
        looks.watch(settings, broadcast_id, as_json=as_json)


@app.command("pause")
def pause(
    broadcast_id: IdArgument,
    *,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Stop sending at once; `resume` goes on."""
    settings = config.load(config_path)
    _act(settings, lambda tx, now: store.pause(tx, broadcast_id, _who(by), now, reason), as_json=as_json)


@app.command("resume")
def resume(
    broadcast_id: IdArgument,
    *,
    by: ByOption = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Go on with a broadcast that is paused."""
    settings = config.load(config_path)
    _act(settings, lambda tx, now: store.resume(tx, broadcast_id, _who(by), now), as_json=as_json)


@app.command("cancel")
def cancel(
    broadcast_id: IdArgument,
    *,
    reason: ReasonOption = "",
    by: ByOption = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """End a broadcast for good; who has not got it will not."""
    settings = config.load(config_path)
    _act(settings, lambda tx, now: store.cancel(tx, broadcast_id, _who(by), now, reason), as_json=as_json)


@app.command("resend")
def resend(
    broadcast_id: IdArgument,
    *,
    failed: Annotated[bool, typer.Option("--failed", help="To those where it failed, instead.")] = False,
    by: ByOption = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Write the same again for those of whom nobody knows whether they got it: a draft, to be approved."""
    settings = config.load(config_path)

    def write(tx: Connection, now: datetime) -> Broadcast:
        return store.create(tx, corrections.again(tx, broadcast_id, failed=failed), _who(by), now)

    _act(settings, write, as_json=as_json, with_count=True)


def _act(
    settings: Settings,
    act: Callable[[Connection, datetime], Broadcast],
    *,
    as_json: bool,
    with_count: bool = False,
) -> None:
    """Carry out an act, and show the broadcast as it is then."""
    done = database.write(settings, lambda tx: act(tx, datetime.now(UTC)))
    looks.tell(settings, done, as_json=as_json, with_count=with_count)


def _of(draft: Draft, kind: Kind, parent: int | None) -> Draft:
    return replace(draft, kind=kind, parent_id=parent)


def _who(by: str | None) -> str:
    name = (by or "").strip() or getpass.getuser()
    if len(name) > _LONGEST_NAME:
        raise typer.BadParameter(f"--by has more than {_LONGEST_NAME} characters")
    return name


looks.add_to(app)
