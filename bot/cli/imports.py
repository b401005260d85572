"""The commands ``sportello import …``: whole files or nothing, each fault named by its line."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import config, logs
from bot.cli import database
from bot.cli.options import ConfigOption
from bot.cli.progress import progress
from bot.config import Settings
from bot.imports import customers as customers_csv
from bot.imports import notices_json
from bot.imports import outages as outages_csv
from bot.imports import replacements as replacements_csv
from bot.imports import windows as windows_csv
from bot.local_time import ROME
from bot.services.linking import customers
from bot.services.notices import fan_out, store
from bot.services.notices.received import Received
from bot.services.notices.store import Taken
from bot.services.readings import windows
from bot.storage.engine import Database

app = typer.Typer(help="Take over files of the company; all of a file or nothing.", no_args_is_help=True)


@app.callback()
def options() -> None:
    """Say which kind of file it is."""


@app.command("customers")
def take_customers(
    file: Annotated[Path, typer.Argument(help="The CSV file; its format: docs/customers-csv.md.")],
    config_path: ConfigOption = None,
) -> None:
    """Take customers and their supply points from a CSV file. The same file again changes nothing."""
    settings = config.load(config_path)
    today = datetime.now(ROME).date()
    with progress("rows", "read") as tell:
        found = customers_csv.read(file, today, tell)
    with progress("rows", "written", len(found.customers) + len(found.supplies)) as tell:
        taken = database.write(settings, lambda tx: customers.take(tx, found, tell))
    typer.echo(
        f"{len(found.customers)} customers ({taken.customers_new} new, {taken.customers_changed} changed), "
        f"{len(found.supplies)} supply points ({taken.supplies_new} new, {taken.supplies_changed} changed)."
    )


@app.command("windows")
def take_windows(
    file: Annotated[Path, typer.Argument(help="The CSV file; its format: docs/windows-csv.md.")],
    config_path: ConfigOption = None,
) -> None:
    """Take reading windows from a CSV file, in place of those that its vendors had from an earlier one."""
    settings = config.load(config_path)
    by_vendor = windows_csv.read(file)
    now = datetime.now(UTC)
    changed, gone = database.write(settings, lambda tx: windows.take(tx, by_vendor, now))
    count = sum(map(len, by_vendor.values()))
    typer.echo(f"{count} windows of {len(by_vendor)} vendors ({changed} new or changed, {gone} gone).")


@app.command("outages")
def take_outages(
    file: Annotated[Path, typer.Argument(help="The CSV or JSON file; its form: docs/notices.md.")],
    config_path: ConfigOption = None,
) -> None:
    """Take notices of planned outages. The same file again changes nothing."""
    _take_notices(config.load(config_path), file, outages_csv.read)


@app.command("replacements")
def take_replacements(
    file: Annotated[Path, typer.Argument(help="The CSV or JSON file; its form: docs/notices.md.")],
    config_path: ConfigOption = None,
) -> None:
    """Take notices of meter replacements. The same file again changes nothing."""
    _take_notices(config.load(config_path), file, replacements_csv.read)


def _take_notices(settings: Settings, file: Path, read_table: Callable[[Path], Received]) -> None:
    """Take a file of notices, and write for everybody what they are to be told."""
    # Warnings for staff are logged as well: to standard error, for the summary alone is the output.
    logs.configure(settings.log.level, settings.log.style)
    received = notices_json.read(file) if file.suffix.lower() == ".json" else read_table(file)
    now = datetime.now(UTC)

    async def take(opened: Database) -> Taken:
        taken = await opened.write(lambda tx: store.receive(tx, received, now))
        await fan_out.spread_versions(opened, now)
        return taken

    taken = database.use(settings, take)
    typer.echo(
        f"{taken.count} notices ({taken.new} new, {taken.changed} changed, {taken.known} as known, "
        f"{taken.older} older)."
    )
    for warning in taken.warnings:
        typer.echo(f"Too late: {warning}.", err=True)
