"""The offer of up to three entries: pressed, typed, refused, left alone."""

import pytest

from faq.book import Entry
from faq.matcher import Answer, Candidate, Decision, NoMatch, Suggest
from handlers import routes
from handlers.contract.chat import Attachment, Chosen, Expired, Text
from handlers.contract.dialog import State
from handlers.contract.questions import CountMisses, Missed, Rank, Ranked, ReadEntry, RecordPick
from handlers.contract.speech import Choice, Shortcut
from handlers.questions.ask import AwaitPick

ENTRIES = (
    Entry("ed-one", "Ho perso la password (E-Distribuzione)", "Uno", "e-distribuzione"),
    Entry("ec-two", "Ho perso la password (Energia Corrente)", "Due", "energia-corrente"),
    Entry("ec-three", "Come cambio la password", "Tre", "energia-corrente"),
)
OFFER = AwaitPick(7, ("ed-one", "ec-two"), ("e-distribuzione", "energia-corrente"))
WIDE_OFFER = AwaitPick(
    7, ("ed-one", "ec-two", "ec-three"), ("e-distribuzione", "energia-corrente", "energia-corrente")
)
MISSES = pytest.mark.parametrize(
    ("misses", "words"), [(1, "I have no sure answer"), (2, "I am sorry, I still have no answer")]
)


def _suggested(*entries: Entry) -> Ranked:
    candidates = tuple(Candidate(entry.id, 0.5) for entry in entries)
    return Ranked(7, Suggest(0.5, candidates), entries)


def test_an_offer_shows_each_question_and_a_way_out() -> None:
    """Entries are shortcuts that stay good; «none of these» belongs to this offer alone."""
    turn = routes.decide(None, _suggested(*ENTRIES[:2]))
    assert turn.state == OFFER
    assert turn.says[0].rows == (
        (Shortcut(ENTRIES[0].question, "/faq ed-one 7"),),
        (Shortcut(ENTRIES[1].question, "/faq ec-two 7"),),
        (Choice("None of these", "none"),),
    )


@pytest.mark.parametrize(
    ("offer", "words", "entry_id"),
    [
        (OFFER, "1", "ed-one"),
        (OFFER, "la prima", "ed-one"),
        (OFFER, "La seconda.", "ec-two"),
        (OFFER, "  la   SECONDA  ", "ec-two"),
        (OFFER, "die zweite", "ec-two"),
        (OFFER, "the first", "ed-one"),
        (OFFER, "energia corrente", "ec-two"),
        (OFFER, "Energia Corrente!", "ec-two"),
        (OFFER, "e-distribuzione", "ed-one"),
        (WIDE_OFFER, "la terza", "ec-three"),
        (WIDE_OFFER, "dritte", "ec-three"),
        # Two of one portal: the one that was ranked higher.
        (WIDE_OFFER, "energia corrente", "ec-two"),
    ],
)
def test_an_entry_may_be_chosen_in_words(offer: AwaitPick, words: str, entry_id: str) -> None:
    """People type the number, the position or the portal instead of pressing."""
    turn = routes.decide(offer, Text(words))
    assert (turn.ask, turn.dos) == (ReadEntry(entry_id, 7), (RecordPick(7, entry_id),))


@pytest.mark.parametrize("words", ["nessuna di queste", "Nessuna", "no", "none", "keine", "nein!"])
def test_none_of_these_may_be_typed(words: str) -> None:
    """The way out is open to words too, is remembered, and counts as a question without an answer."""
    pressed, typed = routes.decide(OFFER, Chosen("none")), routes.decide(OFFER, Text(words))
    assert typed == pressed
    assert (typed.state, typed.ask, typed.dos) == (None, CountMisses(), (RecordPick(7, None),))


@MISSES
def test_a_refused_offer_ends_at_other_words_or_a_person(misses: int, words: str) -> None:
    """Somebody who found nothing twice is shown the way to a person."""
    assert routes.decide(None, Missed(misses)).says[0].text.startswith(words)


@pytest.mark.parametrize("words", ["la terza", "3", "come leggo il contatore", "non lo so"])
def test_other_words_are_another_question(words: str) -> None:
    """What names none of the offered entries goes to the FAQ, and the offer waits for its answer."""
    turn = routes.decide(OFFER, Text(words))
    assert (turn.state, turn.ask) == (OFFER, Rank(words))


def test_a_foreign_choice_changes_nothing() -> None:
    """A value that this offer never had is passed over."""
    turn = routes.decide(OFFER, Chosen("ed-one"))
    assert (turn.state, turn.says, turn.ask) == (OFFER, (), None)


def test_a_photo_leaves_the_offer_open() -> None:
    """Somebody who sends a photo may still press."""
    assert routes.decide(OFFER, Attachment("photo")).state == OFFER


def test_an_offer_that_nobody_took_closes_in_silence() -> None:
    """Half an hour later nobody wants to hear of it."""
    turn = routes.decide(OFFER, Expired())
    assert (turn.state, turn.says) == (None, ())


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (Answer("ed-one", 0.9, (Candidate("ed-one", 0.9),)), None),
        (NoMatch(0.1, ()), None),
        (Suggest(0.5, (Candidate("ed-one", 0.5), Candidate("ec-two", 0.5))), OFFER),
    ],
)
def test_a_new_decision_ends_the_offer_before_it(decision: Decision, state: State | None) -> None:
    """One offer at a time: an answer closes it, another offer takes its place."""
    earlier = AwaitPick(3, ("ec-three",), ("energia-corrente",))
    entries = () if isinstance(decision, NoMatch) else ENTRIES[:2]
    assert routes.decide(earlier, Ranked(7, decision, entries)).state == state


@MISSES
def test_no_answer_twice_in_a_row_recommends_a_person(misses: int, words: str) -> None:
    """The first time the bot asks for other words; after that a person is the better way."""
    turn = routes.decide(None, Ranked(7, NoMatch(0.1, ()), (), misses=misses))
    assert turn.says[0].text.startswith(words)
    command = "/operatore" if misses == 1 else "/operatore misses"
    assert turn.says[0].rows[-1] == (Shortcut("🙋 Talk to a person", command),)
