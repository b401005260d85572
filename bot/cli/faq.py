"""``sportello faq …``: ask the book, check it, examine the matcher, and let it learn from people."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from bot import config, wiring
from bot.cli import database
from bot.cli.options import ConfigOption
from bot.config import Settings
from bot.errors import NotLearned
from bot.services.questions import answers, learning
from bot.services.questions.learning import Insights, Unfit
from faq import book
from faq.book import Book
from faq.examine import evaluate, picture, regression
from faq.matcher import DECISION_WORDS, Answer, Decision, Matcher

#: Lines of each list of insights, and examples of each group.
_MOST_LINES: Final = 20
_EXAMPLES: Final = 3

app = typer.Typer(help="The FAQ book: ask it, check it, examine it, teach it.", no_args_is_help=True)

EntriesOption = Annotated[
    Path | None, typer.Option("--entries", help="A book: a TOML file, or a folder of them.")
]


@app.command("check")
def check(entries: EntriesOption = None, config_path: ConfigOption = None) -> None:
    """Refuse a book with gaps, naming file and entry."""
    typer.echo(f"{len(_book(entries, config.load(config_path)))} entries, no gaps.")


@app.command("ask")
def ask(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    entries: EntriesOption = None,
    config_path: ConfigOption = None,
) -> None:
    """Decide the questions on standard input, one a line."""
    knowledge = _book(entries, config.load(config_path))
    matcher = Matcher(knowledge)
    for line in _lines(sys.stdin.buffer):
        decision = matcher.decide(line)
        if as_json:
            typer.echo(json.dumps(_described(line, decision), ensure_ascii=False))
        else:
            _show(decision, knowledge)
        sys.stdout.flush()


@app.command("evaluate")
def evaluate_matcher(
    labelled: Annotated[Path, typer.Argument(help="query, accepted ids joined by | (or -), category.")],
    *,
    plot: Annotated[Path | None, typer.Option(help="Draw calibration and confidences as SVG.")] = None,
    entries: EntriesOption = None,
    config_path: ConfigOption = None,
) -> None:
    """Print the matcher's figures over a file of labelled questions."""
    knowledge = _book(entries, config.load(config_path))
    report = evaluate.evaluate(Matcher(knowledge), evaluate.read_rows(labelled, knowledge))
    typer.echo(evaluate.table(report))
    if plot is not None:
        plot.write_text(picture.plot(report), encoding="utf-8")


@app.command("insights")
def insights(
    days: Annotated[int, typer.Option(min=1, help="How far back to look.")] = 30,
    config_path: ConfigOption = None,
) -> None:
    """List what people asked in vain, which answers they disliked, and which phrases they confirmed."""
    settings = config.load(config_path)
    since = wiring.utc_now() - timedelta(days=days)
    found = database.read(settings, lambda tx: learning.insights(tx, since))
    _tell(found, wiring.load_book(settings))


@app.command("learn")
def learn(
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="The entry that the phrase means.")],
    phrase: Annotated[str, typer.Argument(help="How people say it.")],
    config_path: ConfigOption = None,
) -> None:
    """Add a phrase, unless labelled questions would be decided worse; running bots take it within seconds."""
    settings = config.load(config_path)
    knowledge = wiring.load_book(settings)
    phrase = " ".join(phrase.split())
    _refuse_unfit(knowledge, entry_id, phrase)
    learned = database.read(settings, learning.phrases)
    if phrase in learned.get(entry_id, ()):
        typer.echo("This phrase has been learned already.")
        return
    rows = learning.labelled(wiring.entries_path(settings), knowledge)
    changes = learning.compare(knowledge, learned, entry_id, phrase, rows)
    for change in changes:
        typer.echo(f"{change.word}  {change.query}: {change.before.word} -> {change.after.word}")
    if regression.is_worse(changes):
        raise NotLearned("The phrase was not learned: the labelled questions would be decided worse.")
    database.write(settings, lambda tx: learning.learn(tx, entry_id, phrase, wiring.utc_now()))
    typer.echo(f"Learned for {entry_id}: {phrase}")


