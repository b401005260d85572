"""What every dialog bears in each of its states: cancel, back, silence, old buttons, photos, restarts.

One contract over all `DIALOGS`: a new one is walked as soon as it brings its ways (`tests.support.ways`).
Each turn reads the session anew. What a state answers is tried on SQLite, every way also on PostgreSQL;
walks with a real process between the turns, on both, stand in tests/walks.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from handlers.contract.dialog import Dialog, State, Timed
from handlers.subjects import DIALOGS
from tests.support.paper import PaperChat, is_answered_and_asked_again
from tests.support.ways import WAYS
from tests.support.ways.walked import Walked, go_every_way

_NAMES: Final = tuple(dialog.name for dialog in DIALOGS)
_DIALOG_OF: Final = {dialog.name: dialog for dialog in DIALOGS}
_EVERY_WAY: Final = [(name, way) for name in _NAMES if name in WAYS for way in WAYS[name].ways]
_OLD: Final = "Questo pulsante non vale più. Usa quelli dell’ultimo messaggio."
_FIRST_STEP: Final = "Questo è il primo passo: prima non c’è altro."
_UNREADABLE: Final = "Foto e file"
_STICKER_ANSWERED: Final = "Bello!"
_FILE: Final = {"file_id": "f", "file_unique_id": "u"}
_PHOTO: Final = [{**_FILE, "width": 1, "height": 1}]
_VOICE: Final = {**_FILE, "duration": 1}
_STICKER: Final = {
    **_FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False,
}  # fmt: skip
_QUESTION: Final = "esiste un browser preferibile per l'area riservata?"
_DANGERS: Final = (
    "sento odore di gas in cucina",
    "puzza di gas in cantina, il contatore segna 1546",
)


@dataclass(frozen=True, slots=True)
class Walk:
    """One dialog under test: its ways, and the chat in which they are gone."""

    dialog: Dialog[Any]
    walked: Walked
    chat: PaperChat

    @property
    def leads(self) -> bool:
        """Whether it asks again after what came in between."""
        return self.dialog.prompt is not None

    @property
    def state(self) -> State:
        """The open state, which is one of the dialog's."""
        state = self.chat.state
        assert state is not None
        return state

    def asks_the_same(self, other: State) -> bool:
        """Whether the open state asks in the same words as another one."""
        if self.dialog.prompt is None:
            return False
        one, two = self.dialog.prompt(self.state), self.dialog.prompt(other)
        return (one.text, one.values) == (two.text, two.values)

    def in_every_state(self, happens: Callable[[], None]) -> None:
        """Let something happen, aside, in every state that the ways reach."""
        assert go_every_way(self.chat, self.dialog, self.walked, happens)

    def is_answered_in_between(self, answer: str, act: Callable[[], list[str]]) -> None:
        """Check that it is answered and the place is kept; a dialog that leads asks again."""
        if self.leads:
            is_answered_and_asked_again(self.chat, answer, act)
            return
        before = self.chat.session
        said = act()
        assert answer in said[0]
        assert (self.chat.state, self.chat.session.revision) == (before.state, before.revision)


@pytest.fixture(params=_NAMES)
def walk(request: pytest.FixtureRequest, paper_tx: Connection, tmp_path: Path, questions: Questions) -> Walk:
    """Each dialog in a chat of its own."""
    name: str = request.param
    if name not in WAYS:
        pytest.fail(_missing(name))
    return Walk(_DIALOG_OF[name], WAYS[name], WAYS[name].opening(paper_tx, tmp_path, questions))


def _missing(name: str) -> str:
    return (
        f"the dialog {name!r} brings no ways: add it to WAYS in tests/support/ways/<subject>.py, with "
        "scripts that together come through each of its states, and hand them on in "
        "tests/support/ways/__init__.py"
    )


# --- the ways hold everything --------------------------------------------------------------------------


def test_every_dialog_brings_ways() -> None:
    """A dialog without ways would be walked by nobody; ways of a dialog that went are dropped."""
    missing = [_missing(name) for name in _NAMES if name not in WAYS]
    assert not missing, "\n".join(missing)
    gone = sorted(WAYS.keys() - set(_NAMES))
    assert not gone, f"DIALOGS has these no more; take their ways out of tests/support/ways: {gone}"


def test_every_state_is_reached(walk: Walk) -> None:
    """A state that no way comes through would be tried with nothing."""
    reached = go_every_way(walk.chat, walk.dialog, walk.walked)
    missing = [state.__name__ for state in walk.dialog.states if state not in reached]
    assert not missing, (
        f"no way of the dialog {walk.dialog.name!r} comes through {', '.join(missing)}: add a script to its "
        "ways in tests/support/ways that leads there"
    )


@pytest.mark.parametrize(("name", "way"), _EVERY_WAY)
def test_every_way_says_what_its_script_says(
    tx: Connection, tmp_path: Path, questions: Questions, name: str, way: str
) -> None:
    """Exactly as many messages as the script names, in their order."""
    chat = WAYS[name].opening(tx, tmp_path, questions)
    for act in WAYS[name].ways[way]:
        said = chat.does(act)
        assert len(said) == len(act.seen), (act, said)
        assert [words for words, heard in zip(act.seen, said, strict=True) if words not in heard] == []


