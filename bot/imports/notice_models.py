"""Notices as JSON: the fields of both kinds, for reading them and for the JSON Schema (docs/notices.md).

The values are checked by the laws of the CSV files. What is said of them beside that is for the schema, for
programs that check before they send.
"""

from collections.abc import Callable
from typing import Annotated, Final, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.imports import notice_times, notice_values, values
from bot.imports.values import WrongValue
from bot.services.notices.notice import Ranges, Utility

_NoticeT = TypeVar("_NoticeT")


def _by(check: Callable[[str], object]) -> AfterValidator:
    """Check a text as the CSV file does; it stays as it is, and null where it may be."""

    def checked(value: str | None) -> str | None:
        try:
            if value is not None:
                check(value)
        except WrongValue as wrong:
            raise ValueError(str(wrong)) from wrong
        return value

    return AfterValidator(checked)


_Id = Annotated[
    str,
    _by(notice_values.notice_id),
    Field(
        description="The sender’s own name of the notice, the same in all its versions.",
        json_schema_extra={"pattern": f"^{notice_values.NOTICE_ID}$"},
        examples=["CESENA-2026-0147"],
    ),
]
_Version = Annotated[int, Field(ge=1, le=notice_values.HIGHEST_VERSION, description="1, then 2, …")]
_Name = Annotated[str, _by(notice_values.name), Field(json_schema_extra={"minLength": 1, "maxLength": 200})]
_OptionalName = Annotated[
    str | None, _by(notice_values.optional_name), Field(json_schema_extra={"maxLength": 200})
]
_Text = Annotated[
    str | None,
    _by(notice_values.free_text),
    Field(json_schema_extra={"maxLength": notice_values.LONGEST_REASON}),
]
_Point = Annotated[
    str,
    _by(values.point),
    Field(description="A POD or a PDR.", examples=["IT001E12345678", "00880012345678"]),
]
_Day = Annotated[
    str, _by(notice_values.notice_date), Field(json_schema_extra={"format": "date"}, examples=["2026-11-25"])
]
_Test = Annotated[bool, Field(description="Shown to staff and told to nobody.")]


_TIME: Final = "ISO 8601; by Italy’s clocks unless it says an offset."


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Street(_Model):
    """A street with its house numbers."""

    street: Annotated[
        str,
        _by(notice_values.name),
        Field(
            description="`*`: every street of the place, else of the comune.",
            json_schema_extra={"minLength": 1, "maxLength": 200},
        ),
    ]
    numbers: Annotated[
        str | None,
        _by(notice_values.numbers),
        Field(
            description="As printed; empty: the whole street.",
            examples=["dispari da 3 a 21, 12/A"],
            json_schema_extra={"maxLength": notice_values.LONGEST_NUMBERS},
        ),
    ] = ""
    ranges: Annotated[
        Ranges, Field(description="Whether a range holds the side of its first number, or both sides.")
    ] = "side"


class Interval(_Model):
    """From when to when; the end may leave out what is the same as at the start, and may say 24:00."""

    start: Annotated[str, Field(description=_TIME, examples=["2026-12-03T23:00"])]
    end: Annotated[str, Field(description=_TIME, examples=["2026-12-04T07:00", "13:30", "PT4H30M"])]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        self.checked()
        return self

    def checked(self) -> notice_times.Interval:
        """The interval.

        Raises:
            ValueError: it is none.
        """
        try:
            return notice_times.interval(self.start, self.end)
        except WrongValue as wrong:
            raise ValueError(str(wrong)) from wrong


class Outage(_Model):
    """A planned outage: where, when and why there is no supply."""

    kind: Literal["outage"]
    notice_id: _Id
    version: _Version
    status: Literal["published", "changed", "postponed", "cancelled", "started", "restored"]
    utility: Utility = "electricity"
    istat: Annotated[
        str | None,
        _by(values.istat),
        Field(
            description="The comune’s ISTAT code.",
            json_schema_extra={"pattern": "^([0-9]{6})?$"},
            examples=["040007"],
        ),
    ] = None
    comune: Annotated[
        _OptionalName,
        Field(
            description="Needed where streets are named; points alone suffice without it.",
            examples=["Cesena", "Bozen/Bolzano"],
        ),
    ] = None
    place: Annotated[_OptionalName, Field(description="A hamlet, or a part of the comune.")] = None
    #: An outage names streets or points.
    streets: list[Street] = []
    points: list[_Point] = []
    spans: Annotated[
        list[Interval],
        Field(description="None overlaps another; none at all only when postponed or cancelled."),
    ] = []
    reason: Annotated[_Text, Field(description="Why, in words for customers.")] = None
    notice_date: Annotated[_Day, Field(description="The day on which the company gave notice.")]
    urgent: Annotated[bool, Field(description="After a fault: told at once.")] = False
    test: _Test = False


class Replacement(_Model):
    """The exchange of meters."""

    kind: Literal["replacement"]
    notice_id: _Id
    version: _Version
    status: Literal["published", "changed", "postponed", "cancelled", "done"]
    points: Annotated[list[_Point], Field(json_schema_extra={"minItems": 1})]
    date: Annotated[
        str | None,
        _by(notice_values.day),
        Field(
            description="With `from` and `to`, or none of them.",
            json_schema_extra={"format": "date"},
            examples=["2026-12-09"],
        ),
    ] = None
    from_: Annotated[str | None, _by(notice_times.clock), Field(alias="from", examples=["08:30"])] = None
    to: Annotated[str | None, _by(notice_times.clock), Field(examples=["12:00", "24:00"])] = None
    company: Annotated[_OptionalName, Field(description="Who comes.")] = None
    check: Annotated[_Text, Field(description="How to have the technician’s PIN checked.")] = None
    notice_date: Annotated[_Day, Field(description="The day on which the company gave notice.")]
    test: _Test = False


class Envelope(_Model, Generic[_NoticeT]):
    """A list of notices, and when it was written."""

    sent: Annotated[
        str, _by(notice_times.moment), Field(description=_TIME, examples=["2026-11-25T10:00:00+01:00"])
    ]
    notices: list[_NoticeT]


class Document(Envelope[Annotated[Outage | Replacement, Field(discriminator="kind")]]):
    """Notices of outages and of meter replacements, both in one list."""
