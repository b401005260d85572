"""The things that exist in the look-alike's world: people, chats, messages. Values only."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

#: A piece of Bot API JSON, as it travels.
Json: TypeAlias = dict[str, Any]
RecordingKind: TypeAlias = Literal["video", "animation", "audio", "video_note"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a Telegram account, or the bot itself."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    #: IETF tag of the app's language; empty where the app does not tell.
    language: str = ""
    is_bot: bool = False

    @property
    def name(self) -> str:
        """First and last name, as the chat shows them."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def phone(self) -> str:
        """The number of the account, made up from its id."""
        return f"+39399{self.id % 1_000_000:07d}"


@dataclass(frozen=True, slots=True)
class Chat:
    """Where messages stand: a private chat has its person's id, a group a negative one."""

    id: int
    kind: Literal["private", "group", "supergroup"]
    #: A group's title; empty in a private chat.
    title: str = ""
    #: Whose private chat with the bot it is; None in a group.
    person: Person | None = None
    #: Whether a supergroup is split into topics.
    is_forum: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted stretch of a text; offset and length count UTF-16 units, as everywhere in the Bot API."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    custom_emoji: str = ""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text with its formatting beside it: never markup inside the text."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A text message."""

    body: Formatted


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in one size, with or without a caption."""

    file_id: str
    width: int
    height: int
    size: int
    caption: Formatted = field(default_factory=lambda: Formatted(""))


@dataclass(frozen=True, slots=True)
class Document:
    """A file under a name, with or without a caption."""

    file_id: str
    name: str
    size: int
    caption: Formatted = field(default_factory=lambda: Formatted(""))


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker, known by the emoji it stands for; it gets an id when it is first sent."""

    emoji: str
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice message of so many seconds; it gets an id when it is first sent."""

    seconds: int
    file_id: str = ""
    caption: Formatted = field(default_factory=lambda: Formatted(""))


@dataclass(frozen=True, slots=True)
class Recording:
    """A film or sound of so many seconds, with an id once it is sent. A video note has no caption."""

    kind: RecordingKind
    seconds: int
    file_id: str = ""
    caption: Formatted = field(default_factory=lambda: Formatted(""))


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number handed over from the address book; an owner without account has the id 0."""

    phone: str
    owner: Person


@dataclass(frozen=True, slots=True)
class Location:
    """A point on the map, in degrees; a live one is followed for so many seconds."""

    latitude: float
    longitude: float
    live_s: int = 0


@dataclass(frozen=True, slots=True)
class Venue:
    """A point on the map with a name."""

    place: Location
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with options to vote for; nobody votes here. Each time it is sent it gets a new id."""

    question: str
    options: tuple[str, ...]
    is_anonymous: bool = True
    allows_several: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else a message can hold, as the JSON beside the message's own fields: dice, invoices."""

    body: Json


@dataclass(frozen=True, slots=True)
class Joined:
    """The service line that somebody was added to a group."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Pinned:
    """The service line that a message was pinned."""

    message: "Message"


@dataclass(frozen=True, slots=True)
class Service:
    """Any other service line, as the JSON beside the message's own fields."""

    body: Json


Content: TypeAlias = (
    Words
    | Picture
    | Document
    | Sticker
    | Voice
    | Recording
    | Contact
    | Location
    | Venue
    | Poll
    | Other
    | Joined
    | Pinned
    | Service
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands at one moment; an edit makes another value with the same id."""

    chat: Chat
    id: int
    #: Seconds since 1970.
    date: int
    sender: Person
    content: Content
    #: The `reply_markup` it was sent with, of any kind; empty without one.
    markup: Json = field(default_factory=dict)
    #: What it answers; never the service message of its topic.
    reply_to: "Message | None" = None
    #: Seconds since 1970 of the last edit.
    edited: int | None = None
    #: Its topic; 0 in General and where there are no topics.
    thread: int = 0
    #: The service message of its topic, which the Bot API gives as `reply_to_message` where none is answered.
    root: "Message | None" = None
    #: Outside topics, the first message of the chain of replies; the Bot API gives it as a thread id too.
    chain: int = 0
    #: The group, where an anonymous administrator writes in its name.
    sender_chat: Chat | None = None
    #: What the messages of one album share.
    album: str = ""
    #: The words quoted of the message answered to.
    quote: str = ""
    #: Who wrote the message that this one forwards, and when.
    origin: "Person | Chat | None" = None
    origin_date: int = 0

    @property
    def body(self) -> Formatted:
        """The words of the message, or its caption."""
        match self.content:
            case Words(body):
                return body
            case Picture() | Document() | Voice() | Recording():
                return self.content.caption
            case _:
                return Formatted("")

    @property
    def quoted(self) -> "Message":
        """The message as it stands inside an answer to it: without what it answers itself."""
        return replace(self, reply_to=None, root=None)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that arrived with a multipart call."""

    name: str
    content: bytes
