"""Notices as JSON, of both kinds in one list: a file, or the body of a call (docs/notices.md)."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from bot import strict_json
from bot.errors import DocumentRefused, FileRefused
from bot.imports import notice_lines, notice_times, notice_values, values
from bot.imports.notice_models import Envelope, Outage, Replacement
from bot.imports.row_checks import RowChecks
from bot.services.notices.notice import Kind, Notice, StreetRow, Utility
from bot.services.notices.received import Received

_ModelT = TypeVar("_ModelT", bound=BaseModel)

_MODELS: Final[Mapping[str, type[Outage] | type[Replacement]]] = {
    "outage": Outage,
    "replacement": Replacement,
}

_BOTH: Final[frozenset[Kind]] = frozenset({"outage", "replacement"})


def read(path: Path) -> Received:
    """The notices of a file.

    Raises:
        FileRefused: with a sentence for each fault, named by its path in the document.
    """
    try:
        document = path.read_bytes()
    except OSError as error:
        raise FileRefused(path, [f"it cannot be read ({error.strerror or error})"]) from error
    try:
        return parse(document)
    except DocumentRefused as refused:
        raise FileRefused(path, str(refused).splitlines()) from refused


def parse(document: bytes) -> Received:
    """The notices of a document; an empty list says that nothing is planned.

    Raises:
        DocumentRefused: with the path and a sentence of each fault.
    """
    try:
        content = strict_json.read(document)
    except ValueError as error:
        raise DocumentRefused([("", str(error))]) from error
    reading = _Reading()
    envelope = reading.validated(Envelope[Any], content, "")
    if envelope is not None:
        for index, given in enumerate(envelope.notices):
            reading.take(f"notices[{index}]", given)
    if reading.faults or envelope is None:
        raise DocumentRefused(reading.faults)
    kinds = frozenset(notice.kind for notice in reading.notices) or _BOTH
    return Received(reading.notices, kinds, notice_times.moment(envelope.sent))


class _Reading:
    """One document being read: the notices so far, and every fault by its path."""

    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []
        #: By id and version: the notice and its path.
        self._versions: dict[tuple[str, int], tuple[Notice, str]] = {}
        #: By id: the kind and the path of the first.
        self._kinds: dict[str, tuple[Kind, str]] = {}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Each version of each notice, in the order of ids."""
        return tuple(self._versions[key][0] for key in sorted(self._versions))

    def take(self, path: str, given: object) -> None:
        """Take a notice of the list."""
        kind = given.get("kind") if isinstance(given, dict) else None
        if not isinstance(given, dict):
            self.faults.append((path, "it is no object"))
        elif not isinstance(kind, str) or kind not in _MODELS:
            self.faults.append((f"{path}.kind", f"it is none of {', '.join(_MODELS)}"))
        elif (model := self.validated(_MODELS[kind], given, path)) is not None:
            check = RowChecks({}, lambda name, words: self.faults.append((f"{path}.{name}", words)))
            notice = _outage(model, check) if isinstance(model, Outage) else _replacement(model, check)
            if not check.faults:
                self._add(notice, path)

    def validated(self, model: type[_ModelT], given: object, path: str) -> _ModelT | None:
        """The object as a model; None where it has faults, which are noted."""
        try:
            return model.model_validate(given)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                self.faults.append((_path(path, detail["loc"]), _sentence(detail)))
            return None

    def _add(self, notice: Notice, path: str) -> None:
        key = (notice.notice_id, notice.version)
        known, there = self._versions.setdefault(key, (notice, path))
        if known != notice:
            self.faults.append((path, f"the same notice and version has other content at {there}"))
        kind, there = self._kinds.setdefault(notice.notice_id, (notice.kind, path))
        if kind != notice.kind and known == notice:
            self.faults.append((f"{path}.notice_id", f"{there} has it, and is of another kind"))


def _outage(given: Outage, check: RowChecks) -> Notice:
    spans = [interval.checked() for interval in given.spans]
    points = [values.point(point) for point in given.points]
    for index, point in enumerate(points):
        check.together(f"points[{index}]", partial(notice_values.fitting, point, given.utility), point)
    if not given.streets and not points:
        check.fault("streets", "the notice names neither a street nor points; every street is *")
    comune = notice_values.optional_name(given.comune or "")
    if given.streets and not comune:
        check.fault("comune", notice_values.NO_COMUNE)
    return Notice(
        notice_id=given.notice_id,
        kind="outage",
        version=given.version,
        status=given.status,
        utility=given.utility,
        istat=given.istat or None,
        comune=comune,
        place=notice_values.optional_name(given.place or ""),
        streets=notice_lines.in_order(_streets(given, check)),
        points=tuple(sorted(set(points))),
        spans=check.together("spans", lambda: notice_times.spans(spans, given.status), ()),
        reason=notice_values.free_text(given.reason or ""),
        notice_date=notice_values.notice_date(given.notice_date),
        is_urgent=given.urgent,
        is_test=given.test,
    )


def _streets(given: Outage, check: RowChecks) -> set[StreetRow]:
    found = set()
    for index, row in enumerate(given.streets):
        street, numbers = notice_values.name(row.street), notice_values.numbers(row.numbers or "")
        together = partial(notice_values.street_row, street, numbers, row.ranges)
        found.add(check.together(f"streets[{index}].numbers", together, StreetRow("", "", "side")))
    return found


def _replacement(given: Replacement, check: RowChecks) -> Notice:
    day = notice_values.day(given.date or "")
    start, end = notice_times.clock(given.from_ or ""), notice_times.clock(given.to or "")
    return Notice(
        notice_id=given.notice_id,
        kind="replacement",
        version=given.version,
        status=given.status,
        utility=_utility(given, check),
        istat=None,
        comune="",
        place="",
        streets=(),
        points=tuple(sorted(set(map(values.point, given.points)))),
        spans=check.together(
            "date", lambda: notice_times.spans(notice_times.on_a_day(day, start, end), given.status), ()
        ),
        reason="",
        notice_date=notice_values.notice_date(given.notice_date),
        is_test=given.test,
        company=notice_values.optional_name(given.company or ""),
        check=notice_values.free_text(given.check or ""),
    )


def _utility(given: Replacement, check: RowChecks) -> Utility:
    """The utility that all points of a replacement have in common."""
    if not given.points:
        check.fault("points", "it is empty")
        return "electricity"
    utility = notice_values.utility_of(values.point(given.points[0]))
    for index, point in enumerate(given.points):
        check.together(
            f"points[{index}]", partial(notice_values.fitting, values.point(point), utility), point
        )
    return utility


def _path(start: str, steps: tuple[int | str, ...]) -> str:
    path = start
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _sentence(detail: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    match detail["type"]:
        case "extra_forbidden":
            return "there is no such key"
        case "missing":
            return "it is missing"
        case "value_error":
            return str(detail["ctx"]["error"])
        case _:
            return str(detail["msg"])