# --- ways out ------------------------------------------------------------------------------------------


def test_cancel_closes_from_anywhere(walk: Walk) -> None:
    """By command, by word, and by the button of a dialog that asks; it is said, and it is counted."""
    chat = walk.chat

    def happens() -> None:
        ways_out: list[tuple[str, Callable[[str], list[str]]]] = [
            ("annulla", chat.says),
            ("/annulla", chat.says),
        ]
        if walk.leads:
            ways_out.append(("✕ Annulla", chat.presses))
        before = chat.ended("cancelled")
        for word, act in ways_out:
            with chat.aside():
                (said,) = act(word)
                assert re.fullmatch(walk.walked.cancelled, said)
                assert chat.state is None
        assert chat.ended("cancelled") == before + len(ways_out)

    walk.in_every_state(happens)


def test_back_leads_to_the_state_before(walk: Walk) -> None:
    """Again and again, until the first step says that it is the first; and each way out can be typed."""
    chat = walk.chat

    def happens() -> None:
        if type(walk.state) in walk.walked.quiet:
            return
        for earlier in reversed(chat.session.trail):
            # A code that has expired is nothing to go back to, nor is the question that stands there already.
            is_gone = isinstance(earlier, Timed) and earlier.until <= chat.clock()
            if not is_gone and not walk.asks_the_same(earlier):
                chat.says("indietro")
                assert chat.state == earlier
        first = chat.state
        assert chat.says("/indietro")[0] == _FIRST_STEP
        assert chat.state == first

    walk.in_every_state(happens)


def test_silence_ends_it(walk: Walk) -> None:
    """After its patience it is closed, once, with the words that it has for this; it is counted."""
    chat = walk.chat

    def happens() -> None:
        state, before = walk.state, chat.ended("expired")
        patience = walk.dialog.patience_in(state)
        said = chat.waits(patience)
        assert (chat.state, chat.ended("expired")) == (None, before + 1)
        if walk.walked.goodbye is None:
            assert said == []
        else:
            assert walk.walked.goodbye in said[-1]
            # A moment that has passed as well is told before.
            assert len(said) == 1 or isinstance(state, Timed)
        assert chat.waits(patience) == []

    walk.in_every_state(happens)


def test_an_old_button_is_refused_everywhere(walk: Walk) -> None:
    """No button of an earlier revision does anything but say that it is old."""
    chat = walk.chat
    old: set[str] = set()

    def happens() -> None:
        before = chat.session
        current = f"r{before.revision}:"
        shown = {
            button["data"]
            for message in chat.messages
            for row in message["rows"]
            for button in row
            if button.get("data", "").startswith("r")
        }
        of_now = {data for data in shown if data.startswith(current)}
        aged = {f"r{before.revision - 1}:{data.partition(':')[2]}" for data in of_now}
        for data in sorted((old | shown) - of_now | aged | {"r0:yes"}):
            if not data.startswith(current):
                assert (chat.presses_data(data), chat.toasts) == ([], [_OLD]), data
        assert chat.session == before
        old.clear()
        old.update(shown)

    walk.in_every_state(happens)


# --- what comes in between --------------------------------------------------------------------------------


def test_a_photo_is_kept_or_kindly_refused(walk: Walk) -> None:
    """Where words were asked it is answered, and the place is kept; a dialog of photos keeps it."""
    chat, walked = walk.chat, walk.walked

    def happens() -> None:
        before = walk.state
        if type(before) in walked.for_people:
            return
        answer = walked.photo_answered.get(type(before), _UNREADABLE)
        if type(before) in walked.keeps_photo:
            assert answer in chat.sends(photo=_PHOTO)[0]
            assert type(chat.state) is type(before)
        else:
            walk.is_answered_in_between(answer, lambda: chat.sends(photo=_PHOTO))

    walk.in_every_state(happens)


def test_what_has_no_words_does_not_lose_the_place(walk: Walk) -> None:
    """A sticker, and a voice that nobody hears, are answered like a photo."""
    chat, walked = walk.chat, walk.walked

    def happens() -> None:
        if type(walk.state) in walked.for_people:
            return
        of_its_own = walked.sticker_answered.get(type(walk.state))
        walk.is_answered_in_between(of_its_own or _STICKER_ANSWERED, lambda: chat.sends(sticker=_STICKER))
        walk.is_answered_in_between(of_its_own or "messaggi vocali", lambda: chat.sends(voice=_VOICE))

    walk.in_every_state(happens)


