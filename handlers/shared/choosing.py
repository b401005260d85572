"""Which of several shown choices a message means: by its place, or by a word that one label alone has."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from handlers.shared import replies, reply_words
from handlers.shared.replies import spelled

_FIRST: Final = (
    "prima primo primi first erste erster ersten erstes uno una one eins",
    "seconda secondo second zweite zweiter zweiten zweites due two zwei",
    "terza terzo third dritte dritter dritten drittes tre three drei",
    "quarta quarto fourth vierte vierter vierten viertes quattro four vier",
    "quinta quinto fifth funfte funfter funften funftes cinque five funf",
)
_PLACES: Final = {word: place for place, listed in enumerate(_FIRST) for word in listed.split()}
_LAST: Final = frozenset(
    "ultima ultimo last letzte letzter letzten letztes".split()  # noqa: SIM905 - a list of words reads best as words
)
#: Articles, and what a choice is called.
_AROUND: Final = frozenset(
    """
    la il lo l i le quella quello opzione opz numero n nr voce scelta risposta domanda punto di del della per
    the one option number choice answer of a an for
    die der das den option nummer antwort von fur
    scelgo prendo dico direi voglio vorrei intendo i want take mean choose ich nehme meine mochte
    """.split()  # noqa: SIM905 - as above
)
_NONE: Final = frozenset({"nessuna", "nessuno", "none", "neither", "keine", "keiner", "keines"})
_OF_THESE: Final = frozenset(
    "di queste questi quelle quelli tre due of these them the two three davon von diesen delle".split()  # noqa: SIM905 - as above
)
_POLITE: Final = frozenset(
    """
    grazie mille per favore piacere prego si ok va bene e allora pure please thanks thank you yes and
    bitte danke schon vielen dank ja und
    """.split()  # noqa: SIM905 - as above
)
#: "2", "02", "1a", "la 2ª", "2nd".
_DIGITS: Final = re.compile(r"0?(\d{1,2})(?:[ao]|st|nd|rd|th)?")
#: Shorter words are in too many labels by chance.
_SHORTEST: Final = 3


def place(text: str, count: int) -> int | None:
    """The place, from 0 on, among ``count`` choices: "1)", "opzione 2", "la seconda grazie", "l'ultima"."""
    typed = spelled(text)
    named = [word for word in typed if word in _PLACES or word in _LAST or _DIGITS.fullmatch(word)]
    rest = [word for word in typed if word not in named and word not in _AROUND and word not in _POLITE]
    if len(named) > 1:
        # "The first one".
        named = [word for word in named if word not in _AROUND]
    if len(named) != 1 or rest:
        return None
    (word,) = named
    if word in _LAST:
        return count - 1 if count else None
    digits = _DIGITS.fullmatch(word)
    found = _PLACES[word] if digits is None else int(digits[1]) - 1
    return found if 0 <= found < count else None


def named(text: str, labels: Sequence[str]) -> int | None:
    """The place of the one label that holds every word of the text, but for articles and politeness.

    A yes, a no and the like name nothing, nor does a label with a "not" that the text has not.
    """
    reply = replies.read(text)
    if reply is not None and not reply.is_doubtful:
        return None
    wanted = {word for word in spelled(text) if word not in _AROUND and word not in _POLITE}
    wanted = {word for word in wanted if len(word) >= _SHORTEST or word in _denying()}
    if not wanted:
        return None
    fitting = [number for number, label in enumerate(labels) if _holds(spelled(label), wanted)]
    return fitting[0] if len(fitting) == 1 else None


def choice(text: str, labels: Sequence[str]) -> int | None:
    """The one of these labels that the text means, by its place or by its words."""
    by_place = place(text, len(labels))
    return named(text, labels) if by_place is None else by_place


def is_none(text: str) -> bool:
    """Whether the whole message says that none of the choices is meant."""
    typed = [word for word in spelled(text) if word not in _POLITE]
    says_none = any(word in _NONE for word in typed)
    return (says_none and all(word in _NONE | _OF_THESE for word in typed)) or (
        replies.understood(text) == "no"
    )


def _holds(label: Iterable[str], wanted: set[str]) -> bool:
    words = list(label)
    # "edistribuzione" is written for "E-Distribuzione".
    held = {*words, *(one + two for one, two in pairwise(words))}
    return wanted <= held and (held & _denying()) <= wanted


def _denying() -> frozenset[str]:
    return frozenset(word for (word, *rest) in reply_words.NOT if not rest)
