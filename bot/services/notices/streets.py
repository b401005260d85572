"""Compare street names: the same street, a different one, or perhaps the same. No fuzzy score decides.

The laws, of two names within one comune:

- Folded away: case, accents, dots, dashes, apostrophes, articles, short forms of kinds and titles,
  roman and written numbers of dates. Words must then be equal: Via Roma is not Via Romagna.
- Two kinds must be the same (Via Verdi is not Vicolo Verdi); one that is left out ("Verdi 12")
  stands for any. Frazione and località are both a hamlet.
- An initial stands for any given name that begins with it, before or behind the surname. A given name,
  a title or a last number that only one side has leaves it at "perhaps" (Rosselli, Fratelli Rosselli),
  but for the famous, whom Italy's streets mean by the surname alone (`street_words.FAMOUS`). Two
  different given names: different.
- "S." is San, Santa, Sant' or an initial, whichever fits. A saint's origin may be left out: "perhaps".
- A road (SP12, S.P. 12, Strada Provinciale 12) is its number; a name behind the number does not count.
- A hamlet beside the street ("Via Roma, fraz. Pieve") must be the same; on one side only: "perhaps".
- Of "Via Roma/Romstraße" either half will do. Without both halves a German name is an Italian one only
  where the name is the same (Dantestraße), "perhaps" where it is a known translation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from bot.services.notices import street_words as words
from faq.language import fold

Likeness: TypeAlias = Literal["same", "perhaps", "different"]

_WORD: Final = re.compile(r"[a-z0-9]+(?:\.[a-z0-9]+)*\.?")
_ROAD: Final = re.compile(
    r"(?:s\.? ?([psrc])\.? ?|"
    r"(?:strada |str\. ?)?(provinciale|prov\.?(?:le)?|statale|stat\.?(?:le)?|regionale|comunale) )"
    r"(?:n\.? ?)?(\d{1,4})(?: ?(bis|ter|quater))?(?![a-z0-9])"
)
_ROMAN: Final = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_ONES: Final = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
#: Longer texts are no names of streets; a bound keeps comparing cheap.
_LONGEST: Final = 200
_LEAST_TO_JOIN: Final = 3
#: Where a hamlet's sign, or a street's kind behind a hamlet, begins another part without a comma.
_SIGN: Final = r"(?:(?:fraz|loc)(?:\. ?| )|(?:frazione|localita) )[a-z]"
_HAMLET: Final = re.compile(rf"(?<=[a-z0-9.]) (?={_SIGN})")
_BEHIND_HAMLET: Final = re.compile(rf"({_SIGN}[^,;()]*?) (?=(?:via|viale|vicolo|piazza|corso|largo) [a-z])")
_ROADS: Final = frozenset({"sp", "ss", "sr", "sc"})
_ORDER: Final[tuple[Likeness, ...]] = ("same", "perhaps", "different")


@dataclass(frozen=True, slots=True)
class Street:
    """A reading of a street's name. ``core``: words that must be equal; ``kind``: "" where it is left out."""

    kind: str
    core: tuple[str, ...]
    given: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()
    hamlet: tuple[str, ...] = ()
    #: Words of the core before the first small word among them.
    head: int = 0
    german: bool = False
    #: All letters and digits of the name, without the kind.
    letters: str = ""
    #: A name behind the number of a road.
    road_name: str = ""


def compare(first: str, second: str) -> Likeness:
    """Tell whether two names mean the same street of one comune. Symmetric; never raises."""
    if not fold.plain(first).strip() or not fold.plain(second).strip():
        return "perhaps"
    if _bare(first) == _bare(second):
        return "same"
    results = {_likeness(one, other) for one in readings(first) for other in readings(second)}
    return min(results, key=_ORDER.index, default="different")


def candidates(name: str, streets: Iterable[str]) -> tuple[str, ...]:
    """Return the streets that are the same as a name; where there are none, all that may be."""
    compared = [(compare(name, street), street) for street in streets]
    same = tuple(street for likeness, street in compared if likeness == "same")
    return same or tuple(street for likeness, street in compared if likeness == "perhaps")


