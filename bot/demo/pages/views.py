"""The world as the chat page reads it: one JSON for everything, and one for each thing that happens."""

from collections import Counter
from typing import assert_never

from bot.demo.telegram import access, keyboards, shapes
from bot.demo.telegram.contents import kind
from bot.demo.telegram.model import (
    Contact,
    Document,
    Joined,
    Json,
    Location,
    Message,
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
from bot.demo.telegram.rooms import Happening, Room
from bot.demo.telegram.world import World


def world(stage: World) -> Json:
    """Everything a page needs when it opens or has lost the thread."""
    support = support_room(stage)
    operators = support.members if support else {}
    private = [room for room in stage.rooms.values() if room.is_private and room.chat.id not in operators]
    return {
        "kind": "world",
        "now": stage.now(),
        "bot": {"name": stage.bot.name, "username": stage.bot.username},
        "has_support": support is not None,
        "rooms": [_whole_room(stage, room) for room in private],
    }


def support_room(stage: World) -> Room | None:
    """The group with topics in which the bot is; None where there is none."""
    rooms = (room for room in stage.rooms.values() if room.chat.is_forum and room.status in access.HERE)
    return next(rooms, None)


def happening(stage: World, event: Happening) -> Json:
    """One event; what concerns the people or the bot as such is told as the whole world anew."""
    if event.kind in {"profile", "person"}:
        return world(stage)
    if event.kind == "clock":
        return {"kind": event.kind, "now": stage.now()}
    body: Json = {"kind": event.kind, "room": _room(stage.rooms[event.chat_id])}
    if event.message is not None:
        body["message"] = message(stage, event.message)
    if event.text:
        body["text"] = event.text
    return body


def _whole_room(stage: World, room: Room) -> Json:
    person = room.chat.person
    language = person.language if person else ""
    messages = sorted(room.messages.values(), key=lambda one: one.id)
    return _room(room) | {
        "name": person.name if person else room.chat.title,
        "language": language,
        "commands": stage.profile.commands_for(room.chat.id, language),
        "description": stage.profile.text("description", language[:2]),
        "messages": [message(stage, one) for one in messages],
    }


def _room(room: Room) -> Json:
    return {"id": room.chat.id, "status": room.status, "keyboard": _keyboard(room.keyboard)}


def _keyboard(opened: Message | None) -> Json | None:
    if opened is None:
        return None
    rows = keyboards.buttons(opened.markup)
    return {
        "message_id": opened.id,
        "rows": [[{"label": button.label, "contact": button.contact} for button in row] for row in rows],
        "one_time": bool(opened.markup.get("one_time_keyboard")),
        "resize": bool(opened.markup.get("resize_keyboard")),
        "persistent": bool(opened.markup.get("is_persistent")),
        "placeholder": opened.markup.get("input_field_placeholder", ""),
    }


def message(stage: World, given: Message) -> Json:
    """One message with all that a screen shows of it."""
    quoted = given.reply_to
    return {
        "id": given.id,
        "by_bot": given.sender == stage.bot,
        "sender": given.sender.name,
        "date": given.date,
        "edited": given.edited is not None,
        "text": given.body.text,
        "entities": [shapes.entity(stretch) for stretch in given.body.entities],
        "quoted": message(stage, quoted) if quoted else None,
        "buttons": _buttons(given) if keyboards.is_inline(given.markup) else [],
        "media": _media(given),
        "reactions": _reactions(stage.rooms[given.chat.id], given.id),
    }


def _reactions(room: Room, number: int) -> list[Json]:
    """Each reaction to a message with who gave it."""
    given = room.reactions.get(number, {})
    counts = Counter(emoji for found in given.values() for emoji in found)
    return [
        {
            "emoji": emoji,
            "count": count,
            "people": [who for who, found in given.items() if emoji in found],
        }
        for emoji, count in counts.items()
    ]


def _buttons(message: Message) -> list[list[Json]]:
    raw = message.markup["inline_keyboard"]
    return [
        [
            {"label": button.label, "url": button.url, "copy": button.copy, "style": given.get("style", "")}
            for button, given in zip(row, given_row, strict=True)
        ]
        for row, given_row in zip(keyboards.buttons(message.markup), raw, strict=True)
    ]


def _media(message: Message) -> Json | None:
    match message.content:
        case Words():
            return None
        case Picture(file_id, width, height):
            return {"kind": "photo", "url": f"demo/files/{file_id}", "width": width, "height": height}
        case Document(file_id, name, size):
            return {"kind": "document", "url": f"demo/files/{file_id}", "name": name, "size": size}
        case Sticker(emoji):
            return {"kind": "sticker", "emoji": emoji}
        case Voice(seconds):
            return {"kind": "voice", "seconds": seconds}
        case Contact(phone, owner):
            return {"kind": "contact", "phone": phone, "name": owner.name}
        case Joined(people):
            return {"kind": "joined", "names": [person.name for person in people]}
        case Recording() | Location() | Venue() | Poll() | Other() | Pinned() | Service():
            return {"kind": "other", "name": kind(message.content)}
        case never:
            assert_never(never)
