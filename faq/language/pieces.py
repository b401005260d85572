"""A long message in pieces that can be read as questions: whole sentences where there are any."""

import re
from collections.abc import Iterator
from typing import Final

from faq.language.fold import seen

#: Words of a message that is read as one question; a longer one is read in pieces.
LONGEST_QUESTION: Final = 160
#: Words of a piece, enough for a question of two sentences. Of labelled questions hidden in letters, pieces
#: of 30 words find nearly twice as many as pieces of 60 or 120.
_LONGEST_PIECE: Final = 30

_SENTENCE: Final = re.compile(r"[^.!?…;\n]+(?:[.!?…;\n]+|$)")
#: A word, with the marks and blanks behind it.
_WORD: Final = re.compile(r"[^\W_]+[\W_]*")


def pieces(text: str) -> tuple[str, ...]:
    """Return the text itself if it is short; else all of it in pieces, each of a bounded number of words.

    A sentence too long for a piece is cut into pieces that overlap by half, so that whatever is said in few
    words stands whole in one of them.
    """
    return (text,) if _is_short(shown := seen(text)) else tuple(_grouped(shown))


def _is_short(text: str) -> bool:
    return sum(1 for _ in _WORD.finditer(text)) <= LONGEST_QUESTION


def _grouped(text: str) -> Iterator[str]:
    piece: list[str] = []
    for sentence in _SENTENCE.finditer(text):
        said = _WORD.findall(sentence[0])
        if piece and len(piece) + len(said) > _LONGEST_PIECE:
            yield "".join(piece)
            piece = []
        while len(said) > _LONGEST_PIECE:
            yield "".join(said[:_LONGEST_PIECE])
            said = said[_LONGEST_PIECE // 2 :]
        piece += said
    if piece:
        yield "".join(piece)
