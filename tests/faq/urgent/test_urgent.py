"""Dangers and the wish for a person: always recognised, and never seen where they are not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq.urgent.recognise import IDS, recognise

#: Messages with the id they report, or "-" where the same words mean no harm.
MESSAGES = [
    line.split("\t") for line in Path(__file__).with_name("urgent.tsv").read_text("utf-8").splitlines()
]
DANGERS = [text for text, meant in MESSAGES if meant.startswith("urgent-")]


@pytest.mark.parametrize(("text", "meant"), MESSAGES)
def test_a_message_is_taken_for_what_it_means(text: str, meant: str) -> None:
    """Gas, electric dangers, power cuts, the wish for a person: any wording, spelling, three languages."""
    assert recognise(text) == (None if meant == "-" else meant)


#: A shout of so few words ("pronto? gas!!!") counts only where it is the whole message.
_CRY = 3


@pytest.mark.parametrize("text", [text for text in DANGERS if len(text.split()) > _CRY][::25])
def test_a_danger_is_seen_inside_a_long_message(text: str) -> None:
    """What stands before and after, and how loudly it is written, does not hide it."""
    letter = "Buongiorno, vi scrivo dal terzo piano. " * 5
    assert recognise(f"{letter}{text.upper()}. Cordiali saluti") == recognise(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=4096))
def test_any_text_has_an_outcome(text: str) -> None:
    """No message makes it stumble."""
    assert recognise(text) in {None, *IDS}


@pytest.mark.parametrize("place", [0.0, 0.3, 0.5, 0.9, 1.0])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("in cantina c'è puzza di gas", "urgent-gas-leak"),
        ("c'è un cavo della luce a terra", "urgent-electric-danger"),
        ("vorrei parlare con un operatore", "operator"),
    ],
)
def test_nothing_of_a_letter_is_left_unread(text: str, meant: str, place: float) -> None:
    """At the beginning, in the middle, at the very end of the longest message that Telegram takes."""
    letter = "Buongiorno, vi scrivo dal terzo piano per la mia bolletta di luglio. " * 60
    letter = letter[: 4090 - len(text)]
    at = int(place * len(letter))
    assert recognise(f"{letter[:at]} . {text} . {letter[at:]}") == meant


def test_a_word_said_a_hundred_times_hides_no_danger() -> None:
    """Each place of a word is looked at where the others of its sign stand, not the first few only."""
    assert recognise("ho il contratto del gas, il gas costa. " * 60 + "Qui puzza di gas") == "urgent-gas-leak"


@pytest.mark.parametrize(
    "text",
    [
        "puzza di G.A.S.",
        "puzza di g a s",
        "p-u-z-z-a di gas",
        "𝐏𝐔𝐙𝐙𝐀 𝐃𝐈 𝐆𝐀𝐒",
        "ＰＵＺＺＡ ＤＩ ＧＡＳ",
        "puz\u00adza di g\u200ba\u2060s",
        "\u202epuzza di gas",
        "p̶u̶z̶z̶a̶ di gas",
    ],
)
def test_a_danger_is_seen_however_it_is_set(text: str) -> None:
    """Spelled, bold, wide, struck through, with invisible characters."""
    assert recognise(text) == "urgent-gas-leak"