@lru_cache(maxsize=65_536)
def readings(name: str) -> tuple[Street, ...]:
    """Return what a name may be read as: each half of two languages, "S." as a saint and an initial."""
    plain = " ".join(fold.plain(name)[:_LONGEST].replace("'", " ").split())
    return tuple(street for half in _halves(_with_commas(plain)) for street in _half(half))


@lru_cache(maxsize=65_536)
def search_keys(name: str) -> frozenset[str]:
    """Return words to look a street up by: two names without one in common are different streets.

    Empty for a name that says nothing, which may be any street.
    """
    keys: set[str] = set()
    for street in readings(name):
        joined = "".join(street.core)
        keys |= {*street.core, joined, street.letters}
        if street.german and joined in words.GERMAN_NAMES:
            keys.add(words.GERMAN_NAMES[joined])
        for reading in _plain_street(street.road_name) if street.road_name else ():
            keys |= {*reading.core, "".join(reading.core)}
    return frozenset(keys - {""})


def _bare(name: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in fold.plain(name)).strip()


def _halves(plain: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"/| - ", plain)]
    is_named = all(len(re.sub(r"[^a-z]", "", part)) >= _LEAST_TO_JOIN for part in parts)
    if len(parts) == 1 or not is_named or any(_hamlet_kind(part) for part in parts[1:]):
        return [plain]
    return parts


def _hamlet_kind(part: str) -> bool:
    found = _WORD.match(part)
    return found is not None and words.KINDS.get(found[0].rstrip(".")) in words.HAMLETS


def _with_commas(plain: str) -> str:
    """Part a street and its hamlet as with a comma: "Via Roma fraz. Pieve", "Loc. Pieve Via Roma"."""
    plain = re.sub(r"\b(fraz|loc)\.(?=[a-z])", r"\1. ", plain)
    if (behind := _BEHIND_HAMLET.match(plain)) is not None:
        return f"{behind[1]}, {plain[behind.end() :]}"
    street, *rest = _HAMLET.split(plain, maxsplit=1)
    is_named = any(
        word not in words.KINDS and word not in words.SMALL_WORDS for word in _bare(street).split()
    )
    return f"{street}, {rest[0]}" if rest and is_named else plain


def _half(plain: str) -> list[Street]:
    parts = [part.strip() for part in re.split(r"[,;()]| - ", plain)]
    parts = [part for part in parts if part and not part.isdecimal()]
    in_brackets = re.search(r"\(([^()]*)\)", plain)
    hamlet: tuple[str, ...] = ()
    streets = [part for part in parts if not _hamlet_kind(part)]
    if streets and len(streets) < len(parts):
        hamlet = _core_of(next(part for part in parts if _hamlet_kind(part)))
        parts = streets
    elif in_brackets and len(parts) > 1:
        hamlet = _core_of(in_brackets[1])
        parts = [part for part in parts if part != in_brackets[1].strip()]
    return [replace(street, hamlet=hamlet) for street in _plain_street(" ".join(parts))]


def _core_of(part: str) -> tuple[str, ...]:
    read = _plain_street(part)
    return read[0].core if read else ()


def _plain_street(plain: str) -> list[Street]:
    if road := _ROAD.match(plain):
        kind = f"s{road[1] or road[2][0]}"
        return [Street(kind, (road[3] + (road[4] or ""),), road_name=plain[road.end() :].strip(" .-"))]
    kind, tokens = _kind_and_tokens(plain)
    if not kind and (german := _german(tokens)) is not None:
        return [german]
    streets = [
        street for variant in _saints(_numbers(tokens)) if (street := _street(kind, variant)) is not None
    ]
    has_initial = any(token.endswith(".") or len(token) == 1 for token in tokens)
    if kind and plain.startswith(("v.", "v ")) and len(tokens) > 1 and not has_initial:
        # Without the kind, "V. Emanuele II" has an initial; "V. G. Verdi" has one beside its kind.
        streets += [street for street in [_street("", _numbers(["v.", *tokens]))] if street is not None]
    return streets


