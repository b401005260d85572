"""What people have already stays good: sessions saved by earlier code, and buttons sent by it."""

import dataclasses
import json
import typing
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import UnionType
from typing import Final, Literal

import pytest
from sqlalchemy import Connection, inspect, update

from bot.services.questions.questions import Questions
from bot.storage import schema, sessions, tables
from bot.storage.engine import Database
from handlers.contract.desk import CASE_DIALOG
from handlers.contract.dialog import Dialog, State, Timed
from handlers.subjects import COMMANDS as KNOWN
from handlers.subjects import DIALOGS
from tests.golden.files import CHOICES, COMMANDS, LINKS, ROWS, Row, line, put, taken
from tests.storage.test_schema import REVISIONS
from tests.support.paper import CHAT, PaperChat

_LOST: Final = "Nel frattempo sono stato aggiornato"
_OLD: Final = "Questo pulsante non vale più."
_UNKNOWN: Final = "Questo comando non lo conosco."
_DIALOGS: Final = {dialog.name: dialog for dialog in DIALOGS}
#: One session of each dialog.
_ONE_OF_EACH: Final = {row["dialog"]: row for row in reversed(ROWS.values())}
_PHOTO: Final = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
_STICKER: Final = {
    "file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
    "is_animated": False, "is_video": False,
}  # fmt: skip
_CONTACT: Final = {"phone_number": "+393990000001", "first_name": "Ada", "user_id": CHAT}
#: What may come next, whatever was asked.
_NEXT: Final[dict[str, Callable[[PaperChat], list[str]]]] = {
    "a yes": lambda chat: chat.says("sì"),
    "a no": lambda chat: chat.says("no"),
    "a number": lambda chat: chat.says("1546"),
    "a question": lambda chat: chat.says("esiste un browser preferibile?"),
    "a person": lambda chat: chat.says("/operatore"),
    "a step back": lambda chat: chat.says("indietro"),
    "the way out": lambda chat: chat.says("annulla"),
    "a photo": lambda chat: chat.sends(photo=_PHOTO),
    "a sticker": lambda chat: chat.sends(sticker=_STICKER),
    "a contact": lambda chat: chat.sends(contact=_CONTACT),
}


def _toasts(chat: PaperChat) -> list[str]:
    """The short words over the chat that the last press brought."""
    words = [parcel.payload["text"] for parcel in chat.parcels if parcel.kind == "callback"]
    return [text for text in words if text is not None]


def _is_answered(chat: PaperChat, act: Callable[[], list[str]]) -> bool:
    """Whether something is said, and it is no refusal of ours."""
    before = len(chat.desk.taken)
    said = act()
    said += _toasts(chat)
    refused = [text for text in said if any(words in text for words in (_LOST, _OLD, _UNKNOWN))]
    # A person reads it, or a reaction answers it.
    is_taken = len(chat.desk.taken) > before
    return (bool(said) or is_taken) and not refused


def _open(chat: PaperChat, row: Row) -> None:
    """Let this session be the chat's."""
    chat.has_desk = row["dialog"] == CASE_DIALOG
    put(chat._tx, CHAT, row)  # noqa: SLF001 - as if an earlier release had written it


# --- the files hold everything ---------------------------------------------------------------------


def _example_to_fill_in(dialog: Dialog[State], kind: type[State]) -> str:
    """The line of a new state; its fields name their types, for somebody to put values there."""
    fields = {each.name: str(each.type) for each in dataclasses.fields(kind)}
    row = {
        "revision": 4,
        "dialog": dialog.name,
        "version": dialog.version,
        "state": kind.__name__,
        "fields": fields,
        "expires_at": "2026-01-15T13:00:00+00:00",
        "wake_at": "2026-01-15T12:30:00+00:00" if issubclass(kind, Timed) else None,
        "trail": None,
    }
    return line(f"{dialog.name}.{kind.__name__}", row)


def test_every_state_has_a_saved_example() -> None:
    """A new state is added to the file; one that went or was renamed would lose the people who are in it."""
    states = {(dialog.name, kind.__name__): kind for dialog in DIALOGS for kind in dialog.states}
    there = {(row["dialog"], row["state"]) for row in ROWS.values()}
    missing = [
        _example_to_fill_in(_DIALOGS[dialog], kind)
        for (dialog, state), kind in states.items()
        if (dialog, state) not in there
    ]
    assert not missing, "add to tests/golden/sessions.json, with values for the types:\n" + "\n".join(missing)
    gone = sorted(there - states.keys())
    assert not gone, f"chats may be open in these states, and DIALOGS has them no more: {gone}"


