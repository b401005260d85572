"""What the FAQ learns: phrases, picks and votes, and what staff read of them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from bot.services.questions import learning
from bot.services.questions.learning import NOTHING, Votes
from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from bot.storage.tables import questions as table
from faq.book import Book, Entry
from faq.matcher import Answer

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
CHAT, STRANGER = 1001, 1002

BOOK = Book(
    (
        Entry("lamp", "Come cambio la lampadina?", "Si svita.", phrases=("lampadina bruciata",)),
        Entry("plug", "Come cambio la presa?", "Non da solo.", phrases=("presa rotta",)),
    )
)


async def test_a_phrase_is_learned_once_and_taken_back_once(database: Database) -> None:
    """Learning again and unlearning again do nothing, and each real change has another version."""
    versions = [await database.read(learning.version)]
    assert await database.write(lambda tx: learning.learn(tx, "lamp", "non fa luce", NOON))
    assert not await database.write(lambda tx: learning.learn(tx, "lamp", "non fa luce", NOON))
    versions.append(await database.read(learning.version))
    assert await database.read(learning.phrases) == {"lamp": ("non fa luce",)}
    assert await database.write(lambda tx: learning.unlearn(tx, "lamp", "non fa luce"))
    assert not await database.write(lambda tx: learning.unlearn(tx, "lamp", "non fa luce"))
    versions.append(await database.read(learning.version))
    assert versions == [NOTHING, versions[1], NOTHING]
    assert versions[1] != NOTHING


async def test_a_running_desk_takes_in_what_was_learned(database: Database) -> None:
    """What was learned, by whatever process, is answered after the next refresh without a restart."""
    desk = Questions(BOOK)
    await database.write(lambda tx: learning.learn(tx, "lamp", "il faretto sfarfalla", NOON))
    assert await desk.refresh(database)
    assert not await desk.refresh(database)
    ranked = await database.write(lambda tx: desk.rank(tx, CHAT, "il faretto sfarfalla", NOON))
    assert isinstance(ranked.decision, Answer)
    assert ranked.decision.id == "lamp"


async def test_a_question_is_kept_without_what_could_name_somebody(database: Database) -> None:
    """Telephone numbers, addresses and codes of a question never reach the table."""
    desk = Questions(BOOK)
    said = "presa rotta, scrivetemi a ada@example.org o 333 1234567, password: Segreta!1"
    await database.write(lambda tx: desk.rank(tx, CHAT, said, NOON))
    kept = await database.read(lambda tx: tx.execute(select(table.c.text)).scalar_one())
    assert kept == "presa rotta, scrivetemi a [e-mail] o [number], password: [secret]"


async def test_picks_and_votes_count_for_the_own_chat_only(database: Database) -> None:
    """Nobody can pick or vote for a question of another chat."""
    desk = Questions(BOOK)

    def ask_and_meddle(tx: Connection) -> int:
        asked = desk.rank(tx, CHAT, "presa rotta", NOON).question_id
        desk.record_vote(tx, STRANGER, asked, helpful=False)
        desk.record_pick(tx, STRANGER, asked, "lamp")
        return asked

    asked = await database.write(ask_and_meddle)
    row = await database.read(lambda tx: tx.execute(select(table.c.vote, table.c.picked_id)).one())
    assert tuple(row) == (None, None)
    await database.write(lambda tx: desk.record_vote(tx, CHAT, asked, helpful=True))
    await database.write(lambda tx: desk.record_vote(tx, CHAT, asked, helpful=False))
    assert await database.read(lambda tx: tx.execute(select(table.c.vote)).scalar_one()) == -1


async def test_insights_group_what_was_asked_in_vain_and_name_what_was_disliked(database: Database) -> None:
    """Questions without answer are grouped by likeness; bad votes and confirmed phrases name their entry."""

    def live(tx: Connection) -> None:
        _question(tx, "voglio disdire il contratto", "none")
        _question(tx, "disdire il contratto, voglio", "none")
        _question(tx, "che ore sono", "suggest", picked_id="-")
        _question(tx, "lampada scura", "suggest", picked_id="lamp")
        _question(tx, "lampada scura", "suggest", picked_id="lamp")
        _question(tx, "chiamatemi al [number]", "suggest", picked_id="lamp")
        _question(tx, "presa rotta", "answer", entry_id="plug", vote=-1)
        _question(tx, "presa rotta", "answer", entry_id="plug", vote=1)
        _question(tx, "molto tempo fa", "none", asked_at=NOON - timedelta(days=40))

    await database.write(live)
    found = await database.read(lambda tx: learning.insights(tx, NOON - timedelta(days=30)))
    assert [group.count for group in found.unanswered] == [2, 1]
    assert found.disliked == (Votes("plug", helpful=1, unhelpful=1),)
    assert {entry_id: [group.texts for group in groups] for entry_id, groups in found.confirmed.items()} == {
        "lamp": [("lampada scura",)]
    }


async def test_misses_in_a_row_are_counted_within_one_conversation(database: Database) -> None:
    """An answer, or half an hour, ends the count; "none of these" is a miss like any other."""
    desk = Questions(BOOK)

    def live(tx: Connection) -> list[int]:
        _question(tx, "prima", "none", asked_at=NOON - timedelta(hours=2))
        counts = [desk.misses(tx, CHAT, NOON).misses]
        _question(tx, "seconda", "none")
        _question(tx, "terza", "suggest", picked_id="-")
        counts.append(desk.misses(tx, CHAT, NOON).misses)
        _question(tx, "quarta", "answer", entry_id="lamp")
        return [*counts, desk.misses(tx, CHAT, NOON).misses]

    assert await database.write(live) == [0, 2, 0]


def _question(tx: Connection, text: str, decision: str, **more: object) -> None:
    row = {"chat_id": CHAT, "text": text, "decision": decision, "candidates": [], "confidence": 0.5}
    tx.execute(table.insert().values({**row, "asked_at": NOON - timedelta(minutes=1), **more}))
