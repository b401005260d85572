"""Cut a folded list of house numbers into words, numbers and signs, and walk along them."""

import re
from dataclasses import dataclass
from typing import Final

#: A token is a run of letters, a run of digits, or a sign.
_TOKEN: Final = re.compile(r"[a-z]+|[0-9]+|\S")
#: Tokens before a number, "nn. civ. n.ri"; a bound keeps the time linear.
_MOST_NUMBER_WORDS: Final = 8
#: Words that only say that a number follows.
NUMBER_WORDS: Final = frozenset(
    "n nn nr nro nri num numero numeri no civ civv civico civici nummer hausnummer nrn".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of a folded text, and where it stood there."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is made of digits."""
        return self.text.isdecimal()

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text.isalpha()


class Cursor:
    """Tokens of a folded text and how far they are read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [Token(found[0], *found.span()) for found in _TOKEN.finditer(text)]
        self.at = 0

    def peek(self, ahead: int = 0) -> Token | None:
        """Return a token not read yet, or None behind the last."""
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def is_next(self, *texts: str, ahead: int = 0) -> bool:
        """Tell whether the next token is one of these."""
        token = self.peek(ahead)
        return token is not None and token.text in texts

    def is_number(self, ahead: int = 0) -> bool:
        """Tell whether the next token is made of digits."""
        token = self.peek(ahead)
        return token is not None and token.is_number

    def is_glued(self, ahead: int = 0) -> bool:
        """Tell whether no blank stands before the next token."""
        token = self.peek(ahead)
        return (
            token is not None and self.at + ahead > 0 and self.tokens[self.at + ahead - 1].end == token.start
        )

    def take(self, *texts: str) -> bool:
        """Read the next token if it is one of these."""
        if self.is_next(*texts):
            self.at += 1
            return True
        return False

    def skip_number_words(self) -> bool:
        """Read "n.", "civ.", "nn.ri" where a number follows; else read nothing."""
        before = self.at
        while (token := self.peek()) is not None and self.at < before + _MOST_NUMBER_WORDS:
            if token.text in NUMBER_WORDS or (
                self.at > before and token.text in {".", "°", "ri", "o", "c", ":"}
            ):
                self.at += 1
            else:
                break
        follows = self.peek()
        if self.at > before and follows is not None and (follows.is_number or self._is_label()):
            return True
        self.at = before
        return False

    def _is_label(self) -> bool:
        token = self.peek()
        return token is not None and token.is_word and self.is_number(1) and self.is_glued(1)
