"""No state takes small talk or a vague word for its answer: nothing ends well on it, and it is asked again.

One law over all `DIALOGS`, in each of their states and in three languages. What a state takes besides is told
here, so that a new state that takes more has to say so.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from handlers.contract.dialog import Dialog, State
from handlers.linking import supplies
from handlers.notices.follow import AwaitFollow
from handlers.readings import listing, states
from handlers.recovery.code import AwaitSent
from handlers.recovery.corrente import AwaitConfirmed, AwaitEntry
from handlers.recovery.distribuzione import AwaitLogin
from handlers.recovery.password import (
    AwaitChecklist,
    AwaitNewPassword,
    AwaitOtherBrowser,
    AwaitOtherWay,
    AwaitStory,
)
from handlers.recovery.password_wait import AwaitReminderWish
from handlers.recovery.registration import STEPS, AwaitRegistered
from handlers.recovery.username import AwaitNewMail, AwaitSignIn
from handlers.subjects import DIALOGS
from tests.support.paper import PaperChat, is_answered_and_asked_again
from tests.support.ways import WAYS
from tests.support.ways.walked import go_every_way

_LEADING: Final = [dialog for dialog in DIALOGS if dialog.prompt is not None]
#: What is said to be polite, or to nobody: no state takes it for an answer.
_SMALL_TALK: Final = (
    "va benissimo", "ottimo, grazie", "capito", "grazie mille", "Buongiorno!", "great, thank you", "sehr gut",
    "vielen Dank", "sì e no", "forse", "ok?", "boh",
)  # fmt: skip
#: What agrees, but does not say that something has happened; or reports what nobody has asked.
_VAGUE: Final = ("ok", "va bene", "perfetto", "👍", "alright", "passt", "in Ordnung", "klar")
_REPORTS: Final = {
    "arrived": ("e arrivato", "è arrivata", "it has arrived", "angekommen"),
    "inside": ("sono dentro", "I'm in", "ich bin drin"),
    "accepted": ("l'ha accettata", "accepted", "angenommen"),
    "done": ("fatto", "done", "erledigt"),
}
#: The states that end well on a yes, with the reports that are one.
_ENDS_WELL: Final[Mapping[type[State], tuple[str, ...]]] = {
    AwaitNewPassword: ("accepted",),
    AwaitChecklist: ("accepted",),
    AwaitOtherBrowser: ("accepted",),
    AwaitStory: ("accepted",),
    AwaitSignIn: ("inside",),
    AwaitNewMail: ("accepted",),
    AwaitEntry: ("inside",),
    # A new meter is a person's business, and the dialog is over.
    states.AwaitReplaced: (),
}
#: What is agreed to with "ok": something is proposed, or was to be done.
_TAKES_AGREEMENT: Final = (
    AwaitLogin, AwaitConfirmed, AwaitOtherWay, AwaitReminderWish, states.AwaitYes, listing.AwaitDelete,
    supplies.AwaitYes, AwaitFollow,
)  # fmt: skip
#: What carries something out on a yes: a report commits to nothing.
_COMMITS: Final = (states.AwaitYes, listing.AwaitDelete, supplies.AwaitYes, AwaitFollow)
_WAYS_OUT: Final = (
    "annulla grazie", "lascia perdere", "basta così", "torna al menu", "vergiss es", "forget it",
)  # fmt: skip
_ONCE_MORE: Final = "Per non sbagliare"


def _of(dialog: Dialog[Any], tx: Connection, folder: Path, questions: Questions) -> PaperChat:
    return WAYS[dialog.name].opening(tx, folder, questions)


def _is_last_step(state: State | None) -> bool:
    return isinstance(state, AwaitRegistered) and state.stage == STEPS[state.portal][-1]


def _own_reports(state: State | None) -> tuple[str, ...]:
    if isinstance(state, AwaitRegistered):
        return {"password": ("accepted",), "entry": ("inside",)}[state.stage]
    return _ENDS_WELL[type(state)] if state is not None else ()


@pytest.mark.parametrize("dialog", _LEADING, ids=lambda dialog: dialog.name)
def test_small_talk_keeps_the_place_and_is_asked_again(
    paper_tx: Connection, tmp_path: Path, questions: Questions, dialog: Dialog[Any]
) -> None:
    """In every state; what is said to it never sounds as if something were done."""
    chat = _of(dialog, paper_tx, tmp_path, questions)

    def happens() -> None:
        for words in _SMALL_TALK:
            with chat.aside():
                heard = len(chat.messages)
                is_answered_and_asked_again(chat, "", lambda: chat.says(words))  # noqa: B023 - called at once
                said = str([message["text"] for message in chat.messages[heard:]])
                assert "Quando hai bisogno, sono qui" not in said, words

    go_every_way(chat, dialog, WAYS[dialog.name], happens)


@pytest.mark.parametrize("dialog", _LEADING, ids=lambda dialog: dialog.name)
def test_nothing_ends_well_on_a_vague_word(
    paper_tx: Connection, tmp_path: Path, questions: Questions, dialog: Dialog[Any]
) -> None:
    """Where a yes is the end, only a plain yes or the step's own words are one; all else is asked back."""
    chat = _of(dialog, paper_tx, tmp_path, questions)

    def happens() -> None:
        state = chat.state
        if type(state) not in _ENDS_WELL and not _is_last_step(state):
            return
        own = _own_reports(state)
        others = [words for report, listed in _REPORTS.items() if report not in own for words in listed]
        for words in (*_VAGUE, *others):
            is_answered_and_asked_again(chat, _ONCE_MORE, lambda: chat.says(words))  # noqa: B023 - called at once
        for words in ("sì", "yes please", "ja", *(words for report in own for words in _REPORTS[report])):
            with chat.aside():
                chat.says(words)
                assert chat.state is None, words

    go_every_way(chat, dialog, WAYS[dialog.name], happens)


