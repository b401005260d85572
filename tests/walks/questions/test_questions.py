"""Questions and their answers; the offer where two could be meant, taken in every way people take it."""

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.formatted import from_html
from bot.demo.walker import Bubble, Walker
from faq.book import Book
from tests.conftest import OpenDesk
from tests.support.clock import Clock

AMBIGUOUS = "ho perso la password"
OFFER = "Quale di queste intendi?"
NO_ANSWER = "Su questo non ho una risposta sicura"
TOAST_OLD = "Questo pulsante non vale più"


def _offered(book: Book, offer: Bubble) -> list[str]:
    """The ids of the entries behind the buttons."""
    data = [button.data or "" for row in offer.buttons for button in row]
    return [words.split()[1] for words in data if words.startswith("/faq ") and words.split()[1] in book]


async def _reads(person: Walker, book: Book, entry_id: str) -> Bubble:
    """Wait for the answer of an entry, whole."""
    answer = from_html(book[entry_id].answer).text
    bubble = await person.sees(answer.splitlines()[0])
    assert answer in bubble.text
    return bubble


@pytest.mark.usefixtures("desk")
async def test_the_password_question_is_answered(telegram: Lookalike, book: Book) -> None:
    """A question gets the approved answer with its formatting, and what is related below it."""
    ada = telegram.user("Ada")
    await ada.says("ho dimenticato la password dell'area riservata")
    answer = await _reads(ada, book, "ed-reset-password")
    assert "<b>" in answer.html
    related = [book[name].question for name in book["ed-reset-password"].related]
    guide, *labels = answer.labels
    assert guide == "🧭 Ti guido passo passo"
    assert [label.removesuffix("…") for label in labels[: len(related)]] == [
        question[: len(label.removesuffix("…"))] for question, label in zip(related, labels, strict=False)
    ]
    await ada.presses(labels[0])
    await _reads(ada, book, book["ed-reset-password"].related[0])