def _named_values(hint: object) -> set[object]:
    """The values that a field's type names: those of its Literals, and None."""
    if hint is type(None):
        return {None}
    if typing.get_origin(hint) is Literal:
        return set(typing.get_args(hint))
    if typing.get_origin(hint) in {typing.Union, UnionType}:
        return {value for part in typing.get_args(hint) for value in _named_values(part)}
    return set()


def test_every_named_value_of_a_field_has_a_saved_example() -> None:
    """Each word of a Literal, nothing where there may be nothing; a default, and something else."""
    lacking: list[str] = []
    for dialog in DIALOGS:
        for kind in dialog.states:
            examples = [
                row["fields"]
                for row in ROWS.values()
                if (row["dialog"], row["state"]) == (dialog.name, kind.__name__)
            ]
            hints = typing.get_type_hints(kind)
            for each in dataclasses.fields(kind):
                there = {json.dumps(fields.get(each.name)) for fields in examples}
                wanted = {json.dumps(value) for value in _named_values(hints[each.name])}
                if each.default is not dataclasses.MISSING:
                    wanted.add(json.dumps(each.default))
                if None in _named_values(hints[each.name]) or each.default is not dataclasses.MISSING:
                    wanted |= set() if len(there) > 1 else {"something else"}
                lacking += [
                    f"{dialog.name}.{kind.__name__}: {each.name} = {value}"
                    for value in sorted(wanted - there)
                ]
    assert not lacking, "add examples with these values to tests/golden/sessions.json:\n" + "\n".join(lacking)


def test_every_command_has_an_old_button() -> None:
    """A new command is added to the file; one that went would leave buttons and habits unanswered."""
    there = {data.removeprefix("/").split()[0] for data in COMMANDS}
    missing = [f'"/{name}"' for name in KNOWN if name not in there]
    assert not missing, f"add to the commands of tests/golden/buttons.json: {', '.join(missing)}"
    assert sorted(there - KNOWN.keys()) == []


# --- sessions --------------------------------------------------------------------------------------


async def test_a_saved_session_is_read_and_written_again_the_same(database: Database) -> None:
    """Every example comes back as the state that it names, and leaves as it stands in the file."""

    def read_and_write(tx: Connection, name: str, row: Row, chat_id: int) -> None:
        put(tx, chat_id, row)
        session = sessions.load(tx, chat_id, DIALOGS)
        assert not session.lost, f"{name} cannot be resumed: no dialog of its name, version, state and fields"
        assert type(session.state).__name__ == row["state"]
        assert type(session.state) in _DIALOGS[row["dialog"]].states
        assert [type(state).__name__ for state in session.trail] == [kind for kind, _ in row["trail"] or ()]
        sessions.save(tx, replace(session, chat_id=-chat_id), DIALOGS)
        written = taken(tx, -chat_id)
        assert json.dumps(written, sort_keys=True) == json.dumps(row, sort_keys=True), (
            f"it is saved in another form now; this is today's:\n{line(name, written)}"
        )

    def all_of_them(tx: Connection) -> None:
        for chat_id, (name, row) in enumerate(ROWS.items(), start=1):
            read_and_write(tx, name, row, chat_id)

    await database.write(all_of_them)


@pytest.mark.parametrize("name", ROWS)
def test_a_saved_session_goes_on(chat: PaperChat, name: str) -> None:
    """Whatever comes next is answered, and nobody is told to begin again."""
    _open(chat, ROWS[name])
    assert chat.state is not None
    unanswered = []
    for what, act in _NEXT.items():
        with chat.aside():
            if not _is_answered(chat, lambda: act(chat)):  # noqa: B023 - called at once
                unanswered.append(what)
    assert unanswered == []


@pytest.mark.parametrize("name", ROWS)
def test_a_saved_session_is_woken_and_closed_by_the_clock(chat: PaperChat, name: str) -> None:
    """Its moment comes while it is open; after the patience of its dialog it is closed."""
    row = ROWS[name]
    _open(chat, row)
    dialog, state = _DIALOGS[row["dialog"]], chat.state
    if isinstance(state, Timed):
        with chat.aside():
            said = chat.waits(state.until - chat.clock())
            assert said
            assert _LOST not in said[0]
            assert chat.session.wake_at is None
    assert state is not None
    said = chat.waits(dialog.patience_in(state))
    assert (chat.state, [text for text in said if _LOST in text]) == (None, [])


def _choices_below(chat: PaperChat) -> list[str]:
    """The choices below the question of the open session, asked again after a sticker."""
    before = len(chat.messages)
    chat.sends(sticker=_STICKER)
    buttons = [button for message in chat.messages[before:][-1:] for row in message["rows"] for button in row]
    return [button["data"] for button in buttons if button.get("data", "").startswith("r")]


