"""What stands in a chat or a topic, line by line, so that two transcripts can be held against each other."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.telegram.contents import file_id, is_service, kind
from bot.demo.telegram.formatted import to_html
from bot.demo.telegram.model import Message
from bot.demo.telegram.rooms import Room


@dataclass(frozen=True, slots=True)
class Line:
    """One message as everybody in the chat sees it now."""

    id: int
    #: Of its sender; for an anonymous administrator that of the group.
    sender_id: int
    #: Name of its field in a `Message`: text, photo, voice, …
    kind: str
    #: Its words or caption as Telegram's HTML.
    html: str
    #: Id of its file; empty without one.
    file_id: str = ""
    #: The message it answers; 0 for none. The line of the topic does not count.
    reply_to: int = 0
    #: What the messages of one album share.
    album: str = ""
    is_edited: bool = False
    is_forward: bool = False
    #: Person (or group) and emoji, in the order of the ids.
    reactions: tuple[tuple[int, str], ...] = ()


def transcript(room: Room, thread: int | None = 0, *, services: bool = False) -> tuple[Line, ...]:
    """The messages of a topic (0: of General or of the whole private chat; None: of all topics), in order.

    With `services`, the lines that Telegram writes itself stand among them.
    """
    return tuple(_lines(room, thread, services=services))


def _lines(room: Room, thread: int | None, *, services: bool) -> Iterator[Line]:
    for number in sorted(room.messages):
        message = room.messages[number]
        if thread in (None, message.thread) and (services or not is_service(message.content)):
            yield _line(room, message)


def _line(room: Room, message: Message) -> Line:
    reactions = room.reactions.get(message.id, {})
    return Line(
        id=message.id,
        sender_id=message.sender_chat.id if message.sender_chat else message.sender.id,
        kind=kind(message.content),
        html=to_html(message.body),
        file_id=file_id(message.content),
        reply_to=message.reply_to.id if message.reply_to else 0,
        album=message.album,
        is_edited=message.edited is not None,
        is_forward=message.origin is not None,
        reactions=tuple(sorted((actor, one) for actor, emoji in reactions.items() for one in emoji)),
    )
