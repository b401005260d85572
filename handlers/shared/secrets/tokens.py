"""A text as the recogniser of secrets reads it: words and signs with their places; spelled words joined."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz.distance import OSA

from faq.language import fold
from faq.language.vocabulary import is_italian
from handlers.shared.secrets import words

_CHUNK: Final = re.compile(r"\S+")
_LINK: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
_AROUND: Final = "\"'()[]{}<>.,;:…¿¡*`|„"
_ENDS: Final = frozenset(".,;:?!…")
_ABBREVIATED: Final = frozenset({"n", "nr", "num", "no"})
_SENTENCE_ENDS: Final = frozenset(".?!")
_QUOTED: Final = re.compile(r"([\"'`*]).+\1[.,;:?!]*|„.+[\"“”][.,;:?!]*|\(.+\)[.,;:?!]*")
_SIGN: Final = re.compile(r"[:=]|->|=>|→|/")
#: What is longer is no name of anything.
_LONGEST_LABEL: Final = 30
_LONGEST_SPELLED: Final = 10
_NO_LETTER: Final = re.compile(r"[^a-z0-9]+")
_ELISION: Final = re.compile(r"^(?:[a-z]{1,5}')(?=[a-z0-9])")
_DIGITS: Final = re.compile(r"\d+(?:[-.]\d+)*")
_SHORTEST_SPELLED: Final = 2
#: A mistyped name is no shorter.
_SHORTEST_MISTYPED: Final = 6
_MOST_MISTYPED: Final = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign: as it is seen, folded, and from where to where it stands in the seen text."""

    shown: str
    word: str
    start: int
    end: int
    #: A comma, a full stop or the like stands behind it.
    ends_clause: bool = False
    #: … and it ends the sentence.
    ends_sentence: bool = False
    #: It is a quotation by itself.
    is_quoted: bool = False

    @property
    def digits(self) -> str:
        """The digits of a number, in groups or not; empty where it is no number."""
        number = self.shown.replace(" ", "").rstrip("!?")
        return re.sub(r"[^0-9]", "", number) if _DIGITS.fullmatch(number) else ""

    @property
    def is_copula(self) -> bool:
        """Whether it is an Italian "è", however its accent was typed."""
        return self.shown.lower() in {"è", "é", "e'", "e`", "cos'è"}


def tokens(seen: str) -> list[Token]:
    """Return the tokens of a text that was folded by `fold.seen`."""
    found = [token for chunk in _CHUNK.finditer(seen) for token in _parts(chunk[0], chunk.start())]
    return list(_joined(found, seen))


def _parts(chunk: str, start: int) -> Iterator[Token]:
    """Take a chunk apart at what connects a name with its value, and at slashes between words."""
    if _LINK.match(chunk.lstrip(_AROUND)):
        yield Token(chunk, "", start, start + len(chunk), ends_clause=True)
        return
    begun = 0
    for sign in _SIGN.finditer(chunk):
        left = chunk[begun : sign.start()]
        if not _splits(left, sign[0], is_last=sign.end() == len(chunk)):
            continue
        if left:
            yield from _token(left, start + begun)
        if sign[0] != "/":
            yield Token(sign[0], "=" if sign[0] == "=" else ":", start + sign.start(), start + sign.end())
        begun = sign.end()
    if begun < len(chunk):
        yield from _token(chunk[begun:], start + begun)


def _splits(left: str, sign: str, *, is_last: bool) -> bool:
    """Whether a sign separates what stands left of it."""
    if len(left) > _LONGEST_LABEL:
        return False
    if sign == "/":
        return not is_last and left.strip(_AROUND).isalpha()
    return not left or is_last or _is_label(left)


def _token(piece: str, start: int) -> Iterator[Token]:
    bare = piece.strip(_AROUND).lstrip("/")
    if not bare and not piece.strip("\"'"):
        return
    at = start + (piece.find(bare) if bare else 0)
    shown = "e'" if bare == "e" and piece.startswith("e'") else bare or piece
    # "p.i.n." is a word with its points, and no end.
    is_abbreviated = "." in bare or (bare.lower() in _ABBREVIATED and piece[-1] == ".")
    ends_sentence = piece[-1] in _SENTENCE_ENDS and not is_abbreviated
    is_quoted = _QUOTED.fullmatch(piece) is not None
    end = at + max(len(bare), 1)
    yield Token(shown, _word(bare), at, end, piece[-1] in _ENDS, ends_sentence, is_quoted)


def _is_label(left: str) -> bool:
    word = _word(left)
    return word == "" or is_name(word) or is_mistyped_name(word) or word in _LABELS


_LABELS: Final = (
    words.CODES | words.PRINTED_CODES | words.USERNAMES | words.OTHER_NUMBERS | words.FILLERS | words.UNITS
    | words.SECRET_KINDS_OF_CODE | words.STATES
)  # fmt: skip


def is_name(word: str) -> bool:
    """Whether a folded word is a name for a secret, rightly spelled."""
    return word in words.PASSWORDS or word in words.PINS


def is_mistyped_name(word: str) -> bool:
    """Whether a folded word is a name for a password with a typing error or two."""
    if word.replace("0", "o") in words.OFTEN_MISTYPED:
        return "0" in word
    if len(word) < _SHORTEST_MISTYPED or not word.isalpha() or word in words.NOT_MISTYPED:
        return False
    near = (OSA.distance(word, name, score_cutoff=_MOST_MISTYPED) for name in words.OFTEN_MISTYPED)
    return word[0] in "pk" and min(near) <= _MOST_MISTYPED and not is_italian(word)


def _word(shown: str) -> str:
    plain = fold.plain(shown)
    return _NO_LETTER.sub("", _ELISION.sub("", plain)) or plain.strip()


def _joined(found: Sequence[Token], seen: str) -> Iterator[Token]:
    """Join digits in groups ("482 131") to a number, and single letters ("p i n") to a name."""
    place = 0
    while place < len(found):
        token, end = found[place], place + 1
        if token.digits:
            while end < len(found) and found[end].digits and not found[end - 1].ends_clause:
                if "\n" in seen[found[end - 1].end : found[end].start]:
                    break
                end += 1
        elif len(token.word) == 1 and token.word.isalpha():
            end = _spelled(found, place)
        if end > place + 1:
            last = found[end - 1]
            together = "".join(each.word for each in found[place:end])
            shown = seen[token.start : last.end] if token.digits else together
            token = replace(last, shown=shown, word=together, start=token.start)
        yield token
        place = end


def _spelled(found: Sequence[Token], place: int) -> int:
    """Return where a name that is written letter by letter ends; the next place where there is none."""
    name, end, longest = "", place, place + 1
    letters = found[place : place + _LONGEST_SPELLED]
    for letter in letters:
        if len(letter.word) != 1 or not letter.word.isalpha():
            break
        name += letter.word
        end += 1
        if len(name) >= _SHORTEST_SPELLED and is_name(name):
            longest = end
    return longest
