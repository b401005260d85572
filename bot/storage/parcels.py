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
    #: The entry of a case that it answers (`Delivery.twins`).
    reply_to: int | None = None
    #: A topic of the group, where it is not that of the delivery's case.
    topic_id: int | None = None


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


# --- hand-off: whatever is called an entry here is a row of `case_entries` ---------------------------


@dataclass(frozen=True, slots=True)
class Copy:
    """Carry an entry to the other side by a copy of its message; where that is refused, by its words.

    ``html``: its text or caption, for joining with others, for quoting, and where only words pass.
    ``file_id``: its file, for where the message itself is gone.
    """

    entry: int
    from_chat_id: int
    message_id: int
    of_kind: str
    html: str = ""
    reply_to: int | None = None
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class JoinedTexts:
    """Carry several texts that waited for the group to the other side in one message."""

    entries: tuple[int, ...]
    html: str
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class AlbumPart:
    """One file of an album: its entry, kind, file and caption."""

    entry: int
    of_kind: str
    file_id: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Album:
    """Carry an album to the other side, kept together."""

    parts: tuple[AlbumPart, ...]
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """Set the bot's reaction on a message (of an entry, or of this number), or take it back."""

    emoji: str | None
    entry: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class TwinEdit:
    """Change the copy of an entry; ``part``: another file takes the place of the one there."""

    entry: int
    of_kind: str
    html: str
    part: AlbumPart | None = None


@dataclass(frozen=True, slots=True)
class TwinDeletion:
    """Delete the copy of an entry; where it is too old for that, put these words in its place."""

    entry: int
    of_kind: str
    html: str


@dataclass(frozen=True, slots=True)
class TopicOpening:
    """Make the topic of a case. `icon`: the emoji of one of Telegram's free icons."""

    name: str
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class TopicChange:
    """Rename the topic of a case, change its icon, close or reopen it; None: as it is."""

    name: str | None = None
    icon: str | None = None
    is_closed: bool | None = None


@dataclass(frozen=True, slots=True)
class TopicDeletion:
    """Delete the topic of a case with all that stands in it."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Pin the card of a case in its topic, without a sound."""


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


DeskContent: TypeAlias = (
    Copy
    | JoinedTexts
    | Album
    | Reaction
    | TwinEdit
    | TwinDeletion
    | TopicOpening
    | TopicChange
    | TopicDeletion
    | Pin
)
Sendable: TypeAlias = (
    Message
    | Picture
    | Document
    | Edit
    | PostPhoto
    | PostEdit
    | Deletion
    | ButtonAnswer
    | Leaving
    | Letter
    | DeskContent
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
    Copy: "copy",
    JoinedTexts: "joined",
    Album: "album",
    Reaction: "reaction",
    TwinEdit: "twin-edit",
    TwinDeletion: "twin-delete",
    TopicOpening: "topic",
    TopicChange: "topic-edit",
    TopicDeletion: "topic-delete",
    Pin: "pin",
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
