"""Chooses the weights and thresholds on labelled questions: `python -m faq.tune` writes weights.toml."""

import argparse
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from faq import book as books
from faq import weights
from faq.book import Book, BookError
from faq.examine.evaluate import LabelError, Row, evaluate, read_rows, table
from faq.judging import chances, forbids
from faq.language import topics, wording
from faq.language.text import fold as fold_text
from faq.language.topics import Expressions, Topics
from faq.matcher import Matcher
from faq.ranking.recipe import Recipe
from faq.urgent.recognise import IDS, recognise
from faq.weights import Weights

_HERE: Final = Path(__file__).parents[1]
Matrix = NDArray[np.float64]

#: Values tried for each number of a space, in turn, the others held.
_TRIED: Final[Mapping[str, tuple[float, ...]]] = {
    "weight": (0.05, 0.1, 0.2, 0.4, 0.7, 1.0),
    "question": (1.0, 2.0, 3.0),
    "tags": (0.5, 1.0, 2.0),
    "answer": (0.0, 0.1, 0.2, 0.4),
    "smoothing": (0.1, 0.2, 0.4, 0.8),
    "length": (0.6, 0.8, 1.0),
    "rarity": (0.0, 0.3, 0.6),
}
#: Wrong answers allowed while choosing thresholds: stricter than the aims (3 %, 2 %, 10 %), because the
#: same questions that are counted also chose the signs and synonyms.
_WRONG, _OTHER_DOMAIN, _NO_ENTRY = 0.015, 0.01, 0.035
#: Share of right first candidates that may be lost below the threshold for suggestions.
_LOST: Final = 0.01
#: Strength of the logistic regression's pull to zero, and how much a masked row counts beside a real one.
_PULL, _MASKED = 0.003, 0.5
_FOLDS: Final = 5
#: From this likeness on (0-100) a phrase of the book is taken for a labelled question in other spelling.
_SAME: Final = 82.0
#: Share of questions that mean one portal which may be held up by offering both.
_HELD_UP: Final = 0.03
#: One harmless question in this number may be taken for a danger by the ranking alone.
_ALARM: Final = 200
_OTHER: Final = "oos"
_GAP: Final = "gap"
_BOTH: Final = "ambiguous"


@dataclass(frozen=True, slots=True)
class Example:
    """One ranked question as the logistic regression sees it."""

    row: Row
    evidence: Mapping[str, float]
    first: bool

    @property
    def wanted(self) -> float:
        """1 if an answer at once is what we want: the first is right and the question means one portal."""
        return float(self.first and self.row.category != _BOTH)


