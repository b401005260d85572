"""Read an address as people type it: street, door and comune, and name what is missing.

The laws:

- The comune is the last part between commas, or a known comune (an argument) at the end, behind the
  street, or at the beginning. The longest name counts; what a kind of street stands before ("via Cesena
  3") is no comune.
- The door is the first readable number behind the name of the street; a number that belongs to the
  street (XX Settembre, SP12, 1 Maggio) is none. CAP, province and country are dropped.
- Words before a colon, or before the kind of the street ("casa di mia mamma: via …"), are the name that
  the person gives the address.
- Nothing is guessed: what is not there is "" and named in `missing`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.services.notices.doors import read_door
from bot.services.notices.places import place_keys
from bot.services.notices.street_words import KINDS, MONTHS
from faq.language import fold

Part: TypeAlias = Literal["street", "door", "comune"]

#: A longer message is a story.
_LONGEST: Final = 300
_MOST_WORDS: Final = 6
_CAP: Final = re.compile(r"(?<![\d/])\d{5}(?!\d)")
_PROVINCE: Final = re.compile(r"\s*\(\s*([A-Za-z]{2})\s*\)|(?<=[\w,])\s+(?!SN)([A-Z]{2})\s*$")
#: Kinds that in the middle of words begin the street.
_SURE_KIND: Final = re.compile(
    r"(?<=[\s,])(?:via|viale|v\.le|piazza|p\.zza|corso|c\.so|vicolo|largo|l\.go)(?=\s)", re.IGNORECASE
)
#: A dash before a word parts an address as a comma does.
_DASH: Final = re.compile(r"\s-\s+(?=[^\W\d])")
_COUNTRY: Final = re.compile(r"[\s,]+(?:italia|italy|italien)\s*\.?\s*$", re.IGNORECASE)
_LEAD: Final = re.compile(
    r"^\s*(?:ciao|salve|buongiorno|buonasera|abito|abitiamo|vivo|vive|sto|sta|in|a|l['’]indirizzo [eè]|"
    r"indirizzo|il mio indirizzo [eè]|mi trovo)\b[\s,:]+",
    re.IGNORECASE,
)
_DOOR: Final = re.compile(
    r"(?:[,\s]\s*|^)((?:n\.?[°º]?\s*|nr\.?\s*|num\.?\s*|civico\s+|civ\.?\s*|numero\s+)?"
    r"(?:s\.?\s?n\.?\s?c\.?|s\.?/?n\.?|snc|senza numero(?: civico)?|km\.?\s*\d{1,3}[+,.]\d{1,3}"
    r"|[a-z]{0,2}\d{1,4}(?!\d)(?:\s?(?:bis|ter|quater))?(?:\s?[/-]\s?(?:[a-z]{1,2}|\d{1,4}|bis|ter)(?![\w]))?"
    r"(?:\s?[a-z](?![\w'’.]))?[a-z]{0,2}\d?))(?![\w'’])",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"^[\s,]*(?:int|interno|scala|sc|piano|app|palazzina)\b\.?[\s.]*\w{1,4}", re.IGNORECASE
)
_EDGES: Final = " ,.;:-\n"
_SMALL: Final = frozenset("di del della dello dei degli delle da al alla e in".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """What was understood; "" for what was not. ``name``: what the person calls it ("casa di mia mamma")."""

    street: str
    door: str
    comune: str
    name: str = ""
    #: The hamlet beside the street, as typed: "fraz. Borello".
    place: str = ""

    @property
    def missing(self) -> tuple[Part, ...]:
        """What has to be asked for."""
        parts: tuple[tuple[Part, str], ...] = (
            ("street", self.street),
            ("door", self.door),
            ("comune", self.comune),
        )
        return tuple(part for part, value in parts if not value)

    def shown(self) -> str:
        """Return one line to be confirmed: "via Verdi 12, Cesena"."""
        return ", ".join(
            part for part in (f"{self.street} {self.door}".strip(), self.place, self.comune) if part
        )


def read_address(text: str, comuni: Iterable[str]) -> TypedAddress:
    """Read what was typed. ``comuni``: names that are known, "Bozen/Bolzano" for two. Never raises."""
    line = " ".join(fold.seen(text)[:_LONGEST].split())
    name, line = _named(line)
    while lead := _LEAD.match(line):
        line = line[lead.end() :]
    line = _COUNTRY.sub("", line)
    line = _PROVINCE.sub(" ", _CAP.sub(",", line)).strip(_EDGES)
    line = _DASH.sub(", ", line)
    known = {key: comune for comune in comuni for key in place_keys(comune)}
    line, comune = _comune(line, known)
    street, door, rest = _street_and_door(line)
    if not comune and rest and door:
        comune = rest
    elif not comune and "," in street:
        before, _, behind = street.rpartition(",")
        street, comune = (before, behind) if _has_kind(before) or not _has_kind(behind) else (behind, before)
    place = rest if _has_kind(rest) and rest != comune else ""
    before, street = _before_street(street)
    name = name or before
    return TypedAddress(
        _tidy(street), " ".join(door.split()).strip(" ,;:-"), _tidy(_capital(comune)), name, _tidy(place)
    )


def _named(line: str) -> tuple[str, str]:
    before, colon, behind = line.partition(":")
    if colon and behind.strip() and not any(letter.isdecimal() for letter in before):
        return before.strip(_EDGES), behind.strip()
    return "", line


def _comune(line: str, known: dict[str, str]) -> tuple[str, str]:
    """Find a known comune at the end, between commas or at the beginning; return the line without it."""
    parts = [part.strip() for part in line.split(",") if part.strip(_EDGES)]
    for at in (*range(len(parts) - 1, 0, -1), 0):
        if len(parts) > 1 and (comune := _known(parts[at], known)):
            return ", ".join(parts[:at] + parts[at + 1 :]), comune
    found = list(re.finditer(r"[^\s,]+", line))
    for size in range(min(_MOST_WORDS, len(found) - 1), 0, -1):
        first, last = found[-size], found[size - 1]
        behind = line[first.start() :]
        if (comune := _known(behind, known)) and not _is_of_street(line[: first.start()]):
            return line[: first.start()].strip(_EDGES), comune
        if comune := _known(line[: last.end()], known):
            return line[last.end() :].strip(_EDGES), comune
    return ("", _known(line, known)) if _known(line, known) else (line, "")


def _known(text: str, known: dict[str, str]) -> str:
    bare = re.sub(r"^(?:a|in|di)\s+", "", text.strip(_EDGES), flags=re.IGNORECASE)
    return next((known[key] for key in place_keys(bare) if key in known), "")


def _is_of_street(before: str) -> bool:
    """Tell whether a name behind these words is the street's: nothing but its kind stands before it."""
    words = fold.plain(before).replace("'", " ").split()
    return bool(words) and all(word.strip(".") in KINDS or word in KINDS or word in _SMALL for word in words)


