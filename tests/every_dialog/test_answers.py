"""Whoever asks for something is answered: every command and every kind of message, twice, in every dialog."""

from typing import Any

import pytest
from sqlalchemy import Connection

from bot.services import people
from bot.services.people import Sender
from bot.services.questions.questions import Questions
from handlers.contract.desk import CASE_DIALOG
from handlers.subjects import COMMANDS, DIALOGS
from tests.golden.files import ROWS, put
from tests.support.paper import CHAT, PaperChat

_FILE = {"file_id": "f", "file_unique_id": "u"}
_SEEN = {**_FILE, "width": 1, "height": 1}
_HEARD = {**_FILE, "duration": 1}
_PLACE = {"longitude": 1.5, "latitude": 2.5}
_POLL = {
    "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
    "allows_revoting": False, "members_only": False,
}  # fmt: skip
#: Everything that a person can send in a private chat, and something that Telegram has not invented yet.
_KINDS: dict[str, dict[str, Any]] = {
    "sticker": {**_SEEN, "type": "regular", "is_animated": False, "is_video": False},
    "voice": _HEARD,
    "audio": _HEARD,
    "video_note": {**_HEARD, "length": 1},
    "video": {**_SEEN, "duration": 1},
    "animation": {**_SEEN, "duration": 1},
    "document": _FILE,
    "dice": {"emoji": "🎲", "value": 3},
    "contact": {"phone_number": "1", "first_name": "A"},
    "location": _PLACE,
    "venue": {"location": _PLACE, "title": "t", "address": "a"},
    "poll": _POLL,
    "story": {"chat": {"id": CHAT, "type": "private"}, "id": 3},
    "game": {"title": "t", "description": "d", "photo": []},
    "paid_media": {"star_count": 1, "paid_media": []},
    "something_new": {"deep": [1]},
}
_CONTENTS: dict[str, dict[str, Any]] = {
    **{kind: {kind: body} for kind, body in _KINDS.items()},
    "photo": {"photo": [_SEEN]},
    "photo as a file": {"document": {**_FILE, "mime_type": "image/heic"}},
    "photo that is too big": {"document": {**_FILE, "mime_type": "image/png", "file_size": 10**9}},
    "caption": {"photo": [_SEEN], "caption": "ciao"},
}
#: Behind a command: nothing, what it may want, and what it cannot want.
_ARGUMENTS = ("", " 1", " 17 si", " boh", " 💥")
_NOTES: dict[str, dict[str, Any]] = {
    "pinned_message": {"message_id": 1, "date": 1, "chat": {"id": CHAT, "type": "private"}},
    "write_access_allowed": {"from_request": True},
}
#: One session of each state, and none.
_STATES = {f"{row['dialog']}.{row['state']}": row for row in ROWS.values()}
_OPEN = [None, *_STATES]


@pytest.fixture
def chat(paper_tx: Connection, questions: Questions) -> PaperChat:
    """Ada's chat, with nothing open."""
    chat = PaperChat(paper_tx, questions)
    people.meet(paper_tx, Sender(CHAT, "Ada", "it"), chat.clock())
    return chat


def _is_heard(chat: PaperChat, said: list[str]) -> bool:
    """Whether the person sees words: a toast counts for who pressed something alone; or a person reads it."""
    is_taken = bool(chat.desk.taken)
    chat.desk.taken.clear()
    return bool(said or chat.toasts) or is_taken


def _open(chat: PaperChat, name: str | None) -> None:
    if name is not None:
        chat.has_desk = _STATES[name]["dialog"] == CASE_DIALOG
        put(chat._tx, CHAT, _STATES[name])  # noqa: SLF001 - as if it had been opened


@pytest.mark.parametrize("name", _OPEN)
def test_every_command_is_answered_twice(chat: PaperChat, name: str | None) -> None:
    """Typed or pressed, with words behind it or none, and at once again."""
    silent = []
    for command in COMMANDS:
        for argument in _ARGUMENTS:
            words = f"/{command}{argument}"
            for act in (chat.says, chat.presses_data):
                with chat.aside():
                    _open(chat, name)
                    silent += [(words, time) for time in (1, 2) if not _is_heard(chat, act(words))]
    assert silent == []


@pytest.mark.parametrize("name", _OPEN)
def test_every_kind_of_message_is_answered_twice(chat: PaperChat, name: str | None) -> None:
    """Whatever it is, and at once again; what Telegram notes by itself is not."""
    silent, loud = [], []
    for kind, content in _CONTENTS.items():
        with chat.aside():
            _open(chat, name)
            silent += [(kind, time) for time in (1, 2) if not _is_heard(chat, chat.sends(**content))]
    for kind, body in _NOTES.items():
        with chat.aside():
            _open(chat, name)
            loud += [kind for _ in range(2) if _is_heard(chat, chat.sends(**{kind: body}))]
    assert (silent, loud) == ([], [])


def test_what_is_owed_when_a_dialog_says_nothing_is_counted(chat: PaperChat) -> None:
    """A vote that cannot be read is answered kindly, and shows in the figures as a gap of ours."""
    assert len(chat.says("/voto boh")) == 1
    assert chat.metrics.registry.get_sample_value("sportello_failures_total", {"place": "silence"}) == 1
    assert {dialog.name for dialog in DIALOGS} <= {name.partition(".")[0] for name in _STATES}


def test_a_toast_is_said_to_who_typed(chat: PaperChat) -> None:
    """There is no button over which it could be shown."""
    chat.says("come recupero la password di energia corrente?")
    assert len(chat.says("/voto 1 si")) == 1
