"""The small kindnesses, and what is none of them."""

import pytest

from handlers.basics import courtesy
from handlers.contract.chat import Text

HELLO = "Hello! What can I do for you? Write it in your own words."
WELCOME = "You are welcome! I am here whenever you need me."
IN_WORDS = "Tell me in a few words what you need, and I will do my best."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ciao", HELLO),
        ("Buongiorno!!", HELLO),
        ("buona sera a tutti", HELLO),
        ("Grüß Gott", HELLO),
        ("hello 👋", HELLO),
        ("grazie", WELCOME),
        ("Grazie mille, buona serata a tutti", WELCOME),
        ("ok perfetto 👍", WELCOME),
        ("Vielen Dank!", WELCOME),
        ("👍", IN_WORDS),
        ("???", IN_WORDS),
        ("😀😀😀", IN_WORDS),
        ("❤️", IN_WORDS),
        ("\u200f\u200e", IN_WORDS),
        ("ciao, ho perso la password", None),
        ("grazie ma non funziona", None),
        ("bolletta", None),
        ("1", None),
        ("مرحبا", None),
    ],
)
def test_greetings_thanks_and_messages_without_words(text: str, said: str | None) -> None:
    """Pure courtesy is returned; as soon as there is a question in it, the question counts."""
    turn = courtesy.answer_words(None, Text(text))
    assert (None if turn is None else turn.says[0].text) == said