def _has_kind(text: str) -> bool:
    words = fold.plain(text).split()
    return bool(words) and len(words) > 1 and words[0].strip(".") in KINDS


def _before_street(street: str) -> tuple[str, str]:
    """Part what a person wrote before the kind of the street: "mia nonna, via Roma"."""
    found = _SURE_KIND.search(street)
    if found is None or _has_kind(street) or any(letter.isdecimal() for letter in street[: found.start()]):
        return "", street
    return street[: found.start()].strip(_EDGES), street[found.start() :]


def _street_and_door(line: str) -> tuple[str, str, str]:
    """Split a line at its door: the street before it, the door, and what stands behind both."""
    for found in _DOOR.finditer(line):
        before, behind = line[: found.start()].strip(_EDGES), line[found.end() :]
        following = re.match(r"\W*(\w+)", behind)
        if following and fold.plain(following[1]) in MONTHS:
            continue
        if not before or (_is_of_street(before) and not read_door(found[1])):
            continue
        if re.fullmatch(
            r"(?:s\.?\s?[psr]\.?|strada (?:provinciale|statale|regionale))(?: n\.?)?", fold.plain(before)
        ):
            continue
        if read_door(found[1]) is None:
            continue
        if unit := _UNIT.match(behind):
            behind = behind[unit.end() :]
        return before, found[1], behind.strip(_EDGES)
    return line, "", ""


def _tidy(part: str) -> str:
    return " ".join(part.split()).strip(_EDGES)


def _capital(comune: str) -> str:
    return comune if any(letter.isupper() for letter in comune) else comune.title()
