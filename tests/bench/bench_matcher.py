"""The matcher's figures beside plain peers, and its speed, load and memory by size of the book.

`python -m tests.bench.bench_matcher [--qa4faq FOLDER]`: the folder holds entries.toml and queries-dev.tsv of
a public set whose licence keeps it outside of this project (environment: QA4FAQ).
"""

import argparse
import os
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from rank_bm25 import BM25Okapi
from rapidfuzz import fuzz, process, utils
from rich.console import Console
from rich.table import Table

from faq.book import Book, Entry, load
from faq.examine.evaluate import Report, Row, evaluate, read_rows
from faq.language.text import words
from faq.language.wording import stem
from faq.matcher import Answer, Matcher
from faq.urgent.recognise import IDS

_FAQ: Final = Path(__file__).parents[2] / "faq"
_NUMBERS: Final = dict.fromkeys(("power_fault", "emergency", "fire", "gas_emergency"), "112")
#: Entries of a book and the p99 of a question it must keep, in milliseconds (issue 3).
_SIZES: Final = ((100, 3.0), (1_000, 5.0), (10_000, 15.0))
_MEGABYTE: Final = 1 << 20

Ranker = Callable[[str], list[str]]


def show(console: Console, qa4faq: Path | None = None) -> None:
    """Print all figures: our labelled questions, the public set if it is at hand, then speed."""
    ours = load(_FAQ / "entries", _NUMBERS)
    for name in ("tune.tsv", "check.tsv"):
        _compare(console, f"our book, {name}", ours, read_rows(_FAQ / "labelled" / name, ours))
    _typos(console, "our book, check.tsv", ours, read_rows(_FAQ / "labelled" / "check.tsv", ours))
    folder = qa4faq or (Path(os.environ["QA4FAQ"]) if "QA4FAQ" in os.environ else None)
    if folder is not None:
        public = load(folder / "entries.toml")
        rows = read_rows(folder / "queries-dev.tsv", public)
        _compare(console, "QA4FAQ, no query used for training", public, rows)
        _typos(console, "QA4FAQ", public, rows)
    _speed(console, ours, [row.query for row in read_rows(_FAQ / "labelled" / "check.tsv", ours)])


def _compare(console: Console, title: str, book: Book, rows: Sequence[Row]) -> None:
    ranked = [row for row in rows if row.accepted and not row.accepted & IDS]
    report = evaluate(Matcher(book), rows)
    grid = Table(title=f"{title}: {len(rows)} questions", title_justify="left")
    for column in ("", "top-1", "top-3", "c@1", "ms"):
        grid.add_column(column, justify="left" if not column else "right")
    inside = evaluate(Matcher(book), ranked)
    grid.add_row(
        "sportello", *_shares(inside), f"{inside.total.c_at_1:.3f}", f"{inside.latency_p50_s * 1000:.1f}"
    )
    for name, ranker in _peers(book).items():
        begun = time.perf_counter()
        found = [ranker(row.query) for row in ranked]
        took = (time.perf_counter() - begun) / len(ranked) * 1000
        first = _share([order[0] in row.accepted for order, row in zip(found, ranked, strict=True)])
        among = _share([not row.accepted.isdisjoint(order) for order, row in zip(found, ranked, strict=True)])
        # A peer that only ranks answers always: its c@1 is its top-1.
        grid.add_row(name, f"{first:.1%}", f"{among:.1%}", f"{first:.3f}", f"{took:.1f}")
    console.print(grid)
    _decisions(console, report, inside)


def _shares(report: Report) -> tuple[str, str]:
    return f"{report.total.first:.1%}", f"{report.total.among:.1%}"


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def _decisions(console: Console, report: Report, inside: Report) -> None:
    line = inside.total
    answered = line.right + line.wrong
    console.print(f"answered at once {answered:.1%}, wrong of these {line.wrong / max(answered, 1e-9):.1%}")
    for name, of in report.categories:
        if of.without == of.rows:
            console.print(f"no entry, {name}: {of.false_answers:.1%} of {of.rows} answered")
    urgent = [one for one in report.judged if one.row.accepted & IDS]
    if urgent:
        seen = _share([one.first and one.decision == "answer" for one in urgent])
        console.print(f"dangers and requests for a person: {seen:.1%} of {len(urgent)} recognised")
    console.print(f"calibration error {report.calibration_error:.3f}\n")


