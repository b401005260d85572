"""Phrases that operators want learned: found again from a button, and tried out before they are."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Connection, select

from bot.services.questions import learning
from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from bot.storage.post import Post
from bot.storage.tables import case_entries, questions
from faq.examine import regression
from faq.examine.evaluate import LabelError
from faq.urgent import recognise
from handlers.contract.desk import GroupPress, Side
from handlers.contract.desk_news import CaseNote, GroupFacts, PhraseChange, PhraseTried
from handlers.contract.desk_operators import PhraseFault, PhraseWeighed, TryPhrase, WeighPhrase
from handlers.contract.speech import N_
from handlers.contract.vocabulary import GroupNews
from handlers.shared.plain import plain

_log = structlog.get_logger(__name__)

_UNCHECKED: Final = N_(
    "“{phrase}” cannot be checked now: the labelled questions have faults, which the log names."
)
#: By what a phrase is found again: a kept message of the group, a question that the FAQ was asked, or what
#: the customer wrote in the case, whatever became of its topic.
_OF_MESSAGE: Final = "m"
_OF_QUESTION: Final = "q"
_OF_ENTRY: Final = "e"
_FAULTS: Final[dict[learning.Unfit, PhraseFault]] = {
    learning.Unfit.NO_ENTRY: "no-entry",
    learning.Unfit.NO_WORDS: "no-words",
    learning.Unfit.PERSONAL: "personal",
    learning.Unfit.KNOWN: "known",
}


class Trials:
    """Phrases that wait to be tried: it takes seconds, so never inside a turn. A restart forgets them."""

    def __init__(self, asked: Questions, entries: Path) -> None:
        self._questions = asked
        self._entries = entries
        self._waiting: deque[TryPhrase] = deque()

    def add(self, trial: TryPhrase) -> None:
        """Have a phrase tried; the same one that waits already is tried once."""
        if trial not in self._waiting:
            self._waiting.append(trial)

    async def run(self, database: Database, post: Post, now: Callable[[], datetime]) -> None:
        """Try all phrases that wait, and tell each group topic what its phrase would change."""
        while self._waiting:
            trial = self._waiting[0]
            version, learned = await database.read(lambda tx: (learning.version(tx), learning.phrases(tx)))
            try:
                checked, changes = await asyncio.to_thread(self._compare, learned, trial)
                told: GroupFacts = _tried(trial, version, checked, changes)
            except LabelError as error:
                _log.exception("labelled questions cannot be read", faults=error.faults)
                told = CaseNote(_UNCHECKED, (("phrase", trial.phrase),))
            news = [GroupNews(trial.case_id, told)]
            await database.write(partial(post.send, outgoing=news, now=now()))
            self._waiting.popleft()

    def _compare(
        self, learned: dict[str, tuple[str, ...]], trial: TryPhrase
    ) -> tuple[int, list[regression.Change]]:
        book = self._questions.book
        rows = learning.labelled(self._entries, book)
        return len(rows), learning.compare(book, learned, trial.entry_id, trial.phrase, rows)


def _tried(
    trial: TryPhrase, version: learning.Version, checked: int, changes: list[regression.Change]
) -> PhraseTried:
    told = tuple(
        PhraseChange(each.query, each.before.word, each.after.word, each.is_worse) for each in changes
    )
    return PhraseTried(
        trial.case_id,
        trial.entry_id,
        trial.phrase,
        trial.source,
        _written(version),
        told,
        is_refused=regression.is_worse(changes),
        checked=checked,
    )


def weigh(tx: Connection, ask: WeighPhrase, asked: Questions) -> PhraseWeighed:
    """Find the phrase that an operator means, and tell whether it is fit to be tried, or learned."""
    phrase, source = _phrase(tx, ask)
    phrase = " ".join(phrase.split())
    fault = _fault(tx, ask, phrase, asked)
    return PhraseWeighed(ask.case, ask.event, ask.entry_id, phrase, source, fault)


def _fault(tx: Connection, ask: WeighPhrase, phrase: str, asked: Questions) -> PhraseFault | None:
    unfit = learning.unfit(asked.book, ask.entry_id, phrase)
    if unfit is not None:
        return _FAULTS[unfit[0]]
    if phrase in learning.phrases(tx).get(ask.entry_id, ()):
        return "known"
    # What was tried against other phrases may do harm beside the new ones.
    is_stale = bool(ask.version) and ask.version != _written(learning.version(tx))
    return "stale" if is_stale else None


def _written(version: learning.Version) -> str:
    return f"{version.newest_id}.{version.how_many}"


def _phrase(tx: Connection, ask: WeighPhrase) -> tuple[str, str]:
    """Return the phrase and its source: named, typed, replied to, the last question, or the first words."""
    kind, number = ask.source[:1], ask.source[1:]
    case = ask.case
    if ask.source:
        if not number.isdecimal():
            return "", ask.source
        if kind == _OF_MESSAGE:
            return _of_message(tx, case.case_id, int(number)), ask.source
        if kind == _OF_ENTRY:
            return _of_entry(tx, case.case_id, int(number)), ask.source
        return _of_question(tx, case.person_id, int(number)), ask.source
    if ask.words:
        return ask.words, f"{_OF_MESSAGE}{_message_id(ask)}"
    if ask.message_id is not None:
        return _of_message(tx, case.case_id, ask.message_id), f"{_OF_MESSAGE}{ask.message_id}"
    number_of_last, text = last_question(tx, case.person_id)
    if number_of_last is not None:
        return text, f"{_OF_QUESTION}{number_of_last}"
    return _first_written(tx, case.case_id)


def _first_written(tx: Connection, case_id: int) -> tuple[str, str]:
    """Return the first words that a customer wrote in a case, for who asked the FAQ nothing."""
    first = tx.execute(
        select(case_entries.c.html, case_entries.c.entry_id)
        .where(
            case_entries.c.case_id == case_id,
            case_entries.c.side == Side.CUSTOMER,
            case_entries.c.html != "",
        )
        .order_by(case_entries.c.entry_id)
        .limit(1)
    ).first()
    return ("", "") if first is None else (plain(first.html), f"{_OF_ENTRY}{first.entry_id}")


def _of_entry(tx: Connection, case_id: int, entry_id: int) -> str:
    own = (
        case_entries.c.case_id == case_id,
        case_entries.c.entry_id == entry_id,
        case_entries.c.side == Side.CUSTOMER,
    )
    html = tx.execute(select(case_entries.c.html).where(*own)).scalar()
    return "" if html is None else plain(html)


def last_question(tx: Connection, person_id: int) -> tuple[int | None, str]:
    """Return the number and the words, redacted, of what a person asked the FAQ last; None: nothing.

    The wish for a person is no question, though it is kept as one.
    """
    is_wish = questions.c.entry_id.is_not_distinct_from(recognise.OPERATOR)
    last = tx.execute(
        select(questions.c.question_id, questions.c.text)
        .where(questions.c.chat_id == person_id, ~is_wish)
        .order_by(questions.c.question_id.desc())
        .limit(1)
    ).first()
    return (None, "") if last is None else (last.question_id, last.text)


def _message_id(ask: WeighPhrase) -> int:
    event = ask.event
    return event.message_id if isinstance(event, GroupPress) else event.pieces[0].message_id


def _of_message(tx: Connection, case_id: int, message_id: int) -> str:
    html = tx.execute(
        select(case_entries.c.html).where(
            case_entries.c.case_id == case_id,
            case_entries.c.group_message_id == message_id,
            case_entries.c.side.in_([Side.CUSTOMER, Side.NOTE]),
        )
    ).scalar()
    return "" if html is None else plain(html)


def _of_question(tx: Connection, person_id: int, question_id: int) -> str:
    own = (questions.c.question_id == question_id) & (questions.c.chat_id == person_id)
    text = tx.execute(select(questions.c.text).where(own)).scalar()
    return "" if text is None else str(text)
