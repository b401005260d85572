"""A restart after every turn of every way: the conversation is the same as one that is never interrupted."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import Connection

from bot.services.questions.questions import Questions
from bot.storage import sessions
from bot.storage.engine import Database
from handlers.contract.dialog import Dialog
from handlers.subjects import DIALOGS
from tests.support.paper import PaperChat
from tests.support.recoverywalk import Act
from tests.support.ways import WAYS

_NAMES: Final = tuple(dialog.name for dialog in DIALOGS)
_EVERY_WAY: Final = [(name, way) for name in _NAMES if name in WAYS for way in WAYS[name].ways]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one turn left: messages with their buttons, and the session."""

    messages: tuple[dict[str, Any], ...]
    session: sessions.Session


def _seen(chat: PaperChat, act: Act) -> Seen:
    before = len(chat.messages)
    chat.does(act)
    return Seen(tuple(chat.messages[before:]), chat.session)


@pytest.fixture
def kept_in_memory() -> Iterator[pytest.MonkeyPatch]:
    """Sessions that never become rows while this lasts."""
    kept: dict[int, sessions.Session] = {}

    def load(_tx: Connection, chat_id: int, _dialogs: Sequence[Dialog[Any]]) -> sessions.Session:
        return kept.get(chat_id, sessions.Session(chat_id))

    def save(_tx: Connection, session: sessions.Session, _dialogs: Sequence[Dialog[Any]]) -> None:
        kept[session.chat_id] = session

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "load", load)
        patch.setattr(sessions, "save", save)
        yield patch


@pytest.fixture(scope="module")
def opened_once(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, questions: Questions
) -> Callable[[str], tuple[Path, PaperChat]]:
    """Give a database of SQLite with the opening of a dialog, to copy from, and the chat that was opened."""

    @cache
    def opened(name: str) -> tuple[Path, PaperChat]:
        folder = tmp_path_factory.mktemp(name)
        path = folder / "opened.db"
        shutil.copy(sqlite_template, path)
        database = Database(f"sqlite:///{path}")
        with database.engine.begin() as tx:
            tx.exec_driver_sql("BEGIN IMMEDIATE")
            chat = WAYS[name].opening(tx, folder, questions)
        database.close()
        return path, chat

    return opened


@pytest.mark.parametrize(("name", "way"), _EVERY_WAY)
def test_a_restart_after_every_turn_is_not_noticed(
    kept_in_memory: pytest.MonkeyPatch,
    opened_once: Callable[[str], tuple[Path, PaperChat]],
    tmp_path: Path,
    name: str,
    way: str,
) -> None:
    """With a bot that forgets all but the database after each turn it is the same, word for word."""
    opened, chat_at_first = opened_once(name)
    acts = WAYS[name].ways[way]

    @contextmanager
    def transaction(file: Path) -> Iterator[Connection]:
        database = Database(f"sqlite:///{file}")
        with database.engine.begin() as tx:
            tx.exec_driver_sql("BEGIN IMMEDIATE")
            yield tx
        database.close()

    with transaction(Path(shutil.copy(opened, tmp_path / "one process.db"))) as tx:
        chat = chat_at_first.after_a_restart(tx)
        expected = [_seen(chat, act) for act in acts]
    kept_in_memory.undo()

    chat, seen = chat_at_first, []
    file = Path(shutil.copy(opened, tmp_path / "many processes.db"))
    for act in acts:
        with transaction(file) as tx:
            chat = chat.after_a_restart(tx)
            seen.append(_seen(chat, act))
    assert seen == expected
