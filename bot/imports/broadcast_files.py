"""A broadcast as staff write it: a TOML file with texts, buttons, audience and times, checked as a whole."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot import private_files
from bot.config.readings import VENDOR
from bot.csv_file import CsvFile
from bot.errors import FileRefused
from bot.i18n import LANGUAGES
from bot.imports import values as row_values
from bot.local_time import ROME, earliest_moment
from bot.services.broadcasts import markup
from bot.services.broadcasts.broadcast import (
    MAIN_LANGUAGE,
    MOST_BUTTONS,
    NAME_PLACE,
    Audience,
    Draft,
    LinkButton,
    Supply,
)
from handlers.contract.notices import Purpose

#: Telegram's limit for a photo (Bot API, sendPhoto).
_LARGEST_PICTURE: Final = 10 * 2**20
_PICTURES: Final = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8": ".jpg"}
_PLACE: Final = re.compile(r"\{[^{}]*\}")
_LINK: Final = re.compile(r"(?:https?|tg)://\S+")

_Texts = dict[Literal["it", "en", "de"], str]


class _Table(BaseModel):
    """A table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Button(_Table):
    url: str
    labels: _Texts


class _Audience(_Table):
    comuni: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    supplies: tuple[Supply, ...] = ()
    vendors: tuple[Annotated[str, Field(pattern=VENDOR)], ...] = ()
    electromedical: bool | None = None
    window_open: bool = False
    points_file: Path | None = None
    languages: tuple[Literal["it", "en", "de"], ...] = ()
    linked: bool | None = None
    followers: tuple[str, ...] = ()


class _File(_Table):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    purpose: Purpose = "service"
    at: datetime | None = None
    valid_until: datetime | None = None
    urgent: bool = False
    training: bool = False
    picture: Path | None = None
    texts: _Texts
    buttons: tuple[_Button, ...] = ()
    audience: _Audience | None = None


