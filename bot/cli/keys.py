"""The commands ``sportello keys …``: keys of programs that hand over data."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from bot import config
from bot.cli import database
from bot.cli.options import ConfigOption
from bot.local_time import ROME
from bot.services import keys

app = typer.Typer(help="Keys of programs that hand over data.", no_args_is_help=True)


class ScopeOption(StrEnum):
    """What a key may open."""

    NOTICES = "notices"


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is.")],
    scope: Annotated[ScopeOption, typer.Option(help="What it opens.")],
    config_path: ConfigOption = None,
) -> None:
    """Make a key and show it, this once: only its hash is kept."""
    secret = database.write(
        config.load(config_path), lambda tx: keys.create(tx, name, scope.value, datetime.now(UTC))
    )
    typer.echo("Keep this key; it is not shown again:", err=True)
    typer.echo(secret)


@app.command("list")
def show(config_path: ConfigOption = None) -> None:
    """List the keys, without their secrets."""
    for key in database.read(config.load(config_path), keys.known):
        state = "active" if key.revoked_at is None else f"revoked {_said(key.revoked_at)}"
        used = "never used" if key.last_used_at is None else f"last used {_said(key.last_used_at)}"
        typer.echo(f"{key.name}  {key.scope}  made {_said(key.created_at)}  {used}  {state}")


@app.command("revoke")
def revoke(name: Annotated[str, typer.Argument(metavar="NAME")], config_path: ConfigOption = None) -> None:
    """Let a key open nothing more; running bots refuse it at once."""
    database.write(config.load(config_path), lambda tx: keys.revoke(tx, name, datetime.now(UTC)))
    typer.echo(f"The key {name} opens nothing more.")


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(ROME):%Y-%m-%d %H:%M}"