@pytest.mark.parametrize("name", ROWS)
def test_every_choice_of_a_saved_session_is_in_the_file(chat: PaperChat, name: str) -> None:
    """A new choice is added to the file; those that stand there are below messages on people's screens."""
    _open(chat, ROWS[name])
    there, now = CHOICES.get(name, []), _choices_below(chat)
    added = [*there, *(data for data in now if data not in there)]
    assert added == there, f"put into the choices of tests/golden/buttons.json:\n{line(name, added)}"


@pytest.mark.parametrize("name", CHOICES)
def test_an_old_choice_is_answered(chat: PaperChat, name: str) -> None:
    """Pressed in the session that it was made for, it does what it says."""
    _open(chat, ROWS[name])
    unanswered = []
    for data in CHOICES[name]:
        with chat.aside():
            if not _is_answered(chat, lambda: chat.presses_data(data)):  # noqa: B023 - called at once
                unanswered.append(data)
    assert unanswered == []


@pytest.mark.parametrize("dialog", [None, *_ONE_OF_EACH])
def test_a_choice_of_another_revision_is_refused_kindly(chat: PaperChat, dialog: str | None) -> None:
    """It is said that the button is old; what is open stays open, at the same step."""
    if dialog is not None:
        _open(chat, _ONE_OF_EACH[dialog])
    before = chat.session
    for data in sorted({data for choices in CHOICES.values() for data in choices}):
        stale = "r3:" + data.partition(":")[2]
        assert chat.presses_data(stale) == []
        assert [text for text in _toasts(chat) if text.startswith(_OLD)] == _toasts(chat) != []
        assert chat.session == before


# --- buttons that are good at any time ----------------------------------------------------------------


@pytest.mark.parametrize("data", COMMANDS)
def test_an_old_button_is_answered(chat: PaperChat, data: str) -> None:
    """With nothing open, and in the middle of each dialog."""
    for row in (None, *_ONE_OF_EACH.values()):
        with chat.aside():
            if row is not None:
                _open(chat, row)
            assert _is_answered(chat, lambda: chat.presses_data(data)), row


@pytest.mark.parametrize("words", LINKS)
def test_an_old_link_is_answered(chat: PaperChat, words: str) -> None:
    """With nothing open, and in the middle of each dialog."""
    for row in (None, *_ONE_OF_EACH.values()):
        with chat.aside():
            if row is not None:
                _open(chat, row)
            assert _is_answered(chat, lambda: chat.says(words)), row


def test_the_refusals_are_worded_as_these_tests_look_for_them(chat: PaperChat) -> None:
    """Else what is refused would be taken for answered."""
    assert _UNKNOWN in chat.says("/nonesiste")[0]
    chat.presses_data("r1:yes")
    assert _toasts(chat)[0].startswith(_OLD)
    _open(chat, {**_ONE_OF_EACH["recovery"], "version": 99})
    assert _LOST in chat.says("sì")[0]


# --- databases of earlier releases --------------------------------------------------------------------


@pytest.mark.parametrize("revision", REVISIONS)
async def test_a_session_of_an_old_database_goes_on_after_the_upgrade(
    empty_url: str, questions: Questions, revision: str
) -> None:
    """Every example whose columns that revision has is read and answered on the tables of today."""
    database = Database(empty_url)

    def open_early(tx: Connection) -> list[str]:
        schema.upgrade_to(tx, revision)
        columns = {column["name"] for column in inspect(tx).get_columns("sessions")}
        fitting = [
            name
            for name, row in ROWS.items()
            if {column for column, value in row.items() if value is not None} <= columns
        ]
        for name in fitting:
            put(tx, _chat_of(name), ROWS[name])
        return fitting

    def goes_on(tx: Connection, chat: PaperChat, name: str) -> None:
        assert taken(tx, _chat_of(name)) == ROWS[name]
        chat.has_desk = ROWS[name]["dialog"] == CASE_DIALOG
        ours = tables.sessions.c.chat_id == _chat_of(name)
        tx.execute(update(tables.sessions).where(ours).values(chat_id=CHAT))
        assert type(chat.state).__name__ == ROWS[name]["state"]
        with chat.aside():
            assert _is_answered(chat, lambda: chat.sends(sticker=_STICKER)), name
        chat.waits(timedelta(days=366))
        assert chat.state is None

    def all_go_on(tx: Connection, names: list[str]) -> None:
        chat = PaperChat(tx, questions)
        for name in names:
            with chat.aside():
                goes_on(tx, chat, name)

    try:
        opened = await database.write(open_early)
        # Before the third revision nothing was woken and there was no way back.
        assert opened == list(ROWS) or revision < "0003"
        assert opened
        await schema.prepare(database)
        await database.write(lambda tx: all_go_on(tx, opened))
    finally:
        database.close()


def _chat_of(name: str) -> int:
    """A chat of its own for each example."""
    return 1000 + list(ROWS).index(name)
