"""The world's things as Bot API JSON, field for field as Telegram sends them."""

from typing import assert_never

from bot.demo.telegram import keyboards
from bot.demo.telegram.contents import Filed
from bot.demo.telegram.model import (
    Chat,
    Contact,
    Content,
    Document,
    Entity,
    Formatted,
    Joined,
    Json,
    Location,
    Message,
    Other,
    Person,
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
from bot.demo.telegram.rooms import RIGHTS, USUAL_RIGHTS

#: What a restricted member may or may not do.
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)
#: The fields of a file beside its ids, by kind; seconds and bytes come from the file itself.
_FILMS: dict[str, Json] = {
    "video": {"width": 640, "height": 360, "mime_type": "video/mp4"},
    "animation": {"width": 320, "height": 240, "mime_type": "video/mp4"},
    "audio": {"mime_type": "audio/mpeg"},
    "video_note": {"length": 240},
}


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
    if place.is_forum:
        body["is_forum"] = True
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
    body |= _place(value)
    if value.sender_chat is not None:
        body["sender_chat"] = chat(value.sender_chat)
    if value.edited is not None:
        body["edit_date"] = value.edited
    answered = value.reply_to or value.root
    if answered is not None:
        body["reply_to_message"] = message(answered.quoted)
    if value.quote:
        body["quote"] = {"text": value.quote, "position": 0, "is_manual": True}
    if value.album:
        body["media_group_id"] = value.album
    if value.origin is not None:
        body["forward_origin"] = _origin(value.origin, value.origin_date)
    body |= content(value.content)
    if keyboards.is_inline(value.markup):
        body["reply_markup"] = value.markup
    return body


def _place(value: Message) -> Json:
    """Outside topics an answer carries a thread id too: that of the first message of its chain."""
    if value.thread:
        return {"message_thread_id": value.thread, "is_topic_message": True}
    return {"message_thread_id": value.chain} if value.chain else {}


def _origin(who: Person | Chat, date: int) -> Json:
    if isinstance(who, Person):
        return {"type": "user", "sender_user": user(who), "date": date}
    return {"type": "chat", "sender_chat": chat(who), "date": date}


def content(value: Content) -> Json:
    """What a message holds, as the fields of a `Message`."""
    match value:
        case Words(body):
            return _text(body, "text", "entities")
        case Picture() | Document() | Sticker() | Voice() | Recording():
            return _filed(value)
        case Contact() | Location() | Venue() | Poll():
            return _told(value)
        case Joined(people):
            return {"new_chat_members": [user(person) for person in people]}
        case Pinned(pinned):
            return {"pinned_message": message(pinned.quoted)}
        case Other(body) | Service(body):
            return body
        case _:
            assert_never(value)


def _filed(value: Filed) -> Json:
    file: Json = {"file_id": value.file_id, "file_unique_id": f"u-{value.file_id}"}
    caption = Formatted("") if isinstance(value, Sticker) else value.caption
    below = _text(caption, "caption", "caption_entities")
    match value:
        case Picture(_, width, height, size):
            return {"photo": [file | {"width": width, "height": height, "file_size": size}]} | below
        case Document(_, name, size):
            return {"document": file | {"file_name": name, "file_size": size}} | below
        case Sticker(emoji):
            sizes = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": file | sizes | {"type": "regular", "emoji": emoji}}
        case Voice(seconds):
            sound = {"duration": seconds, "mime_type": "audio/ogg", "file_size": seconds * 4000}
            return {"voice": file | sound} | below
        case Recording(name, seconds):
            # An animation comes as a document too, for programs older than animations.
            twin = {"document": file | {"mime_type": "video/mp4"}} if name == "animation" else {}
            film = file | _FILMS[name] | {"duration": seconds, "file_size": seconds * 40_000}
            return twin | {name: film} | below
        case _:
            assert_never(value)


def _told(value: Contact | Location | Venue | Poll) -> Json:
    match value:
        case Contact(phone, owner):
            names = {key: name for key, name in user(owner).items() if key in {"first_name", "last_name"}}
            account = {"user_id": owner.id} if owner.id else {}
            return {"contact": {"phone_number": phone} | account | names}
        case Location():
            return {"location": _location(value)}
        case Venue(place, title, address):
            spot = {"location": _location(place), "title": title, "address": address}
            # A venue comes as a location too, for programs older than venues.
            return {"location": spot["location"], "venue": spot}
        case Poll():
            return {"poll": _poll(value)}
        case _:
            assert_never(value)


def _location(place: Location) -> Json:
    body: Json = {"latitude": place.latitude, "longitude": place.longitude}
    return body | ({"live_period": place.live_s} if place.live_s else {})


def _poll(poll: Poll) -> Json:
    options = [
        {"persistent_id": str(place), "text": text, "voter_count": 0}
        for place, text in enumerate(poll.options)
    ]
    return {
        "id": poll.id,
        "question": poll.question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": poll.is_anonymous,
        "type": "regular",
        "allows_multiple_answers": poll.allows_several,
        "allows_revoting": True,
        "members_only": False,
    }


def _text(body: Formatted, name: str, entities: str) -> Json:
    if not body.text:
        return {}
    found: Json = {name: body.text}
    if body.entities:
        found[entities] = [entity(stretch) for stretch in body.entities]
    return found


def reaction(emoji: str) -> Json:
    """A `ReactionTypeEmoji`; digits are the id of a custom emoji, which Premium people react with."""
    if emoji.isdecimal():
        return {"type": "custom_emoji", "custom_emoji_id": emoji}
    return {"type": "emoji", "emoji": emoji}


def member(
    person: Person,
    role: str,
    rights: frozenset[str] = USUAL_RIGHTS,
    *,
    is_anonymous: bool = False,
) -> Json:
    """Somebody's `ChatMember` in a chat."""
    body: Json = {"status": role, "user": user(person)}
    match role:
        case "creator":
            body["is_anonymous"] = is_anonymous
        case "kicked":
            body["until_date"] = 0
        case "administrator":
            granted = {right: right in rights for right in sorted(RIGHTS)}
            body |= {"can_be_edited": False, "is_anonymous": is_anonymous} | granted
        case "restricted":
            body |= {"is_member": True, "until_date": 0} | dict.fromkeys(_PERMISSIONS, False)
        case _:
            pass
    return body


def member_change(place: Chat, by: Person, date: int, old: Json, new: Json) -> Json:
    """The `ChatMemberUpdated` of a change from one `ChatMember` to another."""
    return {
        "chat": chat(place),
        "from": user(by),
        "date": date,
        "old_chat_member": old,
        "new_chat_member": new,
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
