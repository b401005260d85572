"""The commands ``sportello export …``: what the desk has, as files for other programs."""

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer
from sqlalchemy import Connection

from bot import config, private_files
from bot.cli import database
from bot.cli.options import ConfigOption
from bot.csv_file import harmless
from bot.errors import FileUnwritable
from bot.gateways.readings import folder
from bot.services.readings import export
from bot.services.readings.export import Exported

app = typer.Typer(help="Give out what the desk has.", no_args_is_help=True)

_COLUMNS: Final = (*folder.COLUMNS, "state", "acquired_at", "reason")


class State(StrEnum):
    """The states of a reading that can be asked for."""

    PENDING = "pending"
    LEAVING = "leaving"
    ACQUIRED = "acquired"
    REFUSED = "refused"
    DELETED = "deleted"


@app.callback()
def options() -> None:
    """Say what to give out."""


@app.command("readings")
def give_readings(
    *,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Taken on this day or later.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Taken on this day or earlier.")
    ] = None,
    states: Annotated[
        list[State] | None,
        typer.Option("--state", help="Only in this state; may be repeated. Default: all but deleted."),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write (default: standard output).")] = None,
    config_path: ConfigOption = None,
) -> None:
    """Give out gas readings as CSV; the columns: docs/readings-csv.md. Nothing is changed."""
    settings = config.load(config_path)
    wanted = tuple(states or (state for state in State if state is not State.DELETED))
    first = None if since is None else since.date()
    last = None if until is None else until.date()

    def write(tx: Connection) -> None:
        rows = export.exported(tx, wanted, since=first, until=last)
        if output is None:
            _write(sys.stdout, rows)
            return
        try:
            with open(output, "w", encoding="utf-8", newline="", opener=private_files.create_private) as file:
                _write(file, rows)
        except OSError as error:
            raise FileUnwritable(f"{output} cannot be written: {error.strerror}.") from error

    database.read(settings, write)


def _write(file: TextIO, rows: Iterable[Exported]) -> None:
    table = csv.writer(file, lineterminator="\r\n" if file is not sys.stdout else "\n")
    table.writerow(_COLUMNS)
    table.writerows(map(values, rows))


def values(row: Exported) -> Sequence[object]:
    """Return a reading and its state in the order of the columns."""
    acquired_at = "" if row.acquired_at is None else row.acquired_at.isoformat(timespec="seconds")
    return [*map(harmless, folder.values(row.reading)), row.state, acquired_at, harmless(row.reason)]