def _kind_and_tokens(plain: str) -> tuple[str, list[str]]:
    """Split the kind from the words; a word that was shortened with a dot keeps it."""
    kind = ""
    tokens: list[str] = []
    for found in _WORD.finditer(plain.replace("°", "")):
        word = found[0].rstrip(".")
        first, _, rest = word.partition(".")
        if not tokens and not kind and word in words.KINDS:
            kind = words.KINDS[word]
        elif not tokens and not kind and rest and first in words.KINDS:
            kind, tokens = words.KINDS[first], [f"{part}." for part in rest.split(".")[:-1]]
            tokens.append(rest.split(".")[-1] + "." * found[0].endswith("."))
        elif "." in word and word.replace(".", "") in words.SAINTS:
            tokens.append("san")
        elif word in words.TITLES:
            tokens.append(words.TITLES[word])
        elif "." in word:
            *shortened, last = word.split(".")
            tokens += [*(f"{part}." for part in shortened), last + "." * found[0].endswith(".")]
        else:
            tokens.append(found[0])
    if kind and not tokens:
        return "", [kind]
    return kind, tokens


def _german(tokens: list[str]) -> Street | None:
    if not tokens:
        return None
    bare = [token.rstrip(".") for token in tokens]
    last = bare[-1]
    for ending in words.GERMAN_KINDS:
        stem = [*bare[:-1], last.removesuffix(ending)] if last.endswith(ending) else None
        if stem is None or (len(stem[-1]) < _LEAST_TO_JOIN and not (stem[-1] == "" and len(stem) > 1)):
            continue
        if ending in {"ring", "weg"} and stem[-1] and len(stem) > 1:
            continue
        kind = "strasse" if ending == "str" else ending
        return Street(kind, ("".join(stem),), german=True, letters="".join(stem))
    return None


def _numbers(tokens: list[str]) -> list[str]:
    """Write the numbers of dates and kings as digits, and months in full."""
    read = [re.sub(r"^(\d+)[oa]$", r"\1", token) for token in tokens]
    for at, token in enumerate(read):
        bare = token.rstrip(".")
        following = read[at + 1].rstrip(".") if at + 1 < len(read) else ""
        is_long = len(following) >= _LEAST_TO_JOIN
        month = next((name for name in words.MONTHS if is_long and name.startswith(following)), "")
        value = bare if bare.isdecimal() else str(words.NUMBER_WORDS.get(bare, "")) or _roman(bare)
        if month and value:
            read[at], read[at + 1] = str(int(value)), month
        elif (len(bare) > 1 and _roman(bare)) or (
            at and at == len(read) - 1 and bare in {"i", "v", "x"} and read[at - 1] in words.GIVEN_NAMES
        ):
            read[at] = _roman(bare)
        elif bare.isdecimal():
            read[at] = str(int(bare))
    return read


def _roman(word: str) -> str:
    found = _ROMAN.fullmatch(word)
    return str(10 * len(found[1]) + _ONES[found[2]]) if found and word else ""


def _saints(tokens: list[str]) -> list[list[str]]:
    """Write every form of saint as "san"; of "s." return both readings."""
    saints, initials = list(tokens), list(tokens)
    for at, token in enumerate(tokens[:-1]):
        bare = token.rstrip(".")
        if bare in words.SAINTS or bare in {"s", "ss"}:
            saints[at] = "san"
            initials[at] = token if bare == "s" else "san"
    return [saints] if saints == initials else [saints, initials]


def _street(kind: str, tokens: list[str]) -> Street | None:
    small = frozenset(_group(token) for token in tokens if token in words.SMALL_WORDS) - {""}
    large = [token for token in tokens if token not in words.SMALL_WORDS] or tokens
    titles = frozenset(token for token in large if token in words.TITLE_WORDS)
    named = [token for token in large if token not in titles]
    if not named:
        named, titles = large, frozenset()
    given = [] if "san" in named else [token for token in named if _is_given(token)]
    core = [token for token in named if token not in given]
    if given and not any(not token.isdecimal() for token in core):
        last = given.pop()
        core = [token for token in named if token not in given or token is last]
    head = next((at for at, token in enumerate(tokens) if at and token in words.SMALL_WORDS), len(tokens))
    bare = tuple(token.rstrip(".") for token in core)
    if not bare:
        return None
    letters = "".join(token.rstrip(".") for token in tokens)
    everything = (*(token for token in given), *bare)
    if (alias := words.ALIASES.get(everything)) is not None:
        *known, surname = alias
        return Street(kind, (surname,), tuple(known), titles, small, head=head, letters=letters)
    return Street(kind, bare, tuple(given), titles, small, head=head, letters=letters)


