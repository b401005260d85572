"""Answers that staff edit: versions that nobody overwrites, taken in by running bots."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.services.questions import answers
from bot.services.questions.answers import Edit
from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from bot.storage.tables import audit
from faq.book import Book, Entry

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
BOOK = Book(
    (
        Entry("lamp", "Come cambio la lampadina?", "Si svita.", phrases=("lampadina bruciata",)),
        Entry("plug", "Come cambio la presa?", "Non da solo.", related=("lamp",)),
    ),
    numbers={"help": "800 <1>"},
)


def _save(tx: Connection, answer: str | None, seen: int, entry_id: str = "lamp") -> int | None:
    edit = Edit(entry_id, answer, seen, "più chiaro")
    return answers.save(tx, edit, "staff:ada", NOON + timedelta(minutes=seen))


async def test_each_edit_is_a_version_with_who_and_why(database: Database) -> None:
    """Versions are counted within their entry, the newest first, and the audit says before and after."""
    assert await database.write(lambda tx: [_save(tx, "Uno.", 0), _save(tx, None, 1)]) == [1, 2]
    assert await database.write(lambda tx: _save(tx, "Altro.", 0, "plug")) == 1
    kept = await database.read(lambda tx: answers.history(tx, "lamp"))
    assert [(each.number, each.answer, each.who, each.reason) for each in kept] == [
        (2, None, "staff:ada", "più chiaro"),
        (1, "Uno.", "staff:ada", "più chiaro"),
    ]
    lines = await database.read(lambda tx: tx.execute(select(audit).order_by(audit.c.audit_id)).all())
    assert [(line.who, line.what, line.subject) for line in lines] == [
        ("staff:ada", "answer-edited", "entry:lamp"),
        ("staff:ada", "answer-edited", "entry:lamp"),
        ("staff:ada", "answer-edited", "entry:plug"),
    ]
    assert [(line.detail["before"], line.detail["after"]) for line in lines] == [
        (None, "Uno."),
        ("Uno.", None),
        (None, "Altro."),
    ]


@pytest.mark.parametrize("seen", [0, 2, 7])
async def test_an_edit_of_another_version_than_the_newest_is_not_saved(database: Database, seen: int) -> None:
    """Who did not see the newest text overwrites nothing, and leaves no line in the audit."""
    await database.write(lambda tx: _save(tx, "Uno.", 0))
    assert await database.write(lambda tx: _save(tx, "Due.", seen)) is None
    assert [each.answer for each in await database.read(lambda tx: answers.history(tx, "lamp"))] == ["Uno."]
    assert await database.read(lambda tx: len(tx.execute(select(audit)).all())) == 1


async def test_a_running_desk_says_the_newest_answer(database: Database) -> None:
    """After the next refresh the edited answer is said, its numbers filled in; taken back, the book's is."""
    desk = Questions(BOOK)
    assert not await desk.refresh(database)
    await database.write(lambda tx: _save(tx, "Chiama {number.help} & aspetta.", 0))
    assert await desk.refresh(database)
    assert not await desk.refresh(database)
    ranked = await database.write(lambda tx: desk.rank(tx, 1, "lampadina bruciata", NOON))
    assert ranked.entries[0].answer == "Chiama 800 &lt;1&gt; &amp; aspetta."
    assert desk.read("plug", None).related[0].answer == ranked.entries[0].answer
    await database.write(lambda tx: _save(tx, None, 1))
    assert await desk.refresh(database)
    assert desk.book == BOOK


@pytest.mark.parametrize(
    ("entry_id", "answer"), [("lamp", "{number.gone}"), ("lamp", "<b>"), ("lamp", " "), ("away", "Sì.")]
)
async def test_what_cannot_be_sent_leaves_the_books_answer(
    database: Database, entry_id: str, answer: str
) -> None:
    """A number that is configured no more, or an entry that left the book, takes no answer away."""
    desk = Questions(BOOK)
    await database.write(lambda tx: _save(tx, answer, 0, entry_id))
    assert await desk.refresh(database)
    assert desk.book == BOOK
