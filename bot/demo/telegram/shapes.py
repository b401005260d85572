"""The world's things as Bot API JSON, field for field as Telegram sends them."""

from typing import assert_never

from bot.demo.telegram import keyboards
from bot.demo.telegram.model import (
    Chat,
    Contact,
    Document,
    Entity,
    Formatted,
    Joined,
    Json,
    Message,
    Person,
    Picture,
    Sticker,
    Voice,
    Words,
)


def user(person: Person) -> Json:
    """A `User` as it stands in messages."""
    body: Json = {"id": person.id, "is_bot": person.is_bot, "first_name": person.first_name}
    optional = {
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language,
    }
    return body | {key: value for key, value in optional.items() if value}


def myself(bot: Person) -> Json:
    """The `User` of getMe."""
    return user(bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat(place: Chat) -> Json:
    """A `Chat` as it stands in messages."""
    body: Json = {"id": place.id}
    if place.person is not None:
        names = user(place.person)
        body |= {key: names[key] for key in ("first_name", "last_name", "username") if key in names}
    else:
        body["title"] = place.title
    return body | {"type": place.kind}


def full_chat(place: Chat) -> Json:
    """The `ChatFullInfo` of getChat."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return chat(place) | {
        "accent_color_id": abs(place.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def entity(stretch: Entity) -> Json:
    """A `MessageEntity`."""
    body: Json = {"type": stretch.kind, "offset": stretch.offset, "length": stretch.length}
    if stretch.kind == "text_link":
        body["url"] = stretch.url
    if stretch.kind == "pre" and stretch.language:
        body["language"] = stretch.language
    if stretch.kind == "custom_emoji":
        body["custom_emoji_id"] = stretch.custom_emoji
    return body


def message(value: Message) -> Json:
    """A `Message`; the reply keyboards stay out of it, as Telegram keeps them out."""
    body: Json = {
        "message_id": value.id,
        "from": user(value.sender),
        "chat": chat(value.chat),
        "date": value.date,
    }
    if value.edited is not None:
        body["edit_date"] = value.edited
    if value.reply_to is not None:
        body["reply_to_message"] = message(value.reply_to)
    body |= _content(value)
    if keyboards.is_inline(value.markup):
        body["reply_markup"] = value.markup
    return body


def _content(value: Message) -> Json:
    match value.content:
        case Words(body):
            return _text(body, "text", "entities")
        case Picture(file_id, width, height, size, caption):
            photo = {"file_id": file_id, "file_unique_id": f"u-{file_id}", "width": width, "height": height}
            return {"photo": [photo | {"file_size": size}]} | _text(caption, "caption", "caption_entities")
        case Document(file_id, name, size, caption):
            file = {
                "file_id": file_id,
                "file_unique_id": f"u-{file_id}",
                "file_name": name,
                "file_size": size,
            }
            return {"document": file} | _text(caption, "caption", "caption_entities")
        case Sticker(emoji):
            sizes = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": _file(value, "sticker") | sizes | {"type": "regular", "emoji": emoji}}
        case Voice(seconds):
            sound = {"duration": seconds, "mime_type": "audio/ogg", "file_size": seconds * 4000}
            return {"voice": _file(value, "voice") | sound}
        case Contact(phone, owner):
            names = user(owner)
            keys = ("first_name", "last_name")
            return {
                "contact": {"phone_number": phone, "user_id": owner.id}
                | {key: names[key] for key in keys if key in names}
            }
        case Joined(people):
            return {"new_chat_members": [user(person) for person in people]}
        case _:
            assert_never(value.content)


def _file(value: Message, kind: str) -> Json:
    name = f"{kind}-{value.chat.id}-{value.id}"
    return {"file_id": name, "file_unique_id": f"u-{name}"}


def _text(body: Formatted, name: str, entities: str) -> Json:
    if not body.text:
        return {}
    found: Json = {name: body.text}
    if body.entities:
        found[entities] = [entity(stretch) for stretch in body.entities]
    return found


def membership(bot: Person, status: str) -> Json:
    """The bot's `ChatMember` in a chat."""
    body: Json = {"status": status, "user": user(bot)}
    if status == "kicked":
        body["until_date"] = 0
    if status == "administrator":
        granted = (
            "can_manage_chat",
            "can_delete_messages",
            "can_invite_users",
            "can_pin_messages",
            "can_manage_topics",
        )
        withheld = (
            "can_be_edited",
            "is_anonymous",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
            "can_send_welcome_messages",
        )
        body |= dict.fromkeys(granted, True) | dict.fromkeys(withheld, False)
    return body


def membership_change(bot: Person, place: Chat, by: Person, date: int, statuses: tuple[str, str]) -> Json:
    """The `ChatMemberUpdated` of a change from the first status to the second."""
    return {
        "chat": chat(place),
        "from": user(by),
        "date": date,
        "old_chat_member": membership(bot, statuses[0]),
        "new_chat_member": membership(bot, statuses[1]),
    }


def callback(query_id: str, person: Person, pressed: Message, data: str) -> Json:
    """The `CallbackQuery` of a pressed inline button."""
    return {
        "id": query_id,
        "from": user(person),
        "message": message(pressed),
        "chat_instance": str(7_000_000_000 + abs(pressed.chat.id)),
        "data": data,
    }
