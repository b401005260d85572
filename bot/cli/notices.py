"""The commands ``sportello notices …``: what is planned, whom it touches, who was told, who has confirmed."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeAlias

import typer
from sqlalchemy import Connection

from bot import config
from bot.cli import database
from bot.cli.options import ConfigOption
from bot.errors import SportelloError
from bot.services.notices import listing, posting, store

app = typer.Typer(help="Planned outages and meter replacements.", no_args_is_help=True)

JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
_Rows: TypeAlias = Callable[[Connection], Iterable[Mapping[str, Any]]]
_GAP: Final = "  "


class NoticeUnknown(SportelloError):
    """No notice has this id."""


@app.callback()
def options() -> None:
    """Say what to show."""


@app.command("list")
def show_list(*, as_json: JsonOption = False, config_path: ConfigOption = None) -> None:
    """Show every notice, with the number of doors that it touches and of people told."""
    _show(listing.listed, as_json=as_json, config_path=config_path)


@app.command("touched")
def show_touched(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Only of these notices.")] = None,
    *,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Show the supplies and followed addresses that the newest version of each notice touches."""

    def rows(tx: Connection) -> Iterable[Mapping[str, Any]]:
        for each in ids or ():
            _must_exist(tx, each)
        return listing.touches(tx, ids or None)

    _show(rows, as_json=as_json, config_path=config_path)


@app.command("news")
def show_news(
    notice_id: Annotated[str, typer.Argument(metavar="ID", help="The notice.")],
    *,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Show what people were told of a notice, by version and person."""

    def rows(tx: Connection) -> Iterable[Mapping[str, Any]]:
        _must_exist(tx, notice_id)
        return posting.states(tx, notice_id)

    _show(rows, as_json=as_json, config_path=config_path)


@app.command("unconfirmed")
def show_unconfirmed(*, as_json: JsonOption = False, config_path: ConfigOption = None) -> None:
    """Show who lives by an electric device and has not confirmed an outage that is ahead."""
    now = datetime.now(UTC)
    _show(lambda tx: listing.unconfirmed(tx, now), as_json=as_json, config_path=config_path)


def _must_exist(tx: Connection, notice_id: str) -> None:
    if not store.of_ids(tx, [notice_id]):
        raise NoticeUnknown(f"There is no notice {notice_id}; `sportello notices list` shows them.")


def _show(rows: _Rows, *, as_json: bool, config_path: ConfigOption) -> None:
    """Print rows as JSON, an object a line, or in columns with a heading."""
    settings = config.load(config_path)
    database.read(settings, lambda tx: _print(rows(tx), as_json=as_json))


def _print(rows: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    table = [{name: _cell(value) for name, value in row.items()} for row in rows]
    if not table:
        typer.echo("None.")
        return
    names = list(dict.fromkeys(name for row in table for name in row))
    widths = {name: max(len(name), *(len(row.get(name, "")) for row in table)) for name in names}
    for line in ({name: name for name in names}, *table):
        typer.echo(_GAP.join(line.get(name, "").ljust(widths[name]) for name in names).rstrip())


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