@pytest.mark.usefixtures("desk")
async def test_each_entry_is_reached_by_its_own_question(telegram: Lookalike, book: Book) -> None:
    """The approved question, pressed as a button, gives the approved answer, whatever was before."""
    ada = telegram.user("Ada")
    for entry in list(book)[:: max(1, len(book) // 8)]:
        await ada.says(f"/faq {entry.id}")
        await _reads(ada, book, entry.id)


@pytest.mark.usefixtures("desk")
async def test_where_both_portals_could_be_meant_both_are_offered(telegram: Lookalike, book: Book) -> None:
    """Pressing one gives its answer, and the offer stays where it stands."""
    ada = telegram.user("Ada")
    await ada.says(AMBIGUOUS)
    offer = await ada.sees(OFFER)
    names = _offered(book, offer)
    assert {book[name].portal for name in names} == {"e-distribuzione", "energia-corrente"}
    assert len(names) <= 3
    assert offer.labels[-1] == "Nessuna di queste"
    await ada.presses(offer.labels[1])
    await _reads(ada, book, names[1])


@pytest.mark.parametrize("words", ["la seconda", "2", "La seconda!"])
@pytest.mark.usefixtures("desk")
async def test_an_offer_is_taken_by_its_place(telegram: Lookalike, book: Book, words: str) -> None:
    """People type what they would press."""
    ada = telegram.user("Ada")
    await ada.says(AMBIGUOUS)
    names = _offered(book, await ada.sees(OFFER))
    await ada.says(words)
    await _reads(ada, book, names[1])


@pytest.mark.parametrize(
    ("words", "portal"), [("energia corrente", "energia-corrente"), ("E-Distribuzione", "e-distribuzione")]
)
@pytest.mark.usefixtures("desk")
async def test_an_offer_is_taken_by_its_portal(
    telegram: Lookalike, book: Book, words: str, portal: str
) -> None:
    """The name of the portal is the answer to «which of these»."""
    ada = telegram.user("Ada")
    await ada.says(AMBIGUOUS)
    names = _offered(book, await ada.sees(OFFER))
    await ada.says(words)
    await _reads(ada, book, next(name for name in names if book[name].portal == portal))


@pytest.mark.usefixtures("desk")
async def test_none_of_these_pressed_or_typed_leads_on(telegram: Lookalike) -> None:
    """Other words are asked for, or a person offered; the button is void after that."""
    ada = telegram.user("Ada")
    await ada.says(AMBIGUOUS)
    offer = await ada.sees(OFFER)
    await ada.presses("Nessuna di queste")
    assert (await ada.sees(NO_ANSWER)).labels == ["🙋 Parla con una persona"]
    await ada.presses("Nessuna di queste", on=offer)
    await ada.sees(TOAST_OLD)
    await ada.says(AMBIGUOUS)
    await ada.sees(OFFER)
    await ada.says("nessuna di queste")
    await ada.sees("Una persona può aiutarti meglio di me")


@pytest.mark.usefixtures("desk")
async def test_an_old_button_is_refused_and_an_old_entry_is_not(telegram: Lookalike, book: Book) -> None:
    """When the conversation has moved on, «none of these» is void; an entry's button is good for ever."""
    ada = telegram.user("Ada")
    await ada.says(AMBIGUOUS)
    first = await ada.sees(OFFER)
    names = _offered(book, first)
    await ada.says("/annulla")
    await ada.sees("Va bene, annullato")
    await ada.says(AMBIGUOUS)
    await ada.sees(OFFER)
    await ada.presses("Nessuna di queste", on=first)
    await ada.sees(TOAST_OLD)
    await ada.presses(first.labels[0], on=first)
    await _reads(ada, book, names[0])


async def test_an_offer_grows_old(telegram: Lookalike, open_desk: OpenDesk, clock: Clock) -> None:
    """After half an hour the offer is closed in silence: its button is void, its places are words again."""
    async with open_desk(now=clock):
        ada = telegram.user("Ada")
        await ada.says(AMBIGUOUS)
        offer = await ada.sees(OFFER)
        clock.turn(minutes=29)
        await ada.sends_photo()
        await ada.sees("Foto e file")
        clock.turn(minutes=31)
        await ada.presses("Nessuna di queste", on=offer)
        await ada.sees(TOAST_OLD)
        await ada.says("/annulla")
        await ada.sees("Non c’è niente da annullare")


async def test_an_offer_closes_by_itself(telegram: Lookalike, open_desk: OpenDesk, clock: Clock) -> None:
    """Nobody has to write for it: a bot that starts later closes what is overdue, and says nothing."""
    async with open_desk(now=clock):
        ada = telegram.user("Ada")
        await ada.says(AMBIGUOUS)
        await ada.sees(OFFER)
    clock.turn(minutes=31)
    async with open_desk(now=clock) as bot:
        await telegram.until(lambda: b'event="expired"' in bot.metrics.exposition(), "the time-out")
        await ada.says("/annulla")
        await ada.sees("Non c’è niente da annullare")
    assert ada.unseen == []


@pytest.mark.usefixtures("desk")
async def test_no_answer_is_said_rather_than_guessed(telegram: Lookalike) -> None:
    """The second time in a row a person is recommended."""
    ada = telegram.user("Ada")
    await ada.says("che tempo fa domani a Bolzano")
    await ada.sees(NO_ANSWER)
    await ada.says("mi racconti una barzelletta")
    sorry = await ada.sees("Una persona può aiutarti meglio di me")
    assert sorry.labels == ["🙋 Parla con una persona"]
    await ada.presses("🙋 Parla con una persona")
    await ada.sees("803500")


@pytest.mark.usefixtures("desk")
async def test_a_changed_message_is_answered_anew(telegram: Lookalike, book: Book) -> None:
    """Whoever corrects a question gets the answer to what stands there now."""
    ada = telegram.user("Ada")
    asked = await ada.says("che tempo fa domani a Bolzano")
    await ada.sees(NO_ANSWER)
    await ada.edits(asked, "ho dimenticato la password dell'area riservata")
    await _reads(ada, book, "ed-reset-password")


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "This answer is available in Italian only"), ("de", "nur auf Italienisch"), ("it", "")],
)
@pytest.mark.usefixtures("desk")
async def test_an_italian_answer_says_so_in_other_languages(
    telegram: Lookalike, book: Book, language: str, line: str
) -> None:
    """The approved answer stays Italian; whoever reads another language is told why."""
    eva = telegram.user("Eva", language=language)
    await eva.says("ho dimenticato la password dell'area riservata")
    answer = await _reads(eva, book, "ed-reset-password")
    assert line in answer.text
    assert answer.text.endswith(from_html(book["ed-reset-password"].answer).text) is (language == "it")
