"""A broadcast: what is said to whom, when and on whose word; and what of it an approval is bound to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

from pydantic import TypeAdapter

from handlers.contract.notices import Purpose

Kind: TypeAlias = Literal["new", "resend", "follow-up", "edit", "delete"]
State: TypeAlias = Literal["draft", "approved", "scheduled", "sending", "paused", "done", "cancelled"]
Supply: TypeAlias = Literal["power", "gas"]
#: The state of a recipient: open in the first two.
RecipientState: TypeAlias = Literal[
    "pending", "queued", "sent", "gone", "failed", "skipped", "unconfirmed"
]  # fmt: skip

#: The language that every text has: read by those whose own is missing.
MAIN_LANGUAGE: Final = "it"
MOST_BUTTONS: Final = 3
#: The place in a text that is filled with the first name that Telegram knows of the person.
NAME_PLACE: Final = "{name}"


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens a page; ``labels`` by language."""

    url: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a broadcast is for: all that is set must hold, and of a list any one.

    What is said of a supply (comune, street, kind, vendor, device, window, points) must hold of one and the
    same supply of the person.
    """

    #: By name or ISTAT code; streets are looked for in these.
    comuni: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    supplies: tuple[Supply, ...] = ()
    vendors: tuple[str, ...] = ()
    electromedical: bool | None = None
    #: A reading window is open, and no reading of this supply was sent in it.
    window_open: bool = False
    #: PODs and PDRs.
    points: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    linked: bool | None = None
    #: Addresses that the person follows: "Via Roma 9, Cesena".
    followers: tuple[str, ...] = ()
    #: Of a correction: those of the broadcast before it that ended so.
    ended: tuple[RecipientState, ...] = ()

    @property
    def is_of_supply(self) -> bool:
        """Whether anything is said of a supply, so that only linked people are meant."""
        of_lists = (self.comuni, self.streets, self.supplies, self.vendors, self.points)
        return any(of_lists) or self.electromedical is not None or self.window_open


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff write; all of it is what an approval is bound to, but for the name."""

    name: str
    purpose: Purpose
    texts: Mapping[str, str]
    audience: Audience
    kind: Kind = "new"
    parent_id: int | None = None
    #: A file's name in the folder of broadcasts: SHA-256 and ending.
    picture: str | None = None
    buttons: tuple[LinkButton, ...] = ()
    starts_at: datetime | None = None
    valid_until: datetime | None = None
    urgent: bool = False
    #: It goes through all its states and reaches nobody.
    training: bool = False

    @property
    def content_hash(self) -> str:
        """SHA-256 of all but the name: the same where and only where the same would be sent to the same."""
        return replace(self, name="").version

    @property
    def version(self) -> str:
        """SHA-256 of all of it."""
        written = _CODEC.dump_python(self, mode="json")
        canonical = json.dumps(written, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def writes_anew(self) -> bool:
        """Whether people get a message, and not only a change of one that they have."""
        return self.kind not in {"edit", "delete"}


_CODEC: Final = TypeAdapter(Draft)
_NAMES: Final = tuple(field.name for field in fields(Draft))


def columns_of(draft: Draft) -> dict[str, Any]:
    """Return a draft as columns of its row: moments as they are, the rest as JSON."""
    written: dict[str, Any] = _CODEC.dump_python(draft, mode="json")
    return written | {"starts_at": draft.starts_at, "valid_until": draft.valid_until}


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it is kept."""

    broadcast_id: int
    draft: Draft
    state: State
    author: str
    created_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    approved_hash: str | None = None
    #: Why somebody approved it alone.
    break_glass: str | None = None
    #: Why it was refused, paused or cancelled.
    reason: str | None = None
    sending_at: datetime | None = None
    #: How many people were written down when sending began.
    recipients: int | None = None
    resumed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_approved(self) -> bool:
        """Whether somebody approved exactly this content."""
        return self.approved_hash is not None and self.approved_hash == self.draft.content_hash


_OWN: Final = tuple(field.name for field in fields(Broadcast) if field.name != "draft")


def of_row(row: Any) -> Broadcast:  # noqa: ANN401 - a row of `broadcasts`
    """Read a row of `broadcasts`."""
    draft = _CODEC.validate_python({name: getattr(row, name) for name in _NAMES})
    return Broadcast(draft=draft, **{name: getattr(row, name) for name in _OWN})
