"""Where a secret stands in a text: a value that is called one, or a word that looks like one.

Guesses from the outside, erring on the side of a secret: a message deleted in vain can be written again.
A name is followed by its value, perhaps with "è" or ":" and words that say nothing between them ("la password
del portale è …"), or follows it ("… è la mia password"). What is said *about* a secret ("la password è
scaduta", "il pin non va") is none. Takes time linear in the text: every look around is bounded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from rapidfuzz.distance import OSA

from faq.language import fold
from faq.language.vocabulary import is_italian
from handlers.shared import codes
from handlers.shared.secrets import shapes, words
from handlers.shared.secrets.tokens import Token, is_mistyped_name, tokens

Kind: TypeAlias = Literal["password", "pin"]

#: So many words may stand between a name and its value.
_WINDOW: Final = 9
_WINDOW_BACK: Final = 8
#: Two letters of a state may be wrong where it is longer.
_SHORT_STATE: Final = 6
_MOST_MISTYPED: Final = 2
_FEWEST_DIGITS: Final = 4
_FEWEST_DIGITS_TOLD: Final = 3
_MOST_DIGITS_OF_PIN: Final = 8
_FEWEST_LETTERS: Final = 3
_SHORTEST_WORD: Final = 5
_SHORTEST_HALF: Final = 4
_BETWEEN_SENT: Final = (
    words.FILLERS
    | words.CODES
    | words.PINS
    | words.CONNECTORS
    | words.TO_ME
    | {
        "oggi",
        "ieri",
        "via",
        "sono",
        "stato",
    }
)
_PIN_NUMBER: Final = frozenset({"numero", "number", "nummer", "n", "nr", "num"})
#: So many figures written as words, one after another, are a number.
_FIGURES_IN_A_ROW: Final = 3
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_AMOUNT: Final = re.compile(r"\d+[.,:/]\d.*|\d+[./-]\d+[./-]\d+|\d{4}-\d\d-\d\d.*|[€$].*|.*[€%]")
_PUBLIC: Final = re.compile(codes.PUBLIC_NUMBER)


@dataclass(frozen=True, slots=True)
class _Name:
    """A name for a secret: the places of its first and last token, and what its value may be."""

    first: int
    last: int
    kind: Kind


def holds_secret(text: str) -> bool:
    """Whether a password, a PIN, a one-time code or a token stands in the text."""
    return any(next(_found(tokens(piece)), None) is not None for _, piece in _pieces(fold.seen(text)))


def mentions_secret(text: str) -> bool:
    """Whether a password, a PIN or the like is spoken of, be it written there or not."""
    return next(_names(tokens(fold.seen(text))), None) is not None


def find(text: str) -> tuple[tuple[int, int], ...]:
    """Return from where to where secrets stand in the text."""
    folded = fold.seen_in_place(text)
    spans: set[tuple[int, int]] = set()
    for start, piece in _pieces(folded.text):
        found = tokens(piece)
        spans |= {(start + found[place].start, start + found[place].end) for place in _found(found)}
    return tuple(folded.span(*span) for span in sorted(spans))


def _pieces(seen: str) -> Iterator[tuple[int, str]]:
    """Yield the text, and each of several lines by itself, with its place: a label may stand on one."""
    yield 0, seen
    start = 0
    for line in seen.split("\n") if "\n" in seen else ():
        if line.strip():
            yield start, line
        start += len(line) + 1


def _found(found: list[Token]) -> Iterator[int]:
    yield from (place for place in range(len(found)) if shapes.is_bare(found, place))
    yield from _named(found)


def _named(found: list[Token]) -> Iterator[int]:
    names = list(_names(found))
    for name in names:
        value = _behind(found, name)
        if value is None:
            value = _before(found, name)
        if value is not None:
            yield value
    yield from _sent(found)


def _names(found: list[Token]) -> Iterator[_Name]:
    """Find the names of secrets, in one word or two."""
    for place, token in enumerate(found):
        word = token.word
        after = [each.word for each in found[place + 1 : place + 3]]
        if after[:1] == ["di"]:
            after = after[1:]
        next_word = after[0] if after else ""
        if word in words.PASSWORDS or is_mistyped_name(word):
            yield _Name(place, place, "password")
        elif word in words.PINS:
            yield _Name(place, place, "pin")
        elif next_word in words.PASSWORD_PAIRS.get(word, ()):
            yield _Name(place, place + 1, "password")
        elif word in words.CODES:
            before = found[place - 1].word if place else ""
            if next_word in words.SECRET_KINDS_OF_CODE:
                yield _Name(place, place + 1, "pin")
            elif before in words.SECRET_CODES_BEFORE and next_word not in words.PRINTED_CODES:
                yield _Name(place - 1, place, "pin")


def _behind(found: list[Token], name: _Name) -> int | None:  # noqa: C901, PLR0912 - one case a kind of word
    """Return the place of the value that follows a name; None where no value does."""
    is_used_as = name.first > 0 and found[name.first - 1].word in words.USED_AS
    is_told = is_used_as and name.first > 1 and found[name.first - 2].word in words.CHOSEN
    for place in range(name.last + 1, min(name.last + 1 + _WINDOW, len(found))):
        token = found[place]
        if found[place - 1].ends_clause:
            is_told = False
            if found[place - 1].ends_sentence and place > name.last + 1:
                return None
        if token.is_copula or token.word in words.CONNECTORS:
            is_told = True
        elif token.digits:
            is_near = is_told or place == name.last + 1
            is_secret = _is_secret_number(found, place, name.kind, is_told=is_told, is_near=is_near)
            return place if is_secret else None
        elif name.kind == "pin" and is_told and _is_spelled_number(found, place):
            return place
        elif is_told and token.word in words.POINTERS:
            continue
        elif token.word in words.FILLERS or (name.kind == "pin" and token.word in _PIN_NUMBER):
            # "Come password uso …".
            is_told = is_used_as and token.word in words.CHOSEN
        elif _is_mixed(token):
            return None if _AMOUNT.fullmatch(token.shown) else place
        elif name.kind == "password" and place == name.last + 1 and _is_judged(found, place):
            return place
        elif name.kind == "password" and (is_told or _is_label(found, name)) and _is_value(found, place):
            # Behind the whole word alone ("password portale") a word of the language is no value.
            is_short = found[name.first].word in words.LABELS
            is_unknown = not is_italian(token.word) and token.word not in words.WITH_NUMBER
            is_value = is_told or is_short or is_unknown or _is_compound(token.word)
            return place if is_value else None
        elif token.word in words.OTHER_NUMBERS or (is_told and found[place - 1].is_copula):
            return None
        elif is_told and place > name.last + 1 and name.kind == "password":
            is_told = False
    return None


def _is_label(found: list[Token], name: _Name) -> bool:
    """Whether the text is a name and one word behind it, and no more."""
    before = {each.word for each in found[: name.first]}
    return name.last == len(found) - 2 and (before <= words.FILLERS or not before.isdisjoint(words.USERNAMES))


def _is_compound(word: str) -> bool:
    """Whether two Italian words were written as one, as who chooses a password does: "gattonero"."""
    halves = ((word[:cut], word[cut:]) for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1))
    return word not in words.WITH_NUMBER and any(is_italian(one) and is_italian(two) for one, two in halves)


def _is_judged(found: list[Token], place: int) -> bool:
    """Whether a word that follows a name at once is quoted, or no word and said not to do: "… non va"."""
    token = found[place]
    after = found[place + 1 : place + 3] if not token.ends_clause else []
    # "Passwort stimmt nicht": a verb.
    is_verb = token.word.endswith("t") and after and after[0].word == "nicht"
    is_judged = (
        after
        and not is_verb
        and (after[0].word in words.VERDICTS or (after[0].is_copula and after[-1].word in words.STATES))
    )
    return (token.is_quoted or (bool(is_judged) and not is_italian(token.word))) and _is_value(found, place)


def _is_spelled_number(found: list[Token], place: int) -> bool:
    """Whether figures that are written as words begin here."""
    figures = found[place : place + _FIGURES_IN_A_ROW]
    return len(figures) == _FIGURES_IN_A_ROW and all(each.word in words.FIGURES for each in figures)


def _is_mixed(token: Token) -> bool:
    """Whether a word behind a name has letters and digits, or a sign within."""
    return shapes.is_mixed(token.shown)


def _is_value(found: list[Token], place: int) -> bool:
    """Whether a word of letters that is said to be the secret is one, and nothing said about it."""
    token = found[place]
    word = token.word
    if len(word) < _FEWEST_LETTERS or not word.isalpha() or is_mistyped_name(word):
        return False
    if word in words.STATES or word in words.PASSWORDS or word in words.PINS or word in words.OTHER_NUMBERS:
        return False
    if word in words.UNITS or word in words.PRINTED_CODES or shapes.is_address(token.shown):
        return False
    before = {each.word for each in found[max(0, place - 3) : place]}
    if not is_italian(word):
        is_said_of = words.FOREIGN_ADJECTIVE.fullmatch(word) and not before.isdisjoint(words.FOREIGN_COPULAS)
        is_done = not before.isdisjoint({"stata", "stato"}) and word.endswith(words.ADJECTIVE_ENDINGS)
        return not (is_said_of or is_done or word.endswith(words.SUPERLATIVES) or _is_mistyped_state(word))
    # "È piena di numeri."
    after = found[place + 1].word if place + 1 < len(found) and not token.ends_clause else ""
    return not word.endswith(words.ADJECTIVE_ENDINGS) and after != "di"


def _is_mistyped_state(word: str) -> bool:
    """Whether a word is nearly one that is said of passwords: "scadtua"."""
    most = 1 if len(word) <= _SHORT_STATE else _MOST_MISTYPED
    return len(word) > _FEWEST_LETTERS and any(
        OSA.distance(word, state, score_cutoff=most) <= most for state in words.LONG_STATES
    )


def _is_secret_number(found: list[Token], place: int, kind: Kind, *, is_told: bool, is_near: bool) -> bool:
    """Whether a number that follows a name is the secret, and no date, amount or number of a bill."""
    number = found[place]
    if not _is_plain_number(found, place):
        return False
    digits = len(number.digits)
    if is_told:
        return digits >= _FEWEST_DIGITS_TOLD
    if is_near and kind == "pin" and digits == _FEWEST_DIGITS_TOLD:
        return True
    before = found[place - 1].word
    if _YEAR.fullmatch(number.digits) and before in words.OF_YEARS:
        return False
    if kind == "password" and not is_near:
        return digits >= _FEWEST_DIGITS and before in words.FILLERS and before not in words.OF_YEARS
    return digits >= _FEWEST_DIGITS and (is_near or digits <= _MOST_DIGITS_OF_PIN)


def _is_plain_number(found: list[Token], place: int) -> bool:
    number = found[place]
    after = found[place + 1].word if place + 1 < len(found) and not number.ends_clause else ""
    is_amount = _AMOUNT.fullmatch(number.shown) is not None or after in words.UNITS
    return not is_amount and _PUBLIC.fullmatch(number.shown) is None


def _before(found: list[Token], name: _Name) -> int | None:
    """Return the place of the value that stands before a name ("482131 è il codice di verifica")."""
    has_copula = False
    for place in range(name.first - 1, max(-1, name.first - 1 - _WINDOW_BACK), -1):
        token = found[place]
        if token.ends_clause and not token.digits:
            return None
        if token.is_copula or token.word in {"is", "ist", "=", "war", "was", "come", "as", "als"}:
            has_copula = True
        elif token.digits:
            is_said = has_copula or place in {0, name.first - 1} or found[name.first].word in words.CODES
            digits = len(token.digits)
            is_secret = is_said and _FEWEST_DIGITS <= digits <= _MOST_DIGITS_OF_PIN
            is_other = place > 0 and found[place - 1].word in words.OTHER_NUMBERS | words.OF_YEARS
            return place if is_secret and not is_other and _is_plain_number(found, place) else None
        elif token.word in words.BETWEEN:
            continue
        elif has_copula and _is_mixed(token):
            return place
        else:
            is_chosen = place > 0 and found[place - 1].word in words.CHOSEN
            is_word = (
                (place == 0 or is_chosen) and len(token.word) >= _SHORTEST_WORD and "'" not in token.shown
            )
            return place if has_copula and is_word and _is_value(found, place) else None
    return None


def _sent(found: list[Token]) -> Iterator[int]:
    """Find numbers that have been sent to somebody, as one-time codes are."""
    for place, token in enumerate(found):
        if token.word not in words.ARRIVED and not _is_sent_to_me(found, place):
            continue
        for step in (1, -1):
            number = _sent_number(found, place, step)
            if number is not None:
                yield number


def _is_sent_to_me(found: list[Token], place: int) -> bool:
    """Whether something is said to be sent: "mi hanno mandato", "ihr habt mir geschickt", a code."""
    if found[place].word not in words.SENT:
        return False
    to_whom = {each.word for each in found[max(0, place - 4) : place + 2]}
    nearby = {each.word for each in found[max(0, place - 5) : place + 6]}
    return not words.TO_ME.isdisjoint(to_whom) or not words.CODES.isdisjoint(nearby)


def _sent_number(found: list[Token], place: int, step: Literal[1, -1]) -> int | None:
    stop = min(len(found), place + _WINDOW_BACK) if step > 0 else max(-1, place - _WINDOW_BACK)
    has_code = False
    for other in range(place + step, stop, step):
        token = found[other]
        if token.digits:
            is_code = _FEWEST_DIGITS <= len(token.digits) <= _MOST_DIGITS_OF_PIN
            before = found[other - 1].word if other and not found[other - 1].is_copula else ""
            is_other = before in words.OTHER_NUMBERS - words.CODES and not has_code
            is_year = _YEAR.fullmatch(token.digits) is not None and before in words.OF_YEARS
            # "sono arrivato a 12345" is no code that arrived.
            is_other |= before in {"a", "al", "alla", "di"}
            is_sent = is_code and not is_other and not is_year and _is_plain_number(found, other)
            return other if is_sent else None
        has_code |= token.word in words.CODES or token.word in words.PINS
        if token.word in words.PRINTED_CODES - words.CODES:
            return None
        if token.word not in _BETWEEN_SENT and not token.is_copula:
            return None
    return None
