"""The command line: ``sportello …``. Bad input ends in one clear sentence and exit code 2."""

import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bot import cli_import, config, logs, wiring
from bot.config import Settings
from bot.errors import SportelloError
from bot.services.questions import DECISION_WORDS
from bot.storage import schema
from bot.storage.engine import Database
from faq import book
from faq.book import BookError
from faq.matcher import Answer, Decision, Matcher

_BAD_INPUT: Final = 2
app = typer.Typer(
    name="sportello",
    help="The Telegram desk of an energy company.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
faq_app = typer.Typer(help="The FAQ book: ask it, check it, examine it.", no_args_is_help=True)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(faq_app, name="faq")
app.add_typer(db_app, name="db")
app.add_typer(cli_import.app, name="import")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The configuration file (default: config.toml here).")
]
EntriesOption = Annotated[
    Path | None, typer.Option("--entries", help="A book: a TOML file, or a folder of them.")
]


def main() -> None:
    """Run a command; a foreseen fault becomes a sentence and exit code 2."""
    try:
        app()
    except (SportelloError, BookError) as error:
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


@app.command()
def run(config_path: ConfigOption = None) -> None:
    """Run the bot until it is told to stop (SIGTERM or Ctrl-C)."""
    settings = config.load(config_path)
    logs.configure(settings.log.level, settings.log.style)
    asyncio.run(_serve(wiring.App(settings)))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the chat page is.", min=0, max=65535)] = 8090,
    config_path: ConfigOption = None,
) -> None:
    """Try the whole bot in a browser, with no token; nothing leaves this computer."""
    settings = config.load(config_path)
    logs.configure("warning", settings.log.style)
    asyncio.run(_demonstrate(settings, port))


@db_app.command("upgrade")
def upgrade(config_path: ConfigOption = None) -> None:
    """Create the tables, or bring them up to this release."""
    settings = config.load(config_path)

    async def bring_up() -> bool:
        database = Database(settings.database.url)
        try:
            return await schema.prepare(database)
        finally:
            database.close()

    changed = asyncio.run(bring_up())
    typer.echo(f"The database is {'now' if changed else 'already'} at revision {schema.newest()}.")


@faq_app.command("check")
def check(entries: EntriesOption = None, config_path: ConfigOption = None) -> None:
    """Refuse a book with gaps, naming file and entry."""
    typer.echo(f"{len(_book(entries, config_path))} entries, no gaps.")


@faq_app.command("ask")
def ask(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    entries: EntriesOption = None,
    config_path: ConfigOption = None,
) -> None:
    """Answer the questions on standard input, one a line."""
    knowledge = _book(entries, config_path)
    matcher = Matcher(knowledge)
    for line in _lines(sys.stdin.buffer):
        decision = matcher.decide(line)
        if as_json:
            typer.echo(json.dumps(_described(line, decision), ensure_ascii=False))
        else:
            _show(decision, knowledge)
        sys.stdout.flush()


def _book(entries: Path | None, config_path: Path | None) -> book.Book:
    settings = config.load(config_path)
    if entries is None:
        return wiring.load_book(settings)
    return book.load(entries, numbers=settings.numbers.model_dump())


def _lines(source: Iterable[bytes]) -> Iterable[str]:
    """Lines of UTF-8; a byte that is none becomes a mark, so that no line is lost."""
    for line in source:
        yield line.decode("utf-8", errors="replace").rstrip("\r\n")


def _described(query: str, decision: Decision) -> dict[str, object]:
    best = decision.candidates[0].id if decision.candidates else None
    return {
        "query": query,
        "decision": DECISION_WORDS[type(decision)],
        "id": decision.id if isinstance(decision, Answer) else best,
        "confidence": round(decision.confidence, 4),
        "candidates": [
            {"id": candidate.id, "score": round(candidate.score, 4)} for candidate in decision.candidates
        ],
    }


def _show(decision: Decision, knowledge: book.Book) -> None:
    typer.echo(f"{DECISION_WORDS[type(decision)]} ({decision.confidence:.2f})")
    for candidate in decision.candidates:
        typer.echo(f"  {candidate.score:.2f}  {candidate.id}  {knowledge[candidate.id].question}")


async def _serve(bot: wiring.App) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await bot.start()
    try:
        await bot.run(until=stop)
    finally:
        await bot.stop()


async def _demonstrate(settings: Settings, port: int) -> None:
    from bot.demo import contracts  # noqa: PLC0415 - the bot itself needs none of it
    from bot.demo.server import serve  # noqa: PLC0415 - as above

    with tempfile.TemporaryDirectory(prefix="sportello-demo-") as folder:
        async with serve(port=port) as demonstration:
            bot = wiring.App(
                Settings.model_validate(
                    {
                        **settings.model_dump(),
                        "telegram": {"token": demonstration.token, "api_url": demonstration.api_url},
                        "database": {"url": f"sqlite:///{folder}/demo.db"},
                        "web": {"port": 0},
                    }
                ),
                mail=demonstration.mail,
            )
            await contracts.sign(bot.database)
            typer.echo(f"Sportello's demo: {demonstration.url}   (Ctrl-C ends it; nothing is kept)")
            await _serve(bot)


if __name__ == "__main__":
    main()
