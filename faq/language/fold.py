"""What a text looks like to the eye, folded: the one law by which anything that people type is compared.

Folded away are differences that nobody sees or means: invisible characters, forms of a letter (bold,
full-width, ligatures), forms of a digit (keycaps, circled, of other scripts), of a dash, a blank, a line
break, an apostrophe, a quotation mark. `seen` keeps capitals and accents, which tell a password from a word;
`plain` folds them as well, for words, codes and commands. Both are idempotent, never raise, and take time
linear in the text; each has a twin that tells where in the text a character stood.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: Invisible, though not of category Cf: joiners, fillers, variation selectors, the frame of a keycap.
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u20e3\u3164\uffa0").union(
    map(chr, range(0xFE00, 0xFE10)), map(chr, range(0xE0100, 0xE01F0))
)
#: Format, control, surrogate: they have no look of their own.
_SHAPELESS: Final = frozenset({"Cf", "Cc", "Cs"})
_LINE_BREAKS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
#: Signs that look alike and that Unicode keeps apart.
_ALIKE: Final = {
    **dict.fromkeys(_LINE_BREAKS, "\n"),
    **dict.fromkeys("`´‘’‚‛ʹʻʼʽˈˊˋ′‵՚＇❛❜ꞌ", "'"),
    **dict.fromkeys("“”„‟«»‹›″‶〝〞〟＂❝❞", '"'),
    **dict.fromkeys("\u2212\u2043\u02d7\u2500\u2796", "-"),
    **dict.fromkeys("⁄∕⧸", "/"),
    # A blank pattern of Braille, and the ten among the keycaps.
    "\u2800": " ",
    "\U0001f51f": "10",
    "ı": "i",
}
#: Stands before a digit that is set apart from the number before it; never in a text, for it is folded away.
_APART: Final = "\0"
_AFTER_DIGIT: Final = re.compile(f"(?<=[0-9]){_APART}")
#: Kinds of digits that are no digits of the number they stand at.
_NOT_OF_THE_NUMBER: Final = ("<super>", "<sub>", "<fraction>")
#: Beyond so many different characters the fold of a new one is not kept.
_MOST_KEPT: Final = 20_000
#: Three single letters or more, all with the same sign between them; elisions ("c'è") are no part of one.
_SPELLED: Final = re.compile(
    r"(?<![\w'])[a-z](?P<by> |[ ]?[.\-_*/|+·][ ]?)[a-z](?:(?P=by)[a-z])+(?![\w'])", re.ASCII
)
_WORDS_OF_ONE_LETTER: Final = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and for each of its characters the place in the text where it stood."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return from where to where, in the text, `self.text[start:end]` stood; (n, n) for an empty one."""
        if start < end:
            return self.places[start], self.places[end - 1] + 1
        at = self.places[start] if start < len(self.places) else (self.places[-1] + 1 if self.places else 0)
        return at, at


def seen(text: str) -> str:
    """Fold what the eye does not tell apart; capitals and accents stay. One line break for each, too."""
    return _set_apart(text.translate(_SEEN))


def plain(text: str) -> str:
    """Fold capitals and accents as well: "𝐅𝐮𝐠𝐚 di GAS" is "fuga di gas", "İ" is "i", "ß" is "ss".

    A small raised digit and a fraction stand apart from the number before them: "3017²" is "3017 2".
    """
    return _set_apart(text.translate(_PLAIN))


def seen_in_place(text: str) -> Folded:
    """Fold as `seen` does, with the way back."""
    return _in_place(text, _SEEN)


def plain_in_place(text: str) -> Folded:
    """Fold as `plain` does, with the way back."""
    return _in_place(text, _PLAIN)


def joined(folded: str) -> str:
    """Return a plain text with its spelled words joined: "fuga di g.a.s." is "fuga di gas.".

    A second reading, never the only one where a mistake would do harm. Spelled is a run of three single
    letters or more, with the same sign between them; letters that are words by themselves ("a e i") are not.
    """
    return _SPELLED.sub(_one_word, folded)


def _one_word(spelled: re.Match[str]) -> str:
    word = spelled[0].replace(spelled["by"], "")
    return spelled[0] if _WORDS_OF_ONE_LETTER.issuperset(word) else word


def _set_apart(folded: str) -> str:
    return _AFTER_DIGIT.sub(" ", folded).replace(_APART, "") if _APART in folded else folded


def _in_place(text: str, table: "_Table") -> Folded:
    characters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for character in table[ord(letter)]:
            if character != _APART:
                characters.append(character)
            elif characters and characters[-1] in "0123456789":
                characters.append(" ")
            else:
                continue
            places.append(place)
    return Folded("".join(characters), tuple(places))


class _Table(dict[int, str]):
    """What each character is folded to, for `str.translate`; found out when it is first met."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = self._fold(letter)
        while (again := "".join(map(self._fold, folded))) != folded:
            folded = again
        if folded[:1].isdecimal() and unicodedata.decomposition(letter).startswith(_NOT_OF_THE_NUMBER):
            folded = _APART + folded
        if len(self) < _MOST_KEPT:
            self[code] = folded
        return folded


def _seen(letter: str) -> str:
    if (alike := _ALIKE.get(letter)) is not None:
        return alike
    kind = unicodedata.category(letter)
    if letter.isspace() or kind == "Zs":
        return " "
    if kind in _SHAPELESS or letter in _UNSEEN:
        return ""
    if kind == "Pd":
        return "-"
    form = unicodedata.normalize("NFKC", letter)
    if len(form) > 1 and form[0] == " ":
        # A lone accent is taken for a blank with the accent above it.
        return letter
    return str(unicodedata.digit(form, form)) if len(form) == 1 else form


def _plain(letter: str) -> str:
    folded = unicodedata.normalize("NFKD", _seen(letter)).casefold()
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", folded)
        if unicodedata.category(character)[0] != "M"
    )


_SEEN: Final = _Table(_seen)
_PLAIN: Final = _Table(_plain)
