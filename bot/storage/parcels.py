"""What can be delivered: a closed set of contents, and the codec that writes each as a kind and a payload.

The kinds and the keys of the payloads stand in the database, so they are promises; field names are keys.
"""

from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

from pydantic import PlainSerializer, TypeAdapter, ValidationError

from bot.i18n import Keyboard, Rendered

#: A payload as the database holds it: JSON.
Payload: TypeAlias = dict[str, Any]

_Moment = Annotated[datetime, PlainSerializer(datetime.isoformat)]


@dataclass(frozen=True, slots=True)
class Message:
    """Send a new message: Telegram HTML, and the rows of buttons below it."""

    text: str
    rows: Keyboard
    _: KW_ONLY
    #: The label of the button that shares the person's number; then all buttons form a reply keyboard.
    contact: str | None = None
    #: Remove the reply keyboard that an earlier message opened.
    closes_keyboard: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Send a chart as a photo, with a caption and buttons."""

    text: str
    rows: Keyboard
    _: KW_ONLY
    contact: str | None = None
    #: The figures as `chat.chart` reads them. Left as JSON: what cannot be drawn must not lose its words.
    chart: Payload
    closes_keyboard: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """Send a small text file under a name, with a caption."""

    name: str
    content: str
    caption: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text and buttons of a message; send a new one where Telegram refuses."""

    text: str
    rows: Keyboard
    _: KW_ONLY
    contact: str | None = None
    closes_keyboard: bool = False
    message_id: int


@dataclass(frozen=True, slots=True)
class PostPhoto:
    """Send a picture of ours, a file at `path`, with a caption and buttons."""

    text: str
    rows: Keyboard
    _: KW_ONLY
    path: str


@dataclass(frozen=True, slots=True)
class PostEdit:
    """Replace the words and buttons of a message that was posted; nothing new is sent in its place."""

    text: str
    rows: Keyboard
    _: KW_ONLY
    message_id: int
    #: The words stand below a picture, which stays.
    below_picture: bool = False


@dataclass(frozen=True, slots=True)
class Deletion:
    """Delete a message of the chat."""

    message_id: int


@dataclass(frozen=True, slots=True)
class ButtonAnswer:
    """Answer a pressed button, with words shown over the chat where there are any."""

    callback_id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """Leave the group."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Send an e-mail, unless it is addressed to nobody or ``until`` has passed."""

    to: str | None
    subject: str
    text: str
    html: str
    until: _Moment | None


@dataclass(frozen=True, slots=True)
class UnknownKind:
    """A row of a kind that this release does not know: a newer one wrote it."""

    kind: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row of a known kind whose payload is not what the kind promises."""

    kind: str
    payload: Payload


Sendable: TypeAlias = (
    Message | Picture | Document | Edit | PostPhoto | PostEdit | Deletion | ButtonAnswer | Leaving | Letter
)
Content: TypeAlias = Sendable | UnknownKind | Unreadable

_KINDS: Final[dict[type[Sendable], str]] = {
    Message: "message",
    Picture: "photo",
    Document: "document",
    Edit: "edit",
    PostPhoto: "post-photo",
    PostEdit: "post-edit",
    Deletion: "delete",
    ButtonAnswer: "callback",
    Leaving: "leave",
    Letter: "mail",
}
#: Built once: building a codec costs more than using it.
_CODECS: Final[dict[str, TypeAdapter[Sendable]]] = {name: TypeAdapter(kind) for kind, name in _KINDS.items()}


def kind_of(content: Content) -> str:
    """Name the kind of a content, as the database does."""
    return content.kind if isinstance(content, UnknownKind | Unreadable) else _KINDS[type(content)]


def payload_of(content: Content) -> Payload:
    """Write a content as JSON. Keys that say nothing (no contact, keyboard left open) are left out."""
    if isinstance(content, UnknownKind | Unreadable):
        return content.payload
    codec = _CODECS[_KINDS[type(content)]]
    written: Payload = codec.dump_python(content, mode="json", exclude_defaults=True)
    return written


def content_of(kind: str, payload: Payload) -> Content:
    """Read a content from its kind and payload; never raises, so that no row blocks those behind it."""
    if kind not in _CODECS:
        return UnknownKind(kind, payload)
    try:
        return _CODECS[kind].validate_python(payload)
    except ValidationError:
        return Unreadable(kind, payload)


def is_letter(content: Content) -> bool:
    """Whether a content goes by mail, even one that cannot be read."""
    return kind_of(content) == _KINDS[Letter]


def said(rendered: Rendered, *, closes_keyboard: bool = False) -> Message | Picture:
    """Make a new message, or a picture, of rendered words."""
    text, rows, contact, chart = rendered.text, rendered.rows, rendered.contact, rendered.chart
    if chart is None:
        return Message(text, rows, contact=contact, closes_keyboard=closes_keyboard)
    return Picture(text, rows, contact=contact, chart=chart, closes_keyboard=closes_keyboard)


def edited(rendered: Rendered, message_id: int, *, closes_keyboard: bool = False) -> Edit:
    """Make an edit of a message of rendered words. Pictures cannot be edited in."""
    return Edit(
        rendered.text,
        rendered.rows,
        contact=rendered.contact,
        closes_keyboard=closes_keyboard,
        message_id=message_id,
    )
