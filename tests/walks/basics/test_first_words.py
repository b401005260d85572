"""The first words, the help, the language, the way out."""

import pytest

from bot.demo.lookalike import Lookalike

pytestmark = pytest.mark.usefixtures("desk")


async def test_start_says_who_the_bot_is_and_offers_the_main_things(telegram: Lookalike) -> None:
    """A person who presses Start reads who this is, and finds a button for each main thing."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    welcome = await ada.sees("Sono Sportello")
    assert welcome.labels == [
        "🔑 Password o username persi",
        "🏠 Le mie forniture",
        "🔥 Autolettura del gas",
        "📄 Le mie bollette",
        "🚨 Emergenze",
        "🙋 Parla con una persona",
        "🌐 Lingua",
    ]


async def test_the_language_that_a_person_chooses_wins_over_telegrams(telegram: Lookalike) -> None:
    """The language is Telegram's until the person chooses another, which then stays."""
    greta = telegram.user("Greta", language="de")
    await greta.says("/start")
    await greta.sees("der automatische Schalter")
    await greta.says("/lingua")
    await greta.sees("In welcher Sprache")
    await greta.presses("English")
    await greta.sees("From now on we speak English")
    await greta.says("/annulla")
    await greta.sees("There is nothing to cancel")
