"""What staff do about questions without an answer: attach them to an entry, or ignore them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, or_, select

from bot.services import audit
from bot.services.questions import learning
from bot.services.questions.answers import subject
from bot.storage.tables import NONE_OF_THESE, questions, settled_questions
from bot.storage.upsert import upsert
from faq import likeness
from faq.likeness import Group

LOOK_BACK: Final = timedelta(days=30)
#: So many of the newest are grouped: each is compared with the head of every group.
MOST_GROUPED: Final = 1000
_MOST_SETTLED: Final = 500


class Outcome(StrEnum):
    """What was done about a group of questions."""

    #: Those asked before then; what is asked afterwards and still finds no answer is shown again.
    LEARNED = "learned"
    #: For as long as the mark is kept.
    IGNORED = "ignored"


class Missed(NamedTuple):
    """A question without an answer, redacted."""

    text: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """The head of a group that somebody has dealt with."""

    text: str
    outcome: Outcome
    settled_at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that somebody wants an entry to learn, from the group of questions with this head."""

    entry_id: str
    phrase: str
    head: str


def missed(tx: Connection, since: datetime) -> list[Missed]:
    """Return the newest questions that found no answer, or whose suggestions were all refused."""
    unanswered = or_(questions.c.decision == "none", questions.c.picked_id == NONE_OF_THESE)
    rows = tx.execute(
        select(questions.c.text, questions.c.asked_at)
        .where(questions.c.asked_at >= since, unanswered)
        .order_by(questions.c.asked_at.desc())
        .limit(MOST_GROUPED)
    )
    return [Missed(*row) for row in rows]


def settled(tx: Connection) -> list[Settled]:
    """Return the newest groups that somebody has dealt with."""
    columns = settled_questions.c
    rows = tx.execute(
        select(columns.text, columns.outcome, columns.settled_at, columns.who)
        .order_by(columns.settled_at.desc(), columns.settled_id.desc())
        .limit(_MOST_SETTLED)
    )
    return [Settled(text, Outcome(outcome), at, who) for text, outcome, at, who in rows]


def grouped(asked: Iterable[Missed], dealt_with: Iterable[Settled]) -> list[Group]:
    """Group the questions that nobody has dealt with; the largest group first. Takes up to half a second."""
    heads: dict[str, Settled] = {}
    for each in dealt_with:
        heads.setdefault(likeness.words_of(each.text), each)
    found: dict[str, Settled | None] = {}

    def is_open(question: Missed) -> bool:
        words = likeness.words_of(question.text)
        if words not in found:
            head = likeness.most_alike(words, heads.keys())
            found[words] = None if head is None else heads[head]
        mark = found[words]
        return mark is None or (mark.outcome is Outcome.LEARNED and question.asked_at > mark.settled_at)

    return likeness.group(question.text for question in asked if is_open(question))


def attach(tx: Connection, wanted: Phrase, who: str, now: datetime) -> bool:
    """Let an entry learn a phrase, and settle its group; False where it was learned before."""
    if not learning.learn(tx, wanted.entry_id, wanted.phrase, now):
        return False
    if wanted.head:
        _settle(tx, wanted.head, Outcome.LEARNED, who, now)
    detail = {"before": "", "after": wanted.phrase, "question": wanted.head}
    audit.note(tx, now, who, "phrase-learned", subject(wanted.entry_id), detail)
    return True


def forget_phrase(tx: Connection, entry_id: str, phrase: str, who: str, now: datetime) -> bool:
    """Take a learned phrase back; False where there is none."""
    if not learning.unlearn(tx, entry_id, phrase):
        return False
    audit.note(tx, now, who, "phrase-forgotten", subject(entry_id), {"before": phrase, "after": ""})
    return True


def ignore(tx: Connection, head: str, who: str, now: datetime) -> None:
    """Show the questions like this one no more."""
    _settle(tx, head, Outcome.IGNORED, who, now)
    audit.note(tx, now, who, "questions-ignored", "questions", {"before": "", "after": head})


def show_again(tx: Connection, head: str, who: str, now: datetime) -> bool:
    """Show the questions like this one again; False where nobody had dealt with them."""
    if tx.execute(delete(settled_questions).where(settled_questions.c.text == head)).rowcount == 0:
        return False
    audit.note(tx, now, who, "questions-shown-again", "questions", {"before": head, "after": ""})
    return True


def forget_settled(tx: Connection, before: datetime) -> int:
    """Delete the marks from before `before`; return their number."""
    return tx.execute(delete(settled_questions).where(settled_questions.c.settled_at < before)).rowcount


def _settle(tx: Connection, head: str, outcome: Outcome, who: str, now: datetime) -> None:
    values = {"outcome": outcome.value, "settled_at": now, "who": who}
    tx.execute(
        upsert(tx.dialect.name, settled_questions)
        .values(text=head, **values)
        .on_conflict_do_update(index_elements=[settled_questions.c.text], set_=values)
    )
