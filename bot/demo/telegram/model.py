"""The things that exist in the look-alike's world: people, chats, messages. Values only."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

#: A piece of Bot API JSON, as it travels.
Json: TypeAlias = dict[str, Any]


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
    """A sticker, known by the emoji it stands for."""

    emoji: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice message of so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number handed over from the address book."""

    phone: str
    owner: Person


@dataclass(frozen=True, slots=True)
class Joined:
    """The service line that somebody was added to a group."""

    people: tuple[Person, ...]


Content: TypeAlias = Words | Picture | Document | Sticker | Voice | Contact | Joined


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
    reply_to: "Message | None" = None
    #: Seconds since 1970 of the last edit.
    edited: int | None = None

    @property
    def body(self) -> Formatted:
        """The words of the message, or its caption."""
        match self.content:
            case Words(body):
                return body
            case Picture(caption=caption) | Document(caption=caption):
                return caption
            case _:
                return Formatted("")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that arrived with a multipart call."""

    name: str
    content: bytes
