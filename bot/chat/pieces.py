"""Reads a message as a piece of a case: what it holds, so that it can be carried to the other side."""

from html import escape
from typing import Any, Final

from telegram import Location, Message, Poll

from bot.chat.kinds import ATTACHMENTS, has
from bot.chat.markup import html_of
from handlers.contract.desk import Piece

#: As the column holds it; Telegram's are shorter.
_LONGEST_ALBUM_ID: Final = 64
#: Before those that come along with them: a venue has a location too, an animation a document.
_FIRST: Final = ("venue", "animation")
_KINDS: Final = (*_FIRST, *(kind for kind in ATTACHMENTS if kind not in _FIRST), "checklist", "invoice")


def piece_of(message: Message) -> Piece:
    """Return the message as a piece. Of what we cannot name the kind is ``unknown``."""
    kind = "text" if message.text is not None else _kind(message)
    file_id, file_key = _file(message, kind)
    return Piece(
        message.message_id,
        kind,
        _html(message, kind),
        file_id,
        file_key,
        album_of(message),
        _answered(message),
    )


def album_of(message: Message) -> str | None:
    """Return the number of the album that a message is a part of."""
    album = message.media_group_id
    return None if album is None else str(album)[:_LONGEST_ALBUM_ID]


def thread_of(message: Any) -> int | None:  # noqa: ANN401 - one that Telegram no longer shows has no topic
    """Return the topic of a group that a message stands in; None: the general topic, or there are none."""
    return message.message_thread_id if getattr(message, "is_topic_message", None) else None


def is_live(message: Message) -> bool:
    """Tell whether a message is a location that is, or was, followed live: Telegram edits it all the time."""
    return message.location is not None and message.venue is None


def _kind(message: Message) -> str:
    return next((kind for kind in _KINDS if has(message, kind)), "unknown")


def _file(message: Message, kind: str) -> tuple[str | None, str | None]:
    """Return the file that a message holds, and its key; of a photo the largest size."""
    held: Any = getattr(message, kind, None)
    if kind == "photo":
        held = max(held, key=lambda size: size.width * size.height)
    file_id, file_key = getattr(held, "file_id", None), getattr(held, "file_unique_id", None)
    return (file_id, file_key) if isinstance(file_id, str) and isinstance(file_key, str) else (None, None)


def _html(message: Message, kind: str) -> str:
    """Return what is written in a message; what no copy can show as it is, is written out."""
    if message.text is not None:
        return html_of(message.text, message.entities)
    if message.poll is not None:
        return _poll(message.poll)
    if kind == "checklist" and message.checklist is not None:
        tasks = [f"☐ {escape(task.text, quote=False)}" for task in message.checklist.tasks]
        return "\n".join([f"<b>{escape(message.checklist.title, quote=False)}</b>", *tasks])
    if is_live(message) and message.location is not None:
        return _place(message.location)
    return html_of(message.caption or "", message.caption_entities)


def _poll(poll: Poll) -> str:
    question = html_of(poll.question, poll.question_entities)
    options = [f"• {html_of(option.text, option.text_entities)}" for option in poll.options]
    return "\n".join([f"📊 <b>{question}</b>", *options])


def _place(location: Location) -> str:
    """Latitude and longitude to a metre, so that a place that has moved is another text."""
    return f"📍 {float(location.latitude):.5f}, {float(location.longitude):.5f}"


def _answered(message: Message) -> int | None:
    """Return the message that this one answers; every message of a topic answers the one that made it."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return None
    return None if answered.message_id == message.message_thread_id else answered.message_id
