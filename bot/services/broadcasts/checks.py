"""What is wrong with a draft, said while it is written: for the file and for the page alike."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.config.readings import VENDOR
from bot.services.broadcasts import markup
from bot.services.broadcasts.broadcast import MAIN_LANGUAGE, MOST_BUTTONS, NAME_PLACE, Draft
from bot.services.broadcasts.sentence import Sentence
from handlers.contract.speech import N_

LONGEST_NAME: Final = 200
#: It comes twice or never at a change of clock.
_NO_HOUR: Final = 2
_PLACE: Final = re.compile(r"\{[^{}]*\}")
_LINK: Final = re.compile(r"(?:https?|tg)://\S+")
_VENDOR: Final = re.compile(VENDOR, re.ASCII)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: at a key of the file, which is a field of the page."""

    place: str
    sentence: Sentence

    def __str__(self) -> str:
        """Name the place, then the fault."""
        return f"{self.place}: {self.sentence}"


def faults(draft: Draft, *, below_picture: bool, is_correction: bool) -> Iterator[Fault]:
    """Yield what is wrong with name, texts, buttons and audience of a draft.

    ``below_picture``: its words will stand below a picture that is there. ``is_correction``: it is for those
    of what it corrects.
    """
    if not 0 < len(draft.name) <= LONGEST_NAME:
        yield _fault("name", N_("it has 1 to {most} characters"), most=LONGEST_NAME)
    yield from _of_texts(draft, is_caption=below_picture or draft.picture is not None)
    yield from _of_buttons(draft)
    if not is_correction:
        yield from _of_audience(draft)


def of_hour(local: datetime | None) -> Iterator[Fault]:
    """Yield what is wrong with a local time as it was written, before it becomes a moment."""
    if local is not None and local.hour == _NO_HOUR:
        yield _fault(
            "at", N_("nothing is scheduled between 2 and 3 at night, for that hour comes twice or never")
        )


def _of_texts(draft: Draft, *, is_caption: bool) -> Iterator[Fault]:
    if not draft.texts.get(MAIN_LANGUAGE):
        missing = N_("it is missing: everybody whose language has no text reads this one")
        yield _fault(f"texts.{MAIN_LANGUAGE}", missing)
    for language, text in draft.texts.items():
        place = f"texts.{language}"
        yield from (Fault(place, fault) for fault in markup.faults(text, is_caption=is_caption))
        for unknown in sorted(set(_PLACE.findall(text)) - {NAME_PLACE}):
            yield _fault(
                place, N_("{unknown} is no place; there is {place}"), unknown=unknown, place=NAME_PLACE
            )


def _of_buttons(draft: Draft) -> Iterator[Fault]:
    if len(draft.buttons) > MOST_BUTTONS:
        many = N_("it has {count} buttons, and {most} at most")
        yield _fault("buttons", many, count=len(draft.buttons), most=MOST_BUTTONS)
    for number, button in enumerate(draft.buttons, start=1):
        if not _LINK.fullmatch(button.url):
            wrong = N_("the address of number {number} must begin with https://, http:// or tg://")
            yield _fault("buttons", wrong, number=number)
        if not all(label.strip() for label in button.labels.values()) or MAIN_LANGUAGE not in button.labels:
            wrong = N_("number {number} needs a label, in {language} at least")
            yield _fault("buttons", wrong, number=number, language=MAIN_LANGUAGE)


def _of_audience(draft: Draft) -> Iterator[Fault]:
    audience = draft.audience
    if audience.streets and not audience.comuni:
        yield _fault("audience.streets", N_("they need a comune: many comuni have a Via Roma"))
    if audience.linked is False and audience.is_of_supply:
        yield _fault("audience.linked", N_("without a contract leaves out everybody who has a supply"))
    for vendor in audience.vendors:
        if not _VENDOR.fullmatch(vendor):
            yield _fault("audience.vendors", N_("{vendor} is no vendor’s name"), vendor=vendor)


def _fault(place: str, msgid: str, /, **values: object) -> Fault:
    return Fault(place, Sentence.of(msgid, **values))
