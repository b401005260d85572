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
