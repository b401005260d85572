"""What a message can hold: the name of each kind, its file, its caption, and what can be sent on."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.demo.telegram.model import (
    Contact,
    Content,
    Document,
    Formatted,
    Joined,
    Location,
    Other,
    Picture,
    Pinned,
    Poll,
    Recording,
    Service,
    Sticker,
    Venue,
    Voice,
    Words,
)

#: Contents that are a file with an id.
Filed: TypeAlias = Picture | Document | Sticker | Voice | Recording
#: Contents that can have words below them.
Captioned: TypeAlias = Picture | Document | Voice | Recording
#: Kinds of Other that Telegram lets nobody copy or forward (python-telegram-bot and aiogram name them so).
_KEPT = {"paid_media", "giveaway", "giveaway_winners", "giveaway_completed", "invoice"}


def kind(content: Content) -> str:
    """The name of its field in a `Message`."""
    match content:
        case Words():
            return "text"
        case Picture():
            return "photo"
        case Document() | Sticker() | Voice() | Contact() | Location() | Venue() | Poll():
            return type(content).__name__.lower()
        case Recording(kind=name):
            return name
        case Joined():
            return "new_chat_members"
        case Pinned():
            return "pinned_message"
        case Other(body) | Service(body):
            return next(iter(body))
        case _:
            assert_never(content)


def file_id(content: Content) -> str:
    """The id of its file; empty for contents without one."""
    return content.file_id if isinstance(content, Filed) else ""


def captioned(content: Filed, caption: Formatted) -> Filed:
    """The same file with these words below it; a sticker and a video note stay without."""
    if isinstance(content, Sticker) or kind(content) == "video_note":
        return content
    return replace(content, caption=caption)


def has_caption(content: Content) -> bool:
    """Whether words can stand below it."""
    return isinstance(content, Captioned) and kind(content) != "video_note"


def is_service(content: Content) -> bool:
    """Whether Telegram has written it, not a person."""
    return isinstance(content, Joined | Pinned | Service)


def is_copyable(content: Content) -> bool:
    """Whether a bot may send it on."""
    return not is_service(content) and not (isinstance(content, Other) and kind(content) in _KEPT)
