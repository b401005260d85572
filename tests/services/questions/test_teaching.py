"""Questions without an answer: grouped, attached to an entry, or ignored."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.services.questions import figures, learning, teaching
from bot.services.questions.figures import Figures
from bot.services.questions.teaching import Outcome, Phrase
from bot.storage.engine import Database
from bot.storage.tables import questions as table
from faq.likeness import Group

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def _question(tx: Connection, text: str, decision: str = "none", **more: object) -> None:
    row = {"chat_id": 1, "text": text, "decision": decision, "candidates": [], "confidence": 0.5}
    tx.execute(table.insert().values({**row, "asked_at": NOON, **more}))


async def _groups(database: Database) -> list[Group]:
    def read(tx: Connection) -> list[Group]:
        return teaching.grouped(teaching.missed(tx, NOON - teaching.LOOK_BACK), teaching.settled(tx))

    return await database.read(read)


async def test_groups_are_of_what_found_no_answer_of_late(database: Database) -> None:
    """Missed questions and refused offers count; answered, picked and old ones do not."""

    def live(tx: Connection) -> None:
        _question(tx, "voglio disdire il contratto")
        _question(tx, "il contratto voglio disdire")
        _question(tx, "che ore sono", "suggest", picked_id="-")
        _question(tx, "lampada", "answer", entry_id="lamp")
        _question(tx, "presa", "suggest", picked_id="plug")
        _question(tx, "vecchia", asked_at=NOON - timedelta(days=31))

    await database.write(live)
    groups = await _groups(database)
    assert [group.count for group in groups] == [2, 1]
    assert groups[1].texts == ("che ore sono",)


async def test_ignored_questions_stay_away_until_they_are_shown_again(database: Database) -> None:
    """Like ones that come later are ignored, too; both acts stand in the audit."""
    await database.write(lambda tx: _question(tx, "che ore sono adesso"))
    await database.write(lambda tx: teaching.ignore(tx, "che ore sono adesso", "staff:ada", NOON))
    await database.write(lambda tx: teaching.ignore(tx, "che ore sono adesso", "staff:ada", LATER))
    await database.write(
        lambda tx: _question(tx, "adesso che ore sono?", asked_at=LATER + timedelta(hours=1))
    )
    assert await _groups(database) == []
    assert await database.write(lambda tx: teaching.show_again(tx, "che ore sono adesso", "staff:ada", LATER))
    assert not await database.write(lambda tx: teaching.show_again(tx, "mai visto", "staff:ada", LATER))
    assert [group.count for group in await _groups(database)] == [2]


async def test_learned_questions_return_when_they_find_no_answer_still(database: Database) -> None:
    """A phrase settles what was asked before it; what is missed afterwards is shown again."""
    await database.write(lambda tx: _question(tx, "quando passa il tecnico"))
    wanted = Phrase("visit", "quando viene il tecnico", "quando passa il tecnico")
    assert await database.write(lambda tx: teaching.attach(tx, wanted, "staff:ada", NOON))
    assert not await database.write(lambda tx: teaching.attach(tx, wanted, "staff:ada", NOON))
    assert await database.read(learning.phrases) == {"visit": ("quando viene il tecnico",)}
    assert await _groups(database) == []
    await database.write(lambda tx: _question(tx, "il tecnico quando passa", asked_at=LATER))
    assert [group.count for group in await _groups(database)] == [1]
    kept = await database.read(teaching.settled)
    assert [(each.text, each.outcome) for each in kept] == [("quando passa il tecnico", Outcome.LEARNED)]


async def test_a_phrase_is_taken_back_with_a_line_in_the_audit(database: Database) -> None:
    """What was never learned cannot be forgotten."""
    await database.write(lambda tx: teaching.attach(tx, Phrase("lamp", "buio", ""), "staff:ada", NOON))
    assert await database.write(lambda tx: teaching.forget_phrase(tx, "lamp", "buio", "staff:ada", NOON))
    assert not await database.write(lambda tx: teaching.forget_phrase(tx, "lamp", "buio", "staff:ada", NOON))
    assert await database.read(learning.phrases) == {}


async def test_old_marks_are_dropped(database: Database) -> None:
    """They quote what people asked, so they go when questions do."""
    await database.write(lambda tx: teaching.ignore(tx, "che ore sono", "staff:ada", NOON))
    assert await database.write(lambda tx: teaching.forget_settled(tx, NOON)) == 0
    assert await database.write(lambda tx: teaching.forget_settled(tx, LATER)) == 1


async def test_figures_count_answers_and_votes_of_each_entry(database: Database) -> None:
    """An entry counts when it was said at once or picked; nothing else does."""

    def live(tx: Connection) -> None:
        _question(tx, "a", "answer", entry_id="lamp", vote=1)
        _question(tx, "b", "answer", entry_id="lamp", vote=-1)
        _question(tx, "c", "suggest", picked_id="lamp")
        _question(tx, "d", "suggest", picked_id="-")
        _question(tx, "e")
        _question(tx, "f", "answer", entry_id="lamp", asked_at=NOON - timedelta(days=91))

    await database.write(live)
    found = await database.read(lambda tx: figures.by_entry(tx, NOON - figures.LOOK_BACK))
    assert found == {"lamp": Figures(3, 1, 1)}
