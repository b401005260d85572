"""Commands, greetings, and everything that is no question."""

from typing import Any

import pytest

from bot.demo.lookalike import Lookalike

pytestmark = pytest.mark.usefixtures("desk")

FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 1}


async def test_an_unknown_command_is_owned_up_to(telegram: Lookalike) -> None:
    """And the way to the known ones is shown."""
    ada = telegram.user("Ada")
    await ada.says("/bilancio")
    await ada.sees("Questo comando non lo conosco. Con /help")
    await ada.says("/help")
    assert "/emergenza" in (await ada.sees("Come chiedere")).text


@pytest.mark.parametrize("words", ["/help@sportello_demo_bot", "/HELP", "/aiuto", "/help me please"])
async def test_a_command_in_every_spelling(telegram: Lookalike, words: str) -> None:
    """With the bot's name, in capitals, in Italian, with words behind it."""
    ada = telegram.user("Ada")
    await ada.says(words)
    await ada.sees("Come chiedere")


async def test_cancel_with_and_without_something_open(telegram: Lookalike) -> None:
    """What was open is closed, and its button is void."""
    ada = telegram.user("Ada")
    await ada.says("/annulla")
    await ada.sees("Non c’è niente da annullare")
    await ada.says("ho perso la password")
    offer = await ada.sees("Quale di queste intendi?")
    await ada.says("/annulla")
    await ada.sees("Va bene, annullato")
    await ada.presses("Nessuna di queste", on=offer)
    await ada.sees("Questo pulsante non vale più")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ciao", "Che cosa posso fare per te?"),
        ("Buongiorno!", "Che cosa posso fare per te?"),
        ("buona giornata", "Che cosa posso fare per te?"),
        ("grazie mille", "Figurati!"),
        ("👍", "Dimmi in poche parole"),
    ],
)
async def test_kindness_is_returned(telegram: Lookalike, words: str, answer: str) -> None:
    """A greeting is no question, and no reason to be silent."""
    ada = telegram.user("Ada")
    await ada.says(words)
    await ada.sees(answer)


async def test_what_is_no_text_gets_a_kind_word(telegram: Lookalike) -> None:
    """Stickers, voices, photos, and an offer stays open meanwhile."""
    ada = telegram.user("Ada")
    await ada.says("ho perso la password")
    await ada.sees("Quale di queste intendi?")
    await ada.sends_sticker()
    await ada.sees("Bello! 😊")
    await ada.sends_voice()
    await ada.sees("I messaggi vocali non riesco ancora ad ascoltarli")
    await ada.sends_photo()
    await ada.sees("Foto e file non riesco ancora a guardarli")
    await ada.shares_contact()
    await ada.sees("Capisco solo i messaggi scritti")
    await ada.presses("Nessuna di queste")
    await ada.sees("Su questo non ho una risposta sicura")


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ({"document": FILE}, "Foto e file"),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, "Foto e file"),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, "I messaggi vocali"),
        ({"dice": {"emoji": "🎲", "value": 6}}, "Bello!"),
        ({"location": {"longitude": 11.3, "latitude": 46.5}}, "Capisco solo i messaggi scritti"),
    ],
)
async def test_other_things_that_people_send(
    telegram: Lookalike, content: dict[str, Any], answer: str
) -> None:
    """Each gets the word of its kind."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    person = {"id": ada.id, "first_name": "Ada", "is_bot": False, "language_code": "it"}
    chat = {"id": ada.id, "type": "private", "first_name": "Ada"}
    message = {"message_id": 900, "date": 1_768_478_400, "chat": chat, "from": person, **content}
    telegram.injects({"message": message}, chat_id=ada.id)
    await ada.sees(answer)


@pytest.mark.parametrize(
    ("code", "name", "sentence"),
    [
        ("en", "English", "There is nothing to cancel"),
        ("de", "Deutsch", "Es gibt nichts abzubrechen"),
        ("it", "✓ Italiano", "Non c’è niente da annullare"),
    ],
)
async def test_a_language_is_chosen_by_button_or_by_word(
    telegram: Lookalike, code: str, name: str, sentence: str
) -> None:
    """The choice takes the place of the question, and holds for whatever comes after."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    await ada.says("/lingua")
    asked = await ada.sees("In che lingua parliamo?")
    await ada.presses(name)
    await telegram.called("editMessageText", chat_id=ada.id)
    assert next(bubble for bubble in ada.chat if bubble.id == asked.id).is_edited
    await bruno.says(f"/lingua {code}")
    for person in (ada, bruno):
        await person.says("/annulla")
        await person.sees(sentence)
