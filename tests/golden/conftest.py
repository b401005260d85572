"""What the golden files are put to: databases of each kind, empty or with our tables, and Ada's chat."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from tests.storage.test_schema import empty_url
from tests.support.paper import PaperChat
from tests.support.readings import chat_of_ada

__all__ = ["empty_url"]


@pytest.fixture(scope="module")
def ada(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, questions: Questions
) -> Iterator[PaperChat]:
    """Ada's chat on paper, with her gas supplies, made once; on SQLite, as it is about words alone."""
    folder = tmp_path_factory.mktemp("golden")
    shutil.copy(sqlite_template, folder / "sportello.db")
    database = Database(f"sqlite:///{folder / 'sportello.db'}")
    with database.engine.begin() as tx:
        yield chat_of_ada(tx, folder, questions)
    database.close()


@pytest.fixture
def chat(ada: PaperChat) -> Iterator[PaperChat]:
    """Ada's chat with nothing open; what a test does in it has not happened for the next one."""
    ada.has_desk = False
    with ada.aside():
        yield ada
