"""The editor's form: a draft as fields, and fields as a draft with what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args

from aiohttp import web
from multidict import MultiMapping

from bot.i18n import LANGUAGES
from bot.local_time import ROME, earliest_moment
from bot.services.broadcasts import checks, pictures
from bot.services.broadcasts.broadcast import (
    MOST_BUTTONS,
    Audience,
    Draft,
    Kind,
    LinkButton,
    Supply,
)
from bot.services.broadcasts.checks import Fault
from bot.services.broadcasts.sentence import Sentence
from handlers.contract.speech import N_
from handlers.shared import codes

Form = MultiMapping[str | web.FileField | bytearray | bytes]
Values = Mapping[str, Any]
_BETWEEN: Final = re.compile(r"[\n;]+")
_LISTS: Final = ("comuni", "streets", "vendors", "points", "followers")
_NUMBERS: Final = range(1, MOST_BUTTONS + 1)
_TEXTS: Final = (
    "name", "purpose", "at", "valid_until", "picture", "kind", "parent", "electromedical", "linked",
    *_LISTS,
    *(f"text_{language}" for language in LANGUAGES),
    *(f"button_{number}_{part}" for number in _NUMBERS for part in ("url", *LANGUAGES)),
)  # fmt: skip
_MARKS: Final = ("urgent", "training", "window_open")
_CHOICES: Final = ("supplies", "languages")
_YES_NO: Final[Mapping[str, bool]] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: the draft, and what is wrong with it."""

    draft: Draft
    faults: tuple[Fault, ...]


def typed(form: Form) -> dict[str, Any]:
    """Return the fields as they were typed."""

    def words(name: str) -> str:
        value = form.get(name, "")
        return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""

    values: dict[str, Any] = {name: words(name) for name in _TEXTS}
    values |= {name: name in form for name in _MARKS}
    values |= {name: [str(each) for each in form.getall(name, [])] for name in _CHOICES}
    return values


def fields(draft: Draft) -> dict[str, Any]:
    """Return a draft as fields."""
    audience = draft.audience
    values: dict[str, Any] = dict.fromkeys(_TEXTS, "")
    values |= {
        "name": draft.name,
        "purpose": draft.purpose,
        "picture": draft.picture or "",
        "kind": draft.kind,
    }
    values |= {"parent": str(draft.parent_id or ""), "urgent": draft.urgent, "training": draft.training}
    values |= {"at": _local(draft.starts_at), "valid_until": _local(draft.valid_until)}
    values |= {f"text_{language}": text for language, text in draft.texts.items()}
    for number, button in enumerate(draft.buttons, start=1):
        values[f"button_{number}_url"] = button.url
        values |= {f"button_{number}_{language}": label for language, label in button.labels.items()}
    values |= {name: "\n".join(getattr(audience, name)) for name in _LISTS}
    values |= {"supplies": list(audience.supplies), "languages": list(audience.languages)}
    values |= {"window_open": audience.window_open, "linked": _yes_no(audience.linked)}
    return values | {"electromedical": _yes_no(audience.electromedical)}


def written(values: Values, *, below_picture: bool = False) -> Written:
    """Read fields as a draft."""
    faults: list[Fault] = []
    kind: Kind = next((name for name in get_args(Kind) if name == values["kind"]), "new")
    is_correction = kind != "new"
    starts_at, until = (
        _moment(values["at"], "at", faults),
        _moment(values["valid_until"], "valid_until", faults),
    )
    picture = values["picture"] if pictures.NAME.fullmatch(values["picture"]) else None
    draft = Draft(
        name=values["name"],
        purpose="promotional" if values["purpose"] == "promotional" else "service",
        texts={each: values[f"text_{each}"] for each in LANGUAGES if values[f"text_{each}"]},
        audience=Audience() if is_correction else _audience(values, faults),
        kind=kind,
        parent_id=int(values["parent"]) if codes.row_number(values["parent"]) else None,
        picture=None if is_correction else picture,
        buttons=tuple(_buttons(values)),
        starts_at=None if starts_at is None else earliest_moment(starts_at),
        valid_until=None if until is None else earliest_moment(until),
        urgent=values["urgent"],
        training=values["training"],
    )
    found = checks.faults(draft, below_picture=below_picture, is_correction=is_correction)
    return Written(draft, (*found, *checks.of_hour(starts_at), *faults))


def _audience(values: Values, faults: list[Fault]) -> Audience:
    lists = {name: _parts(values[name]) for name in _LISTS}
    points = []
    for each in re.split(r"[\s;,]+", values["points"]):
        point = codes.supply_point(each)
        if point is not None:
            points.append(point)
        elif each:
            wrong = Sentence.of(
                N_("{point} is no POD (IT001E12345678) and no PDR (14 digits)"), point=each[:80]
            )
            faults.append(Fault("audience.points", wrong))
    supplies: list[Supply] = [kind for kind in get_args(Supply) if kind in values["supplies"]]
    return Audience(
        comuni=lists["comuni"],
        streets=lists["streets"],
        supplies=tuple(supplies),
        vendors=lists["vendors"],
        electromedical=_YES_NO.get(values["electromedical"]),
        window_open=values["window_open"],
        # Where points were named, a list without any is never the same as no list.
        points=tuple(dict.fromkeys(points)) or (("",) if values["points"] else ()),
        languages=tuple(each for each in LANGUAGES if each in values["languages"]),
        linked=_YES_NO.get(values["linked"]),
        followers=lists["followers"],
    )


def _buttons(values: Values) -> Iterator[LinkButton]:
    for number in _NUMBERS:
        url = values[f"button_{number}_url"]
        labels = {each: values[f"button_{number}_{each}"] for each in LANGUAGES}
        labels = {language: label for language, label in labels.items() if label}
        if url or labels:
            yield LinkButton(url, labels)


def _parts(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in _BETWEEN.split(words) if each.strip()))


def _moment(words: str, place: str, faults: list[Fault]) -> datetime | None:
    if not words:
        return None
    try:
        return datetime.fromisoformat(words).replace(tzinfo=None)
    except ValueError:
        faults.append(Fault(place, Sentence.of(N_("{words} is no date and time"), words=words[:40])))
        return None


def _local(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(ROME):%Y-%m-%dT%H:%M}"


def _yes_no(wanted: bool | None) -> str:  # noqa: FBT001 - what it writes
    return "" if wanted is None else "yes" if wanted else "no"
