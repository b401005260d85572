"""Whether a change of the book decides labelled questions better or worse, question by question."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from faq.examine.evaluate import Row
from faq.matcher import Answer, Decision, Matcher, NoMatch, Suggest


class Verdict(IntEnum):
    """What a decision is worth to the person who asked: the higher the better."""

    WRONG = 0
    SILENT = 1
    OFFERED = 2
    RIGHT = 3

    @property
    def word(self) -> str:
        """How the verdict is printed."""
        return {
            Verdict.WRONG: "wrong answer",
            Verdict.SILENT: "no help",
            Verdict.OFFERED: "suggested",
            Verdict.RIGHT: "right",
        }[self]


@dataclass(frozen=True, slots=True)
class Change:
    """A labelled question that is decided otherwise than before."""

    query: str
    before: Verdict
    after: Verdict

    @property
    def is_worse(self) -> bool:
        """Whether the person is served worse."""
        return self.after < self.before

    @property
    def word(self) -> str:
        """How the change is printed."""
        return "worse " if self.is_worse else "better"


def judge(decision: Decision, accepted: Collection[str]) -> Verdict:
    """What a decision is worth. Without an accepted entry, answering nothing is right."""
    match decision:
        case Answer(entry_id):
            return Verdict.RIGHT if entry_id in accepted else Verdict.WRONG
        case Suggest():
            if not accepted:
                return Verdict.OFFERED
            is_there = any(candidate.id in accepted for candidate in decision.candidates)
            return Verdict.OFFERED if is_there else Verdict.SILENT
        case NoMatch():
            return Verdict.SILENT if accepted else Verdict.RIGHT


def compare(before: Matcher, after: Matcher, rows: Sequence[Row]) -> list[Change]:
    """The labelled questions that the two matchers decide differently, worse ones first."""
    return differing(rows, judged(before, rows), judged(after, rows))


def judged(matcher: Matcher, rows: Iterable[Row]) -> list[Verdict]:
    """What a matcher's decisions on labelled questions are worth, one by one; seconds for a thousand."""
    return [judge(matcher.decide(row.query), row.accepted) for row in rows]


def differing(rows: Iterable[Row], before: Iterable[Verdict], after: Iterable[Verdict]) -> list[Change]:
    """The labelled questions of which two verdicts differ, worse ones first."""
    found = [
        Change(row.query, was, will_be)
        for row, was, will_be in zip(rows, before, after, strict=True)
        if was is not will_be
    ]
    return sorted(found, key=lambda change: change.after - change.before)


def is_worse(changes: Sequence[Change]) -> bool:
    """Whether to refuse the change: a new wrong answer, or more questions served worse than better."""
    if any(change.after is Verdict.WRONG for change in changes):
        return True
    worse = sum(change.is_worse for change in changes)
    return worse > len(changes) - worse
