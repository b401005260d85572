"""The commands ``sportello staff …``: who may use the console."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot import config
from bot.cli import database
from bot.cli.options import ConfigOption
from bot.config import Settings
from bot.errors import StaffRefused
from bot.services import audit
from bot.services.staff import accounts, attempts
from bot.services.staff.accounts import Account
from bot.services.staff.sessions import Role

app = typer.Typer(help="Who may use the console.", no_args_is_help=True)


class RoleOption(StrEnum):
    """What somebody may do in the console."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who it is; again for who lost a password.")],
    role: Annotated[RoleOption, typer.Option(help="What they may do.")],
    config_path: ConfigOption = None,
) -> None:
    """Invite somebody: print a link for them, which works once and for 30 minutes."""
    settings, now = config.load(config_path), datetime.now(UTC)

    def invite(tx: Connection) -> tuple[Account | None, str]:
        return accounts.find(tx, name), accounts.invite(tx, name, Role.of(role.value), now, audit.OURSELVES)

    before, key = database.write(settings, invite)
    if before is not None and before.state == "active":
        typer.echo(
            f"{before.name} is signed out; the old password and codes are worth nothing now.", err=True
        )
    if not settings.console.enabled:
        typer.echo("The link opens once console.enabled is true and the bot runs.", err=True)
    typer.echo("Give this link to them alone; it works once, within 30 minutes:", err=True)
    typer.echo(f"{_address(settings)}/console/set-up/{key}")


@app.command("list")
def show(config_path: ConfigOption = None) -> None:
    """List the staff."""
    for account in database.read(config.load(config_path), accounts.everybody):
        typer.echo(f"{account.name}  {account.role.word}  {account.state}")


@app.command("unlock")
def unlock(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Whose; without it everybody's.")] = None,
    config_path: ConfigOption = None,
) -> None:
    """Forget failed attempts, so that nobody has to wait any longer."""
    settings = config.load(config_path)
    if name is not None and database.read(settings, lambda tx: accounts.find(tx, name)) is None:
        raise StaffRefused(f"There is no {name} among the staff.")
    # An address keeps somebody waiting as well, and nobody knows whose it is: all of them are forgotten.
    database.write(settings, attempts.forgive_all)
    typer.echo("Failed attempts are forgotten.")


@app.command("remove")
def remove(name: Annotated[str, typer.Argument(metavar="NAME")], config_path: ConfigOption = None) -> None:
    """Let somebody in no more; running bots refuse them at once."""
    database.write(
        config.load(config_path),
        lambda tx: accounts.remove(tx, name, datetime.now(UTC), audit.OURSELVES),
    )
    typer.echo(f"{name} has no access any more.")


def _address(settings: Settings) -> str:
    if settings.console.public_url is not None:
        return str(settings.console.public_url).rstrip("/")
    host = f"[{settings.web.host}]" if ":" in settings.web.host else settings.web.host
    return f"http://{host}:{settings.web.port}"