@pytest.mark.parametrize("dialog", _LEADING, ids=lambda dialog: dialog.name)
def test_what_commits_takes_agreement_and_no_report(
    paper_tx: Connection, tmp_path: Path, questions: Questions, dialog: Dialog[Any]
) -> None:
    """Sending, deleting and disconnecting are agreed to; that something has arrived is no yes to them."""
    chat = _of(dialog, paper_tx, tmp_path, questions)

    def happens() -> None:
        if not isinstance(chat.state, _COMMITS):
            return
        for words in (words for listed in _REPORTS.values() for words in listed):
            is_answered_and_asked_again(chat, _ONCE_MORE, lambda: chat.says(words))  # noqa: B023 - called at once
        before = chat.state
        for words in ("✅", "👌", "sisi", "d'accordo", "sì, va bene grazie", "confermo", "ja bitte", "passt"):
            with chat.aside():
                chat.says(words)
                assert chat.state != before, words

    go_every_way(chat, dialog, WAYS[dialog.name], happens)


@pytest.mark.parametrize("dialog", _LEADING, ids=lambda dialog: dialog.name)
def test_agreement_is_taken_only_where_something_is_proposed(
    paper_tx: Connection, tmp_path: Path, questions: Questions, dialog: Dialog[Any]
) -> None:
    """Everywhere else "ok" keeps the place, and it is asked again."""
    chat = _of(dialog, paper_tx, tmp_path, questions)

    def happens() -> None:
        is_asked_to_do = isinstance(chat.state, AwaitRegistered) and not _is_last_step(chat.state)
        if isinstance(chat.state, _TAKES_AGREEMENT) or is_asked_to_do:
            return
        for words in _VAGUE:
            is_answered_and_asked_again(chat, "", lambda: chat.says(words))  # noqa: B023 - called at once

    go_every_way(chat, dialog, WAYS[dialog.name], happens)


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.name)
def test_every_way_out_can_be_typed(
    paper_tx: Connection, tmp_path: Path, questions: Questions, dialog: Dialog[Any]
) -> None:
    """As people say it, with thanks: what is open is closed, in every state."""
    chat = _of(dialog, paper_tx, tmp_path, questions)

    def happens() -> None:
        for words in _WAYS_OUT:
            with chat.aside():
                chat.says(words)
                assert chat.state is None, words

    go_every_way(chat, dialog, WAYS[dialog.name], happens)


def test_what_was_pressed_is_said_with_its_own_words(
    paper_tx: Connection, tmp_path: Path, questions: Questions
) -> None:
    """The half hour of a code begins with "fatto", never with "ok"; also where a code has expired before."""
    chat = WAYS["recovery"].opening(paper_tx, tmp_path, questions)

    def happens() -> None:
        if isinstance(chat.state, AwaitSent):
            is_answered_and_asked_again(chat, _ONCE_MORE, lambda: chat.says("ok"))
            with chat.aside():
                assert "arrivat" in chat.says("fatto")[-1]

    go_every_way(chat, next(each for each in DIALOGS if each.name == "recovery"), WAYS["recovery"], happens)