def read(path: Path, folder: Path, *, below_picture: bool = False, is_correction: bool = False) -> Draft:
    """Read a broadcast; its picture is kept in `folder` under the name of its content.

    ``below_picture``: its words will stand below a picture that is there. ``is_correction``: it is for those
    of what it corrects, and the file must not say for whom.

    Raises:
        FileRefused: with a sentence for each fault; nothing is kept.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileRefused(path, [f"it cannot be read ({error.strerror})"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileRefused(path, [f"it is not TOML: {error}"]) from error
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        raise FileRefused(path, [_sentence(detail) for detail in error.errors()]) from error
    faults = [
        *_faults(file, below_picture=below_picture),
        *_audience_faults(file, is_correction=is_correction),
    ]
    points = _points(path, file, faults)
    picture = _picture(path, file, faults)
    if faults:
        raise FileRefused(path, faults)
    audience = Audience() if file.audience is None else _audience(file.audience, points)
    return Draft(
        name=file.name,
        purpose=file.purpose,
        texts={str(language): text for language, text in file.texts.items()},
        audience=audience,
        picture=None if picture is None else _keep(picture, folder),
        buttons=tuple(
            LinkButton(button.url, {str(name): label for name, label in button.labels.items()})
            for button in file.buttons
        ),
        starts_at=_moment(file.at),
        valid_until=_moment(file.valid_until),
        urgent=file.urgent,
        training=file.training,
    )


def _faults(file: _File, *, below_picture: bool) -> Iterator[str]:
    """Yield what is wrong with texts, buttons and times."""
    is_caption = below_picture or file.picture is not None
    if MAIN_LANGUAGE not in file.texts:
        yield f"texts.{MAIN_LANGUAGE} is missing: everybody whose language has no text reads that one"
    for language, text in file.texts.items():
        yield from (f"texts.{language}: {fault}" for fault in markup.faults(text, is_caption=is_caption))
        unknown = sorted(set(_PLACE.findall(text)) - {NAME_PLACE})
        yield from (f"texts.{language}: {place} is no place; there is {NAME_PLACE}" for place in unknown)
    if len(file.buttons) > MOST_BUTTONS:
        yield f"it has {len(file.buttons)} buttons, and {MOST_BUTTONS} at most"
    for number, button in enumerate(file.buttons, start=1):
        if not _LINK.fullmatch(button.url):
            yield f"buttons: the address of number {number} must begin with https://, http:// or tg://"
        if not all(label.strip() for label in button.labels.values()) or MAIN_LANGUAGE not in button.labels:
            yield f"buttons: number {number} needs a label, in {MAIN_LANGUAGE} at least"
    if file.at is not None and 2 <= _local(file.at).hour < 3:  # noqa: PLR2004 - the hour that comes twice
        yield "at: nothing is scheduled between 2 and 3 at night, for that hour comes twice or never"


def _audience_faults(file: _File, *, is_correction: bool) -> Iterator[str]:
    """Yield what is wrong with whom it is for."""
    audience = file.audience
    if is_correction:
        if audience is not None:
            yield "audience: a correction is for those of the broadcast that it corrects"
        if file.picture is not None:
            yield "picture: a correction leaves the picture as it is"
        return
    if audience is None:
        yield "audience is missing; for everybody write [audience] and nothing below it"
        return
    if audience.streets and not audience.comuni:
        yield "audience.streets needs audience.comuni: many comuni have a Via Roma"
    if audience.linked is False and _audience(audience, ()).is_of_supply:
        yield "audience.linked = false leaves out everybody who has a supply"


def _audience(audience: _Audience, points: tuple[str, ...]) -> Audience:
    values = audience.model_dump(exclude={"points_file"})
    if audience.points_file is not None and not points:
        # Never the same as no list at all.
        points = ("",)
    return Audience(**values, points=points)


def _points(path: Path, file: _File, faults: list[str]) -> tuple[str, ...]:
    """Read the PODs and PDRs that the audience names by a file beside this one."""
    if file.audience is None or file.audience.points_file is None:
        return ()
    found: dict[str, None] = {}
    try:
        table = CsvFile(path.parent / file.audience.points_file, ("point",), (), faults.append)
        for line, row in table.rows():
            try:
                found[row_values.point(row["point"])] = None
            except row_values.WrongValue as error:
                faults.append(f"{file.audience.points_file}, line {line}: {error}")
    except FileRefused as error:
        faults += error.faults
    if not found:
        faults.append(f"{file.audience.points_file} names no POD or PDR")
    return tuple(found)


def _picture(path: Path, file: _File, faults: list[str]) -> tuple[bytes, str] | None:
    """Read the picture, a file beside this one; return its content and ending."""
    if file.picture is None:
        return None
    try:
        content = (path.parent / file.picture).read_bytes()
    except OSError as error:
        faults.append(f"{file.picture} cannot be read ({error.strerror})")
        return None
    ending = next((ending for start, ending in _PICTURES.items() if content.startswith(start)), None)
    if ending is None:
        faults.append(f"{file.picture} is neither PNG nor JPEG")
        return None
    if len(content) > _LARGEST_PICTURE:
        faults.append(f"{file.picture} is larger than 10 MB, which Telegram does not take as a picture")
    return content, ending


def _keep(picture: tuple[bytes, str], folder: Path) -> str:
    """Keep a picture; the same content twice is one file."""
    content, ending = picture
    name = hashlib.sha256(content).hexdigest() + ending
    kept = folder / name
    if not kept.exists():
        if not folder.exists():
            private_files.make_folder(folder)
        # Written aside first: who reads it sees all of it or nothing.
        aside = folder / f"{name}.part"
        with open(aside, "wb", opener=private_files.create_private) as file:
            file.write(content)
        aside.replace(kept)
    return name


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(ROME)


def _moment(written: datetime | None) -> datetime | None:
    """Return the moment of a local time; one with a zone is a moment already."""
    if written is None or written.tzinfo is not None:
        return written
    return earliest_moment(written)


def _sentence(detail: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    if detail["type"] == "extra_forbidden":
        return f"unknown key {place}"
    if detail["type"] == "missing":
        return f"{place} is missing"
    if place.startswith("texts") and detail["type"] == "literal_error":
        return f"{place}: languages are {', '.join(LANGUAGES)}"
    return f"{place}: {detail['msg']}"
