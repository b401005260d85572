"""What walks of both sides stand on."""

from pathlib import Path

import pytest

from bot.demo.lookalike import Lookalike
from bot.services.questions.questions import Questions
from tests.support.deskwalk import DeskWalk


@pytest.fixture
def walk(telegram: Lookalike, database_url: str, questions: Questions, tmp_path: Path) -> DeskWalk:
    """A support group, its operators, and a customer."""
    return DeskWalk(telegram, database_url, questions, tmp_path / "readings")
