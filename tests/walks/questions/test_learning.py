"""Votes under answers, and what the desk remembers of them."""

import pytest
from sqlalchemy import select

from bot.app import App
from bot.demo.lookalike import Lookalike
from bot.storage.engine import Database
from bot.storage.tables import questions

pytestmark = pytest.mark.usefixtures("desk")


async def test_a_thumb_up_is_thanked_and_remembered(telegram: Lookalike, database: Database) -> None:
    """A vote costs one press, is answered by a word over the chat, and counts for that question."""
    ada = telegram.user("Ada")
    await ada.says("posso usare firefox o chrome per l'area riservata?")
    await ada.sees("Chrome")
    await ada.presses("👍")
    await ada.sees("Grazie!")
    assert await _kept(database) == [("answer", "ed-browser", None, 1)]


async def test_a_thumb_down_is_met_with_a_way_on(telegram: Lookalike, database: Database) -> None:
    """Who was not helped is offered other words and a person."""
    ada = telegram.user("Ada")
    await ada.says("posso usare firefox o chrome per l'area riservata?")
    await ada.sees("Chrome")
    await ada.presses("👎")
    sorry = await ada.sees("Mi dispiace che non ti sia servito")
    assert sorry.labels == ["🙋 Parla con una persona"]
    assert await _kept(database) == [("answer", "ed-browser", None, -1)]


async def test_a_pressed_suggestion_is_remembered_as_what_was_meant(
    telegram: Lookalike, database: Database
) -> None:
    """The suggestion that is pressed tells what the words meant, and its answer can be voted on."""
    ada = telegram.user("Ada")
    await ada.says("ho perso la password")
    offer = await ada.sees("Quale di queste intendi?")
    await ada.presses(next(label for label in offer.labels if label.startswith("Ho smarrito le credenziali")))
    await ada.sees("Hai dimenticato la password")
    await ada.presses("👍")
    await ada.sees("Grazie!")
    assert await _kept(database) == [("suggest", None, "ec-lost-credentials", 1)]


async def test_after_two_misses_a_person_comes_first(telegram: Lookalike) -> None:
    """The first miss asks for other words; the second, also a refused offer, offers a person first."""
    ada = telegram.user("Ada")
    await ada.says("che tempo fa domani a Bolzano")
    await ada.sees("Su questo non ho una risposta sicura")
    await ada.says("ho perso la password")
    await ada.sees("Quale di queste intendi?")
    await ada.presses("Nessuna di queste")
    await ada.sees("Una persona può aiutarti meglio di me")


async def test_a_foreign_vote_is_no_vote(telegram: Lookalike, database: Database, desk: App) -> None:
    """Made-up numbers and words of a vote change nothing and break nothing."""
    ada = telegram.user("Ada")
    await ada.says("posso usare firefox o chrome per l'area riservata?")
    answer = await ada.sees("Chrome")
    for data in ("/voto 999999 si", "/voto uno si", "/voto 1 forse", "/voto", "/faq ed-browser x"):
        await ada.sends_data(data, on=answer)
    await telegram.called("answerCallbackQuery", times=5)
    assert await _kept(database) == [("answer", "ed-browser", None, None)]
    assert desk.metrics.registry.get_sample_value("sportello_failures_total", {"place": "turn"}) is None


async def _kept(database: Database) -> list[tuple[object, ...]]:
    columns = (questions.c.decision, questions.c.entry_id, questions.c.picked_id, questions.c.vote)
    rows = await database.read(
        lambda tx: tx.execute(select(*columns).order_by(questions.c.question_id)).all()
    )
    return [tuple(row) for row in rows]
