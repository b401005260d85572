"""The command line: ``sportello …``. Bad input ends in one clear sentence and exit code 2."""

import sys
from importlib.metadata import version
from typing import Annotated, Final

import typer
from rich.console import Console

from bot.cli import broadcasts, database, desk, exports, faq, imports, keys, notices, run, staff
from bot.errors import SportelloError
from faq.book import BookError
from faq.examine.evaluate import LabelError

_BAD_INPUT: Final = 2
app = typer.Typer(
    name="sportello",
    help="The Telegram desk of an energy company.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("demo")(run.demo)
app.add_typer(faq.app, name="faq")
app.add_typer(database.app, name="db")
app.add_typer(imports.app, name="import")
app.add_typer(exports.app, name="export")
app.add_typer(keys.app, name="keys")
app.add_typer(notices.app, name="notices")
app.add_typer(desk.app, name="desk")
app.add_typer(broadcasts.app, name="broadcast")
app.add_typer(staff.app, name="staff")


def main() -> None:
    """Run a command; a foreseen fault becomes a sentence and exit code 2."""
    try:
        app()
    except (SportelloError, BookError, LabelError) as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        sys.exit(_BAD_INPUT)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer gives the flag so
    if wanted:
        typer.echo(f"sportello {version('sportello')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Read the options that every command has."""


if __name__ == "__main__":
    main()
