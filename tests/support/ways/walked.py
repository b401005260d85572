"""A dialog as `tests/every_dialog` walks it: the scripts through it, and what it alone says or does."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection

from bot.imports import customers as customers_csv
from bot.services.linking import customers
from bot.services.linking.rows import CustomerFile
from bot.services.questions.questions import Questions
from handlers.contract.dialog import Dialog, State
from tests.support.customers import DEMO
from tests.support.paper import PaperChat
from tests.support.recoverywalk import Act

#: Puts a person and what the company knows of them into a database; the folder is for files to import.
Opening: TypeAlias = Callable[[Connection, Path, Questions], PaperChat]


@cache
def _demo() -> CustomerFile:
    return customers_csv.read(DEMO, date.max, lambda _count: None)


def chat_of_a_stranger(tx: Connection, _folder: Path, questions: Questions) -> PaperChat:
    """Ada, linked to nothing, among the demo's customers; letters may leave."""
    customers.take(tx, _demo(), lambda _count: None)
    return PaperChat(tx, questions, bot_name="sportello_demo_bot")


@dataclass(frozen=True, slots=True)
class Walked:
    """The ways of one dialog. Only where it differs from the others does it say anything else."""

    #: Scripts that together come through each of its states, by name.
    ways: Mapping[str, tuple[Act, ...]]
    #: Whose chat it is.
    opening: Opening = chat_of_a_stranger
    #: Part of what silence ends it with; None: it ends without a word.
    goodbye: str | None = None
    #: How cancelling is answered, as a regular expression of the whole message.
    cancelled: str = r"Va bene, annullato\. Quando hai bisogno, sono qui\."
    #: Whether an answer of the FAQ ends it.
    ends_with_an_answer: bool = False
    #: The states whose answer may be any words at all, so that thanks are taken for it.
    takes_any_words: tuple[type[State], ...] = ()
    #: The states in which a question, too, is taken for the answer: it is for people.
    takes_questions: tuple[type[State], ...] = ()
    #: The states in which whatever is sent goes to a person, and those in which the bot is quiet.
    for_people: tuple[type[State], ...] = ()
    quiet: tuple[type[State], ...] = ()
    #: Whether its chat has a desk of people.
    has_desk: bool = False
    #: The states that keep a photo.
    keeps_photo: tuple[type[State], ...] = ()
    #: How a photo or a sticker is answered, where that is not the answer of the whole bot.
    photo_answered: Mapping[type[State], str] = field(default_factory=dict)
    sticker_answered: Mapping[type[State], str] = field(default_factory=dict)
    #: What a person who takes over is told, and the states in which there is something to tell.
    tried: str = "puoi dire così:"
    tried_in: tuple[type[State], ...] = ()


def go_every_way(
    chat: PaperChat, dialog: Dialog[Any], walked: Walked, happens: Callable[[], None] = lambda: None
) -> set[type[State]]:
    """Let something happen, aside, once in each state of a dialog that its ways reach; give their classes.

    What several ways have in common is walked once.
    """
    visited: set[State] = set()

    def follow(ways: Iterable[tuple[str, tuple[Act, ...]]]) -> None:
        by_next_act: dict[Act, list[tuple[str, tuple[Act, ...]]]] = {}
        for name, acts in ways:
            if acts:
                by_next_act.setdefault(acts[0], []).append((name, acts[1:]))
        for act, rests in by_next_act.items():
            with chat.aside():
                chat.does(act)
                state = chat.state
                if type(state) in dialog.states and state is not None and state not in visited:
                    visited.add(state)
                    try:
                        with chat.aside():
                            happens()
                    except BaseException as error:
                        error.add_note(
                            f"in {state}, on the way {rests[0][0]!r} of {dialog.name}, after {act}"
                        )
                        raise
                follow(rests)

    follow(walked.ways.items())
    return {type(state) for state in visited}