@app.command("unlearn")
def unlearn(
    entry_id: Annotated[str, typer.Argument(metavar="ID")],
    phrase: Annotated[str, typer.Argument()],
    config_path: ConfigOption = None,
) -> None:
    """Take a learned phrase back."""
    settings = config.load(config_path)
    if not database.write(settings, lambda tx: learning.unlearn(tx, entry_id, " ".join(phrase.split()))):
        raise NotLearned(f"There is no such learned phrase of {entry_id}.")
    typer.echo(f"Forgotten for {entry_id}: {phrase}")


@app.command("export")
def export(entries: EntriesOption = None, config_path: ConfigOption = None) -> None:
    """Write learned phrases and edited answers into the book's TOML files, leaving all else as it stands."""
    settings = config.load(config_path)
    learned, edited = database.read(settings, lambda tx: (learning.phrases(tx), answers.newest(tx)))
    path = entries or wiring.entries_path(settings)
    knowledge = book.load(path, numbers=settings.numbers.model_dump())
    for entry_id in [each for each in edited if each in knowledge and knowledge.faults_of(edited[each])]:
        typer.echo(f"The answer of {entry_id} was left out: {knowledge.faults_of(edited.pop(entry_id))[0]}.")
    files = [path] if path.is_file() else sorted(path.glob("*.toml"))
    written = [_merge(each, learned, edited) for each in files]
    typer.echo(f"{sum(phrases for phrases, _ in written)} phrases written to {path}.")
    typer.echo(f"{sum(changed for _, changed in written)} answers written to {path}.")


def _merge(path: Path, learned: Mapping[str, Sequence[str]], edited: Mapping[str, str]) -> tuple[int, int]:
    """Append the phrases that a file's entries lack and replace answers; return how many of each."""
    import tomlkit  # noqa: PLC0415 - only this rare command needs it

    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    added = changed = 0
    for entry in document["entry"]:
        known = entry.setdefault("phrases", tomlkit.array())
        for phrase in learned.get(str(entry["id"]), ()):
            if phrase not in known:
                known.append(phrase)
                added += 1
        answer = edited.get(str(entry["id"]), "").strip()
        if answer and answer != str(entry["answer"]).strip():
            # A line break behind the opening quotes is no part of the text: so the files are written.
            entry["answer"] = tomlkit.string(f"\n{answer}", multiline=True)
            changed += 1
    if added or changed:
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
    return added, changed


def _book(entries: Path | None, settings: Settings) -> Book:
    if entries is None:
        return wiring.load_book(settings)
    return book.load(entries, numbers=settings.numbers.model_dump())


def _refuse_unfit(knowledge: Book, entry_id: str, phrase: str) -> None:
    match learning.unfit(knowledge, entry_id, phrase):
        case None:
            return
        case Unfit.NO_ENTRY, _:
            raise NotLearned(f"The book has no entry {entry_id}.")
        case Unfit.NO_WORDS, _:
            raise NotLearned("A phrase needs words.")
        case Unfit.PERSONAL, _:
            raise NotLearned("The phrase holds a number, an address or a code that could name somebody.")
        case _, known_id:
            raise NotLearned(f"The book has this phrase already: it means {known_id}.")


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


def _show(decision: Decision, knowledge: Book) -> None:
    typer.echo(f"{DECISION_WORDS[type(decision)]} ({decision.confidence:.2f})")
    for candidate in decision.candidates:
        typer.echo(f"  {candidate.score:.2f}  {candidate.id}  {knowledge[candidate.id].question}")


def _tell(found: Insights, knowledge: Book) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Asked in vain ({sum(group.count for group in found.unanswered)}):", style="bold")
    for group in found.unanswered[:_MOST_LINES]:
        console.print(f"{group.count:5}  {' · '.join(group.texts[:_EXAMPLES])}", markup=False)
    console.print("Answers that did not help (👎 of all votes):", style="bold")
    for votes in found.disliked[:_MOST_LINES]:
        question = (
            knowledge[votes.entry_id].question if votes.entry_id in knowledge else "(no longer in the book)"
        )
        total = votes.helpful + votes.unhelpful
        console.print(f"{votes.unhelpful:5} of {total}  {votes.entry_id}  {question}", markup=False)
    console.print(
        'Phrases confirmed by a pressed suggestion (sportello faq learn ID "phrase"):', style="bold"
    )
    for entry_id, groups in found.confirmed.items():
        for group in groups[:_MOST_LINES]:
            console.print(f"{group.count:5}  {entry_id}  {group.texts[0]}", markup=False)