def test_a_question_or_thanks_in_between_do_not_lose_the_place(walk: Walk) -> None:
    """What is not an answer is dealt with, and then a dialog that leads asks again what it was asking."""
    chat, walked = walk.chat, walk.walked

    def happens() -> None:
        if type(walk.state) not in walked.takes_any_words:
            walk.is_answered_in_between("Figurati", lambda: chat.says("grazie mille"))
        if type(walk.state) in walked.takes_questions:
            return
        if walked.ends_with_an_answer:
            assert "Chrome" in chat.says(_QUESTION)[0]
            assert chat.state is None
        else:
            walk.is_answered_in_between("Chrome", lambda: chat.says(_QUESTION))

    walk.in_every_state(happens)


def test_help_in_between_does_not_lose_the_place(walk: Walk) -> None:
    """The page of commands is shown, and what is open stays open."""
    chat = walk.chat

    def happens() -> None:
        before = chat.session
        if type(before.state) in walk.walked.quiet:
            return
        (said,) = chat.says("/help")
        assert "/annulla" in said
        assert (chat.state, chat.session.revision) == (before.state, before.revision)

    walk.in_every_state(happens)


def test_a_danger_is_answered_from_anywhere(walk: Walk) -> None:
    """Also with a number in it; the danger's answer stands last, and the place is kept."""
    chat = walk.chat

    def happens() -> None:
        before = chat.state
        for danger in _DANGERS:
            with chat.aside():
                assert ["112" in words for words in chat.says(danger)] == [True]
                assert chat.state == (None if walk.walked.ends_with_an_answer else before)

    walk.in_every_state(happens)


def test_a_person_can_be_reached_from_anywhere(walk: Walk) -> None:
    """By command and in words, with what has been done so far; the place is kept."""
    chat, walked = walk.chat, walk.walked

    def happens() -> None:
        before = walk.state
        said = chat.says("/operatore")
        if walked.has_desk:
            assert "persona" in said[0]
            return
        assert "803500 (" in said[0]
        assert (walked.tried in said[0]) is isinstance(before, walked.tried_in)
        assert chat.state == before
        in_words = chat.says("voglio parlare con un operatore")
        if walk.leads:
            assert in_words == said
            assert chat.state == before
        else:
            # The FAQ knows the way as well.
            assert "803500" in in_words[0]
            assert chat.state == (None if walked.ends_with_an_answer else before)

    walk.in_every_state(happens)


def test_whatever_is_for_a_person_is_passed_on(walk: Walk) -> None:
    """A question, a photo, a voice: it goes to people, once, and in a case without a word of the bot."""
    chat, walked = walk.chat, walk.walked

    def happens() -> None:
        before = walk.state
        if type(before) not in walked.for_people:
            return
        acts: list[Callable[[], list[str]]] = [
            lambda: chat.says(_QUESTION),
            lambda: chat.says("voglio parlare con un operatore"),
            lambda: chat.sends(photo=_PHOTO),
            lambda: chat.sends(voice=_VOICE),
            lambda: chat.sends(sticker=_STICKER),
        ]
        for act in acts:
            with chat.aside():
                passed = len(chat.desk.taken)
                said = act()
                assert len(chat.desk.taken) == passed + 1
                assert type(chat.state) in walked.quiet
                assert (said == []) is (type(before) in walked.quiet)

    walk.in_every_state(happens)


def test_a_quiet_bot_says_why_a_command_is_not_carried_out(walk: Walk) -> None:
    """While a person answers: one line, with the ways out, and nothing else happens."""
    chat = walk.chat

    def happens() -> None:
        before = chat.session
        if type(before.state) not in walk.walked.quiet:
            return
        for command in ("/help", "/recupera", "/operatore", "/indietro", "/bilancio"):
            (said,) = chat.says(command)
            assert "si sta occupando una persona" in said
        assert chat.session.state == before.state
        assert [button["label"] for button in chat.messages[-1]["rows"][0]] == [
            "✅ Risolto, grazie",
            "🤖 Torna al bot",
        ]

    walk.in_every_state(happens)


# --- restarts ---------------------------------------------------------------------------------------------


# --- secrets -------------------------------------------------------------------------------------------


def test_a_secret_is_deleted_and_kept_nowhere(walk: Walk) -> None:
    """In any state: the message goes, it is said why, the place is kept, and no table holds a word of it."""
    chat = walk.chat
    secrets = ("Gattonero1!", "gattonero12", "48213170")
    acts: list[Callable[[], list[str]]] = [
        lambda: chat.says("psw Gattonero1!"),
        lambda: chat.says("ho provato con gattonero12 ma non va"),
        lambda: chat.says("il mio pin è 48213170"),
        lambda: chat.says("/chiedi perché Gattonero1! non va?"),
        lambda: chat.says("/autolettura pin 48213170"),
        lambda: chat.says("/start Gattonero1!"),
        lambda: chat.sends(photo=_PHOTO, caption="psw Gattonero1!"),
        lambda: chat.sends(contact={"phone_number": "+391", "first_name": "Gattonero1!"}),
    ]

    def happens() -> None:
        for act in acts:
            walk.is_answered_in_between("Ho cancellato il tuo messaggio", act)
            assert chat.parcels[0].kind == "delete"
        assert chat.holding(*secrets) == []

    walk.in_every_state(happens)
