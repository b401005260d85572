"""The commands ``sportello desk …``: the figures of the desk, and the transcript of a case (docs/desk.md)."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, TypeAlias

import typer
from sqlalchemy import Connection

from bot import config
from bot.cli import database
from bot.cli.options import ConfigOption
from bot.errors import SportelloError
from bot.local_time import day_begins
from bot.services.desk import figures, transcript
from bot.services.desk.figures import Report, Times
from bot.services.desk.hours import WorkingTime

app = typer.Typer(help="Cases that people have taken over from the bot.", no_args_is_help=True)

JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="One JSON object.")]
#: No number has more digits: the databases hold no larger ones.
_NUMBER: Final = re.compile(r"#?([0-9]{1,18})")
_USUAL_PERIOD: Final = timedelta(days=30)
_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_PERCENT: Final = 100


class CaseUnknown(SportelloError):
    """No case has this number."""


@app.callback()
def options() -> None:
    """Say what to show."""


@app.command("report")
def show_report(
    *,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d"], help="Count from this day on (default: the last 30 days)."
        ),
    ] = None,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Show how soon people were answered, why they came, how it ended, and who needed nobody."""
    settings = config.load(config_path)
    now = datetime.now(UTC)
    start = now - _USUAL_PERIOD if since is None else day_begins(since.date())
    hours = WorkingTime(settings.desk.hours)
    report = database.read(settings, lambda tx: figures.report(tx, hours, start, now))
    if as_json:
        typer.echo(json.dumps(figures.as_json(report), ensure_ascii=False))
        return
    for line in _lines(report):
        typer.echo(line)


@app.command("export")
def export_case(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The number of the case, as in its topic.")],
    *,
    as_json: JsonOption = False,
    config_path: ConfigOption = None,
) -> None:
    """Write the transcript of a case: both sides in order, notes, edits, and what did not arrive."""
    settings = config.load(config_path)

    def read(tx: Connection) -> dict[str, object]:
        number = _NUMBER.fullmatch(case)
        found = None if number is None else transcript.read(tx, int(number[1]))
        if found is None:
            raise CaseUnknown(f"There is no case {case}.")
        return found

    found = database.read(settings, read)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        typer.echo(transcript.as_text(found), nl=False)


def _lines(report: Report) -> Iterator[str]:
    yield f"Cases: {report.cases} opened, {report.unanswered} without an answer of a person"
    yield f"First answer: {_both(report.first_answer, report.first_answer_by_clock)}"
    yield f"Solution: {_both(report.solution, report.solution_by_clock)}"
    yield f"Reasons: {_counts(report.reasons)}"
    yield f"Endings: {_counts(report.endings)}"
    mean = "" if report.mean_stars is None else f" (mean {report.mean_stars:.1f})"
    yield f"Stars: {_counts({str(stars): count for stars, count in report.stars.items()})}{mean}"
    share = report.share_without_case
    percent = "" if share is None else f" ({share * _PERCENT:.0f} %)"
    yield f"People who wrote: {report.people}, without a person: {report.people_without_case}{percent}"
    yield f"Wishes for a person without a desk: {report.wishes_without_desk}"
    oldest = "" if report.oldest_wait is None else f", the longest for {_span(report.oldest_wait)}"
    yield f"Now: {report.open} open, {report.paused} paused, {report.waiting} waiting for an answer{oldest}"


def _both(of_hours: Times, by_clock: Times) -> str:
    return f"{_times(of_hours)} of the desk's hours; {_times(by_clock)} by the clock"


def _times(times: Times) -> str:
    if times.median is None or times.most is None:
        return "none"
    return f"median {_span(times.median)}, 90 % within {_span(times.most)}"


def _span(span: timedelta) -> str:
    """Write a span with hours and minutes: "1 h 05 min"."""
    hours, rest = divmod(span, _HOUR)
    minutes = rest // _MINUTE
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counts.items() if count) or "none"