def main(arguments: Sequence[str] | None = None) -> int:
    """Tune on the labelled questions, write the weights, print cross-validated figures. 2 for bad input."""
    options = _options(arguments)
    try:
        full = books.load(options.entries, _Anything())
        rows = read_rows(options.labelled, full)
    except (BookError, LabelError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    meant = [row for row in rows if not row.accepted & IDS]
    thin = Book(tuple(replace(entry, phrases=()) for entry in full))
    chosen = weights.load()
    if options.spaces:
        chosen = _choose_spaces(chosen, (full, thin), meant)
    chosen = replace(chosen, temperature=_surprise(chosen, full, meant)[1])
    chosen = replace(chosen, danger_from=_choose_danger(chosen, full, meant))
    chosen = _choose_decision(chosen, full, thin, meant)
    chosen = replace(chosen, portal_tilt=_choose_tilt(chosen, full, meant))
    options.out.write_text(weights.dump(chosen), encoding="utf-8")
    _say(f"written: {options.out}\n\nOn the questions that were tuned on (flattering):")
    _say(table(evaluate(Matcher(full, tuned=chosen), rows)))
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faq.tune", description=__doc__)
    parser.add_argument("--entries", type=Path, default=_HERE / "entries")
    parser.add_argument("--labelled", type=Path, default=_HERE / "labelled" / "tune.tsv")
    parser.add_argument("--out", type=Path, default=weights.WEIGHTS)
    parser.add_argument(
        "--spaces", action="store_true", help="choose the numbers of the ranking too (minutes)"
    )
    return parser.parse_args(arguments)


class _Anything(dict[str, str]):
    """Numbers for the answers' places: what they say does not matter for tuning."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> str:
        return key


def _unread(
    book: Book, rows: Sequence[Row], tuned: Weights, signs: Topics | None = None
) -> Iterator[tuple[Matcher, list[Row]]]:
    """The rows in folds, each with a matcher whose book does not hold them.

    The labelled questions may have been taken into the book as phrases, as they are or spelt rightly; asked
    of that book they would say nothing about questions that nobody has foreseen.
    """
    plain = wording.load()

    def said(text: str) -> str:
        return " ".join(plain.spell_out(fold_text(text).split()))

    held = {said(phrase) for entry in book for phrase in entry.phrases}
    for fold in range(_FOLDS):
        some = [row for row in rows if _fold_of(row) == fold]
        taken = {
            phrase
            for row in some
            for phrase, _, _ in process.extract(
                said(row.query), held, scorer=fuzz.ratio, score_cutoff=_SAME, limit=None
            )
        }
        yield Matcher(_without(book, taken, said), tuned=tuned, signs=signs), some


def _without(book: Book, taken: Collection[str], said: Callable[[str], str]) -> Book:
    return Book(
        tuple(
            replace(entry, phrases=tuple(phrase for phrase in entry.phrases if said(phrase) not in taken))
            for entry in book
        )
    )


def _fold_of(row: Row) -> int:
    return sum(row.query.encode()) % _FOLDS


_HEATS: Final = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0)


def _surprise(tuned: Weights, book: Book, rows: Sequence[Row]) -> tuple[float, float]:
    """Mean of -log(chance of the accepted entries) at the best temperature, and that temperature."""
    place = {entry.id: number for number, entry in enumerate(book)}
    ranked = [
        (matcher.rank(row.query).scores, [place[name] for name in row.accepted])
        for matcher, some in _unread(book, rows, tuned)
        for row in some
        if row.accepted
    ]

    def at(heat: float) -> float:
        return -float(
            np.mean([np.log(_mass(chances(scores, heat), right) + 1e-9) for scores, right in ranked])
        )

    return min((at(heat), heat) for heat in _HEATS)


def _mass(chance: Sequence[float], right: Sequence[int]) -> float:
    return sum(chance[place] for place in right)


def _choose_spaces(start: Weights, some: Sequence[Book], rows: Sequence[Row]) -> Weights:
    """Coordinate descent over the recipes, one number at a time, on full and thinned book together."""

    def cost(tuned: Weights) -> float:
        return sum(_surprise(tuned, book, rows)[0] for book in some)

    best, least = start, cost(start)
    for space in start.spaces:
        for number in Recipe.__slots__:
            if space == "concepts" and number == "weight":
                continue  # only the proportions matter
            for value in _TRIED[number]:
                recipe = replace(best.spaces[space], **{number: value})
                tried = replace(best, spaces={**best.spaces, space: recipe})
                found = cost(tried)
                if found < least - 1e-4:
                    best, least = tried, found
                    _say(f"{space}.{number} = {value}: {least:.4f}")
    return best


def _choose_danger(tuned: Weights, book: Book, rows: Sequence[Row]) -> float:
    """The chance of a danger that one harmless question in two hundred exceeds: a miss is worse."""
    ranked = [matcher.rank(row.query).urgent for matcher, some in _unread(book, rows, tuned) for row in some]
    found = sorted(danger.score if danger else 0.0 for danger in ranked)
    return max(0.5, found[-1 - len(found) // _ALARM])


def _examples(book: Book, rows: Sequence[Row], tuned: Weights, signs: Topics | None = None) -> list[Example]:
    found = []
    for matcher, some in _unread(book, rows, tuned, signs):
        for row in some:
            ranked = matcher.rank(row.query)
            if ranked.order and recognise(row.query) is None:
                first = matcher.knowledge.entries[ranked.order[0]].id in row.accepted
                found.append(Example(row, matcher.evidence(ranked), first))
    return found


def _choose_twin(examples: Sequence[Example]) -> float:
    """The chance of a twin that only a few of the questions that mean one portal reach."""
    clear = sorted(example.evidence["twin"] for example in examples if example.row.category != _BOTH)
    return max(1e-4, clear[-1 - int(len(clear) * _HELD_UP)])


def _choose_decision(tuned: Weights, full: Book, thin: Book, rows: Sequence[Row]) -> Weights:
    """The logistic regression on the evidence; thresholds on what it says of questions it has not seen."""
    real = _examples(full, rows, tuned)
    sparse = _examples(thin, rows, tuned)
    unlisted = _examples(full, [row for row in rows if row.category == _OTHER], tuned, _nameless())
    counts = np.array([1.0] * len(real) + [_MASKED] * (len(sparse) + len(unlisted)))
    examples = [*real, *sparse, *unlisted]
    names = list(real[0].evidence)
    seen = np.array([[example.evidence[name] for name in names] for example in examples])
    wanted = np.array([example.wanted for example in examples])
    # The same question is in the same fold in all three groups, so that none is judged by its double.
    folds = np.array([_fold_of(example.row) for example in examples])
    unseen = np.zeros(len(examples))
    for fold in range(_FOLDS):
        away = folds != fold
        unseen[~away] = _chance(seen[~away], _regress(seen[away], wanted[away], counts[away]))
    found = _regress(seen, wanted, counts)
    twin_from = _choose_twin([example for example in real if example.row.accepted])
    held = np.array([example.evidence["twin"] >= twin_from for example in real])
    confidence = np.where(held, 0.0, unseen[: len(real)])
    answer_from = _choose_threshold(real, confidence)
    _print_figures("cross-validated", real, confidence, answer_from)
    return replace(
        tuned,
        evidence=dict(zip(names, map(float, found), strict=True)),
        twin_from=twin_from,
        answer_from=answer_from,
        answer_from_sparse=_choose_sparse(sparse, unseen[len(real) : len(real) + len(sparse)]),
        suggest_from=_choose_floor(real, unseen[: len(real)]),
    )


def _nameless() -> Topics:
    """The topics without any name: what is made of names that nobody has listed yet."""
    nothing = Expressions({}, frozenset())
    return Topics(nothing, nothing, topics.load(wording.load()).trade)


def _regress(seen: Matrix, wanted: Matrix, counts: Matrix) -> Matrix:
    """Ridge logistic regression by Newton's method; the first column is the constant and is not pulled."""
    pull = np.full(seen.shape[1], _PULL * counts.sum())
    pull[0] = 1e-6
    found = np.zeros(seen.shape[1])
    for _ in range(30):
        chance = _chance(seen, found)
        slope = seen.T @ (counts * (chance - wanted)) + pull * found
        bend = (seen * (counts * chance * (1 - chance))[:, None]).T @ seen + np.diag(pull + 1e-9)
        found = found - np.linalg.solve(bend, slope)
    return found


def _chance(seen: Matrix, found: Matrix) -> Matrix:
    return np.asarray(1 / (1 + np.exp(-np.clip(seen @ found, -30, 30))))


@dataclass(frozen=True, slots=True)
class _Figures:
    answered: float
    wrong: float
    other_domain: float
    no_entry: float


def _figures(examples: Sequence[Example], confidence: Matrix, threshold: float) -> _Figures:
    answered = [
        chance >= threshold and not forbids(example.evidence)
        for example, chance in zip(examples, confidence, strict=True)
    ]

    def share(of: Callable[[Example], bool]) -> float:
        some = [done for example, done in zip(examples, answered, strict=True) if of(example)]
        return sum(some) / len(some) if some else 0.0

    meant = [
        (example.first, done)
        for example, done in zip(examples, answered, strict=True)
        if example.row.accepted
    ]
    done = sum(done for _, done in meant)
    return _Figures(
        answered=done / max(1, len(meant)),
        wrong=sum(done and not first for first, done in meant) / max(1, done),
        other_domain=share(lambda example: example.row.category == _OTHER),
        no_entry=share(lambda example: example.row.category == _GAP),
    )


_STEPS: Final = [step / 100 for step in range(30, 91)]


def _choose_threshold(examples: Sequence[Example], confidence: Matrix) -> float:
    """The lowest threshold from which on all limits are kept."""
    for step in _STEPS:
        found = _figures(examples, confidence, step)
        if found.wrong <= _WRONG and found.other_domain <= _OTHER_DOMAIN and found.no_entry <= _NO_ENTRY:
            return step
    return _STEPS[-1]


def _choose_sparse(examples: Sequence[Example], confidence: Matrix) -> float:
    """The threshold with the best c@1 in the thinned book."""
    meant = [(e.first, c) for e, c in zip(examples, confidence, strict=True) if e.row.accepted]

    def c_at_1(step: float) -> float:
        right = sum(first and bool(chance >= step) for first, chance in meant) / len(meant)
        silent = sum(bool(chance < step) for _, chance in meant) / len(meant)
        return right + silent * right

    return max(_STEPS, key=c_at_1)


def _choose_floor(examples: Sequence[Example], confidence: Matrix) -> float:
    """The confidence below which hardly any right first candidate lies: suggesting there only annoys."""
    right = sorted(chance for example, chance in zip(examples, confidence, strict=True) if example.first)
    return float(right[int(len(right) * _LOST)]) if right else 0.0


def _choose_tilt(tuned: Weights, book: Book, rows: Sequence[Row]) -> float:
    """The tilt with which the most questions are right, asked with their own portal and with the other."""
    both = len(book.portals) > 1

    def right(tilt: float) -> int:
        hits = 0
        for matcher, some in _unread(book, rows, replace(tuned, portal_tilt=tilt)):
            entries = matcher.knowledge.entries
            for row in some:
                for portal in {book[name].portal or "" for name in row.accepted} - {""}:
                    own = matcher.rank(row.query, portal=portal).order
                    hits += (
                        bool(own) and entries[own[0]].id in row.accepted and entries[own[0]].portal == portal
                    )
                    other = next(name for name in book.portals if name != portal) if both else portal
                    far = matcher.rank(row.query, portal=other).order
                    hits += bool(far) and entries[far[0]].id in row.accepted
        return hits

    return max((1.0, 2.0, 3.0, 4.0, 6.0), key=right)


def _print_figures(title: str, examples: Sequence[Example], confidence: Matrix, threshold: float) -> None:
    found = _figures(examples, confidence, threshold)
    _say(
        f"{title}: from {threshold:.2f} on {found.answered:.1%} answered at once, "
        f"{found.wrong:.1%} of them wrong; "
        f"other domains {found.other_domain:.1%}, no entry {found.no_entry:.1%}"
    )
