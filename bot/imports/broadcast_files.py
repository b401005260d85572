"""A broadcast as staff write it: a TOML file with texts, buttons, audience and times, checked as a whole."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.config.readings import VENDOR
from bot.csv_file import CsvFile
from bot.errors import FileRefused
from bot.i18n import LANGUAGES
from bot.imports import values as row_values
from bot.local_time import ROME, earliest_moment
from bot.services.broadcasts import checks, pictures
from bot.services.broadcasts.broadcast import Audience, Draft, LinkButton, Supply
from bot.services.broadcasts.states import NotPossible
from handlers.contract.notices import Purpose

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
    faults: list[str] = []
    points = _points(path, file, faults)
    picture = _picture(path, file, faults)
    draft = _draft(file, points)
    found = checks.faults(
        draft, below_picture=below_picture or file.picture is not None, is_correction=is_correction
    )
    faults = [*map(str, found), *_own_faults(file, is_correction=is_correction), *faults]
    if faults:
        raise FileRefused(path, faults)
    return draft if picture is None else replace(draft, picture=pictures.keep(*picture, folder))


def _draft(file: _File, points: tuple[str, ...]) -> Draft:
    return Draft(
        name=file.name,
        purpose=file.purpose,
        texts={str(language): text for language, text in file.texts.items()},
        audience=Audience() if file.audience is None else _audience(file.audience, points),
        buttons=tuple(
            LinkButton(button.url, {str(name): label for name, label in button.labels.items()})
            for button in file.buttons
        ),
        starts_at=_moment(file.at),
        valid_until=_moment(file.valid_until),
        urgent=file.urgent,
        training=file.training,
    )


def _own_faults(file: _File, *, is_correction: bool) -> Iterator[str]:
    """Yield what is wrong with how the file says it."""
    local = file.at if file.at is None or file.at.tzinfo is None else file.at.astimezone(ROME)
    yield from map(str, checks.of_hour(local))
    if not is_correction:
        if file.audience is None:
            yield "audience is missing; for everybody write [audience] and nothing below it"
        return
    if file.audience is not None:
        yield "audience: a correction is for those of the broadcast that it corrects"
    if file.picture is not None:
        yield "picture: a correction leaves the picture as it is"


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
    try:
        return content, pictures.ending(content, str(file.picture))
    except NotPossible as error:
        faults.append(str(error))
        return None


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