def _peers(book: Book) -> dict[str, Ranker]:
    """What anybody would try first, over question, phrases and tags of the same entries."""
    entries = [entry for entry in book if entry.id not in IDS]
    owners = [entry.id for entry in entries for _ in entry.wordings]
    wordings = [wording for entry in entries for wording in entry.wordings]
    known = [
        [stem(word) for text in (*entry.wordings, *entry.tags) for word in words(text)] for entry in entries
    ]
    index = BM25Okapi(known)

    def likest(scorer: Callable[..., float], query: str) -> list[str]:
        hits = process.extract(
            query, wordings, scorer=scorer, processor=utils.default_process, limit=len(wordings)
        )
        return list(dict.fromkeys(owners[place] for _, _, place in hits))[:3]

    def by_words(query: str) -> list[str]:
        scores = index.get_scores([stem(word) for word in words(query)])
        return [entries[place].id for place in sorted(range(len(entries)), key=lambda at: -scores[at])[:3]]

    return {
        "rapidfuzz WRatio": partial(likest, fuzz.WRatio),
        "rapidfuzz token_set_ratio": partial(likest, fuzz.token_set_ratio),
        "BM25, Italian stems": by_words,
    }


def _typos(console: Console, title: str, book: Book, rows: Sequence[Row]) -> None:
    """The same questions with one or two random typing errors each."""
    dice = random.Random(7)  # noqa: S311  - typing errors need no secrecy
    meant = [row for row in rows if row.accepted and not row.accepted & IDS]
    spoilt = [Row(_misspelt(row.query, dice), row.accepted, row.category) for row in meant]
    matcher = Matcher(book)
    clean, dirty = evaluate(matcher, meant).total, evaluate(matcher, spoilt).total
    console.print(
        f"{title}: top-1 {clean.first:.1%}, with one or two typing errors a question {dirty.first:.1%}\n"
    )


def _misspelt(text: str, dice: random.Random) -> str:
    letters = list(text)
    for _ in range(dice.choice((1, 2))):
        places = [
            at for at, letter in enumerate(letters[:-1]) if letter.isalpha() and letters[at + 1].isalpha()
        ]
        if not places:
            break
        at = dice.choice(places)
        match dice.randrange(4):
            case 0:
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
            case 1:
                del letters[at]
            case 2:
                letters.insert(at, letters[at])
            case _:
                letters[at] = dice.choice("abcdefghilmnoprstuvz")
    return "".join(letters)


def _speed(console: Console, ours: Book, queries: Sequence[str]) -> None:
    grid = Table(title="one core, one question after the other", title_justify="left")
    for column in ("entries", "load s", "memory MB", "p50 ms", "p99 ms", "must keep ms"):
        grid.add_column(column, justify="right")
    Matcher(ours).decide("zorbolandia")  # the list of Italian words is read once for all
    for size, limit in ((len(ours), 3.0), *_SIZES):
        book = ours if size == len(ours) else _recombined(ours, size)
        before = _resident()
        begun = time.perf_counter()
        matcher = Matcher(book)
        took = time.perf_counter() - begun
        held = (_resident() - before) / _MEGABYTE
        times = sorted(_timed(matcher, query) for query in queries)
        grid.add_row(
            f"{size:,}",
            f"{took:.2f}",
            f"{held:.0f}",
            f"{times[len(times) // 2] * 1000:.2f}",
            f"{times[int(len(times) * 0.99)] * 1000:.2f}",
            f"{limit:.0f}",
        )
    console.print(grid)
    console.print(f"resident now: {_resident() / _MEGABYTE:.0f} MB")


def _resident() -> int:
    """Bytes of memory this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _timed(matcher: Matcher, query: str) -> float:
    begun = time.perf_counter()
    decision = matcher.decide(query)
    took = time.perf_counter() - begun
    assert isinstance(decision, Answer) or decision.confidence <= 1
    return took


def _recombined(ours: Book, size: int) -> Book:
    """A book of any size: questions, phrases, tags and answers made of pieces of ours."""
    dice = random.Random(size)  # noqa: S311  - a book for measuring needs no secrecy
    entries = list(ours)
    sayings = [wording.split() for entry in entries for wording in entry.wordings]
    sentences = [line for entry in entries for line in entry.answer.split("\n") if line]

    def said() -> str:
        one, other = dice.choice(sayings), dice.choice(sayings)
        return " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])

    return Book(
        tuple(
            Entry(
                id=f"made-{number}",
                question=said(),
                answer=" ".join(dice.sample(sentences, 5)),
                phrases=tuple(said() for _ in range(5)),
                tags=dice.choice(entries).tags[:4],
            )
            for number in range(size)
        )
    )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_matcher", description=__doc__)
    parser.add_argument("--qa4faq", type=Path, help="folder with entries.toml and queries-dev.tsv")
    show(Console(width=110), parser.parse_args().qa4faq)


if __name__ == "__main__":
    main()