def _is_given(token: str) -> bool:
    return token in words.GIVEN_NAMES or (
        not token[0].isdecimal() and (token.endswith(".") or len(token) == 1)
    )


def _group(small: str) -> str:
    """Articulated prepositions are one word in many forms; "e" and articles say nothing."""
    return {"d": "di", "a": "a"}.get(small[0], "") if not small.startswith("da") else "da"


def _likeness(one: Street, other: Street) -> Likeness:
    if _ROADS.intersection((one.kind, other.kind)):
        return _roads(one, other)
    if one.letters == other.letters:
        # Written in one word or in two, with what is a name or a title.
        return max(_kinds(one, other), _hamlets(one, other), key=_ORDER.index)
    laws = (_kinds, _cores, _given, _beside, _hamlets)
    return max((law(one, other) for law in laws), key=_ORDER.index)


def _roads(one: Street, other: Street) -> Likeness:
    if (one.kind, one.core) == (other.kind, other.core):
        return "same"
    for road, street in ((one, other), (other, one)):
        if (
            road.road_name
            and not street.road_name
            and any(reading.core == street.core for reading in _plain_street(road.road_name))
        ):
            return "perhaps"
    return "different"


def _kinds(one: Street, other: Street) -> Likeness:
    if not one.kind or not other.kind:
        return "same"
    if one.german != other.german:
        german, italian = (one, other) if one.german else (other, one)
        return "same" if words.GERMAN_KINDS.get(german.kind) == italian.kind else "different"
    return "same" if one.kind == other.kind else "different"


def _cores(one: Street, other: Street) -> Likeness:
    if one.core == other.core or "".join(one.core) == "".join(other.core):
        return "same"
    if sorted(one.core) == sorted(other.core):
        return "perhaps"
    if one.german != other.german:
        names = {
            words.GERMAN_NAMES.get("".join(s.core), "") if s.german else "".join(s.core) for s in (one, other)
        }
        return "perhaps" if len(names) == 1 else "different"
    short, long = sorted((one, other), key=lambda street: len(street.core))
    rest = long.core[len(short.core) :]
    if long.core[: len(short.core)] == short.core:
        if all(word.isdecimal() for word in rest):
            return "perhaps"
        if short.core[0] == "san" and len(short.core) == long.head:
            return "perhaps"
    return "different"


def _given(one: Street, other: Street) -> Likeness:
    if one.given == other.given:
        return "same"
    known, assumed = _filled(one)
    others, also_assumed = _filled(other)
    if not known or not others:
        return "perhaps" if known != others else "same"
    fewer, more = sorted((list(known), list(others)), key=len)
    left = list(more)
    for name in fewer:
        fit = next((candidate for candidate in left if _fits(name, candidate)), None)
        if fit is None:
            return "perhaps" if assumed or also_assumed else "different"
        left.remove(fit)
    return "perhaps" if left else "same"


def _filled(street: Street) -> tuple[tuple[str, ...], bool]:
    """Return the given names; those of the famous where the surname stands alone, or with their initial."""
    famous = words.FAMOUS.get(street.core[0]) if len(street.core) == 1 and not street.titles else None
    if famous and (not street.given or (len(street.given) == 1 and _is_initial_of(street.given[0], famous))):
        return (famous,), True
    return street.given, False


def _is_initial_of(token: str, name: str) -> bool:
    return token != name and name.startswith(token.rstrip("."))


def _fits(one: str, other: str) -> bool:
    return one == other or any(
        (short.endswith(".") or len(short) == 1) and long.startswith(short.rstrip("."))
        for short, long in ((one, other), (other, one))
    )


def _hamlets(one: Street, other: Street) -> Likeness:
    if one.hamlet == other.hamlet:
        return "same"
    return "different" if one.hamlet and other.hamlet else "perhaps"


def _beside(one: Street, other: Street) -> Likeness:
    if one.titles != other.titles:
        return "perhaps"
    return "perhaps" if one.small and other.small and not one.small & other.small else "same"
