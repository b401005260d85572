"""An answer that staff edit while the bot runs is said, and taken back, without a restart."""

from functools import partial

import pytest

from bot.demo.lookalike import Lookalike
from bot.services.questions import answers
from bot.services.questions.answers import Edit
from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from bot.wiring import utc_now
from faq.book import Book

pytestmark = pytest.mark.usefixtures("desk")

ASKED = "posso usare firefox o chrome per l'area riservata?"


async def test_an_edited_answer_is_said_and_taken_back(
    telegram: Lookalike, database: Database, questions: Questions, book: Book
) -> None:
    """Words and buttons, an old one too, bring the newest answer; numbers are filled in."""
    ada = telegram.user("Ada")
    await ada.says(ASKED)
    await ada.sees("Chrome")
    for number, (answer, said) in enumerate(
        [
            (
                "Con <b>ogni</b> programma. Altrimenti {number.power_fault}.",
                "Con ogni programma. Altrimenti 803500.",
            ),
            (None, "Chrome"),
        ]
    ):
        edit = Edit("ed-browser", answer, number, "prova")
        assert await database.write(partial(answers.save, edit=edit, who="staff:ada", now=utc_now()))
        await questions.refresh(database)
        await ada.says(ASKED)
        await ada.sees(said)
        await ada.says("/faq ed-browser")
        await ada.sees(said)
    assert questions.book == book
