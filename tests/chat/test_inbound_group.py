"""What updates of the support group mean: words, commands, presses, reactions, topics, its own moves."""

import copy
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.inbound import Reader, to_arrival
from bot.errors import UpdateUnreadable
from bot.turns.incoming import Incoming, Pressed
from handlers.contract.chat import AddedToGroup
from handlers.contract.desk import (
    Author,
    GroupEdit,
    GroupMessage,
    GroupMoved,
    GroupPresence,
    GroupPress,
    Piece,
    Reacted,
    TopicNoted,
)
from handlers.contract.vocabulary import Event

_GROUP: Final = {"id": -100, "type": "supergroup", "title": "Assistenza", "is_forum": True}
_NEW_GROUP: Final = {**_GROUP, "id": -200}
_OLGA: Final = {"id": 6, "is_bot": False, "first_name": "Olga", "last_name": "Neri", "username": "olga"}
_BY_OLGA: Final = Author(6, "Olga Neri", "olga")
_BOT: Final = {"id": 9, "is_bot": True, "first_name": "Sportello", "username": "sportello_bot"}
_ANONYMOUS: Final = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group"}
_TOPIC: Final = {"message_thread_id": 3, "is_topic_message": True}
_READER: Final = Reader(-100, bot_name=lambda: "Sportello_bot")
_PHOTO: Final = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]


def _message(**content: object) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_768_478_400, "chat": _GROUP, "from": _OLGA, **content}


def _event(kind: str, body: dict[str, Any], moved_to: int | None = None) -> Event | None:
    return _READER.read({"update_id": 1, kind: body}, moved_to).event


def _said(text: str, command: str | None = None, argument: str = "") -> GroupMessage:
    return GroupMessage((Piece(1, "text", text),), None, _BY_OLGA, command, argument)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("sento odore di gas", _said("sento odore di gas")),
        ("/chiudi", _said("/chiudi", "chiudi")),
        ("/Chiudi@SPORTELLO_bot  senza", _said("/Chiudi@SPORTELLO_bot  senza", "chiudi", "senza")),
        ("/nota\nrichiamare", _said("/nota\nrichiamare", "nota", "richiamare")),
        ("/prendo.", _said("/prendo.", "prendo")),
        # A note begins with two slashes, and a slash may stand in any sentence.
        ("//chiudi", _said("//chiudi")),
        ("/chiudi/", _said("/chiudi/")),
        ("vedi /chiudi", _said("vedi /chiudi")),
        # Another bot is meant.
        ("/stats@altro_bot", None),
    ],
)  # fmt: skip
def test_words_and_commands(text: str, event: Event | None) -> None:
    """Nothing that is written there is a question for us; a command is one at the beginning alone."""
    assert _event("message", _message(text=text)) == event


def test_a_command_may_stand_below_a_picture() -> None:
    """Its caption begins with it."""
    said = _event("message", _message(photo=_PHOTO, caption="/nota ecco"))
    piece = Piece(1, "photo", "/nota ecco", "f", "u")
    assert said == GroupMessage((piece,), None, _BY_OLGA, "nota", "ecco")


def test_our_name_may_not_be_known_yet() -> None:
    """Until Telegram has told it, whatever is addressed to a bot may be meant for us."""
    update = {"update_id": 1, "message": _message(text="/prendo@sportello_bot")}
    said = Reader(-100).read(update).event
    assert isinstance(said, GroupMessage)
    assert said.command == "prendo"


@pytest.mark.parametrize(
    ("whose", "author"),
    [
        ({}, _BY_OLGA),
        ({"from": _ANONYMOUS, "sender_chat": _GROUP}, Author(None, "Assistenza")),
        ({"from": _ANONYMOUS, "sender_chat": _GROUP, "author_signature": "Olga"}, Author(None, "Olga")),
        ({"from": _ANONYMOUS}, None),
        ({"from": _BOT}, None),
        ({"from": None}, None),
        ({"sender_chat": {"id": -300, "type": "channel", "title": "Notizie"}}, None),
    ],
)
@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_who_writes_there(kind: str, whose: dict[str, Any], author: Author | None) -> None:
    """People, and admins in the group's own name; neither bots, ourselves among them, nor channels."""
    event = _event(kind, {**_message(text="ciao"), **whose})
    assert (event.author if isinstance(event, GroupMessage | GroupEdit) else None) == author


@pytest.mark.parametrize(
    ("where", "thread_id"),
    [
        (_TOPIC, 3),
        ({"message_thread_id": 3}, None),
        ({}, None),
    ],
)
def test_the_topic_that_something_stands_in(where: dict[str, Any], thread_id: int | None) -> None:
    """The general topic has no number; the thread of an answer in a group without topics is none."""
    piece = Piece(1, "text", "ciao")
    assert _event("message", _message(text="ciao", **where)) == GroupMessage((piece,), thread_id, _BY_OLGA)
    assert _event("edited_message", _message(text="ciao", **where)) == GroupEdit(piece, thread_id, _BY_OLGA)


@pytest.mark.parametrize(
    ("note", "event"),
    [
        ({"forum_topic_closed": {}}, TopicNoted(3, "closed", _BY_OLGA)),
        ({"forum_topic_reopened": {}}, TopicNoted(3, "reopened", _BY_OLGA)),
        ({"forum_topic_closed": {}, "from": _BOT}, None),
        ({"forum_topic_created": {"name": "n", "icon_color": 1}}, None),
        ({"forum_topic_edited": {"name": "n"}}, None),
        ({"pinned_message": {"message_id": 4, "date": 1, "chat": _GROUP}}, None),
        ({"new_chat_members": [_OLGA]}, None),
        ({"left_chat_member": _OLGA}, None),
    ],
)
def test_what_telegram_notes_there(note: dict[str, Any], event: Event | None) -> None:
    """A topic that somebody closes or opens by hand; the rest is nobody's message."""
    assert _event("message", {**_message(**_TOPIC), **note}) == event


def _pressed(message: dict[str, Any], data: str) -> dict[str, Any]:
    return {"id": "77", "from": _OLGA, "chat_instance": "1", "data": data, "message": message}


def test_a_button_of_the_group_says_its_command() -> None:
    """With the topic it stands in and who pressed it; it is answered like every button."""
    body = _pressed(_message(text="Caso 12", **_TOPIC), "/prendo 12")
    event = GroupPress("prendo", "12", 1, 3, _BY_OLGA)
    read = _READER.read({"update_id": 1, "callback_query": body})
    assert read == Incoming(event, None, Pressed("77", 1), chat_id=-100, topic_id=3)


@pytest.mark.parametrize("data", ["r3:yes", "", "//prendo"])
def test_a_button_that_is_no_command_is_refused(data: str) -> None:
    """No dialog has its buttons there."""
    read = _READER.read({"update_id": 1, "callback_query": _pressed(_message(text="x"), data)})
    assert (read.event, read.pressed) == (None, Pressed("77", 1))


def test_a_button_that_telegram_no_longer_shows_is_pressed_all_the_same() -> None:
    """Its message comes without content and without topic; its number is enough."""
    old = {"message_id": 1, "date": 0, "chat": _GROUP}
    assert _event("callback_query", _pressed(old, "/chiudi 12")) == GroupPress(
        "chiudi", "12", 1, None, _BY_OLGA
    )


def _reaction(chat: dict[str, Any], new: list[dict[str, Any]], **whose: object) -> dict[str, Any]:
    return {"chat": chat, "message_id": 4, "date": 1, "old_reaction": [], "new_reaction": new, **whose}


_THUMB: Final = {"type": "emoji", "emoji": "👍"}
_HEART: Final = {"type": "emoji", "emoji": "❤"}
_CUSTOM: Final = {"type": "custom_emoji", "custom_emoji_id": "9"}
_ADA: Final = {"id": 5, "is_bot": False, "first_name": "Ada"}
_PRIVATE: Final = {"id": 5, "type": "private"}


@pytest.mark.parametrize(
    ("body", "event"),
    [
        (_reaction(_GROUP, [_THUMB], user=_OLGA), Reacted(4, "👍", _BY_OLGA)),
        (_reaction(_GROUP, [_THUMB, _HEART, _CUSTOM], user=_OLGA), Reacted(4, "❤", _BY_OLGA)),
        (_reaction(_GROUP, [], user=_OLGA), Reacted(4, None, _BY_OLGA)),
        (_reaction(_GROUP, [_CUSTOM], user=_OLGA), Reacted(4, None, _BY_OLGA)),
        (_reaction(_GROUP, [_THUMB], actor_chat=_GROUP), Reacted(4, "👍", Author(None, "Assistenza"))),
        (_reaction(_GROUP, [_THUMB], actor_chat=_NEW_GROUP), None),
        (_reaction(_GROUP, [_THUMB], user=_BOT), None),
        (_reaction(_NEW_GROUP, [_THUMB], user=_OLGA), None),
        (_reaction(_PRIVATE, [_THUMB], user=_ADA), Reacted(4, "👍", None)),
        (_reaction(_PRIVATE, [_THUMB], user=_OLGA), None),
        (_reaction(_PRIVATE, [_THUMB]), None),
    ],
)
def test_reactions(body: dict[str, Any], event: Event | None) -> None:
    """On either side the one that is there now, as far as a bot can set it; by nobody else."""
    assert _event("message_reaction", body) == event


def test_without_a_support_group_nobody_sees_a_reaction() -> None:
    """So it is nothing of ours."""
    body = _reaction(_PRIVATE, [_THUMB], user=_ADA)
    assert Reader(None).read({"update_id": 1, "message_reaction": body}).event is None


@pytest.mark.parametrize(
    ("chat", "content", "event"),
    [
        (_GROUP, {"migrate_to_chat_id": -200}, GroupMoved(-200)),
        (_NEW_GROUP, {"migrate_from_chat_id": -100}, GroupMoved(-200)),
        (_NEW_GROUP, {"migrate_from_chat_id": -400}, None),
    ],
)
def test_the_group_moves(chat: dict[str, Any], content: dict[str, Any], event: Event | None) -> None:
    """Either line tells it, that in the old group or that in the new one."""
    assert _event("message", {**_message(**content), "chat": chat}) == event


@pytest.mark.parametrize("chat", [_GROUP, _NEW_GROUP])
def test_after_a_move_both_numbers_are_the_groups(chat: dict[str, Any]) -> None:
    """What was still on its way under the old number is not lost."""
    event = _event("message", {**_message(text="ciao"), "chat": chat}, moved_to=-200)
    assert event == _said("ciao")


_MEMBER: Final = {"status": "member", "user": _BOT}
_RIGHTS: Final = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_ADMIN: Final = {"status": "administrator", "user": _BOT, **dict.fromkeys(_RIGHTS, True)}
_ALL: Final = ("can_manage_topics", "can_delete_messages", "can_pin_messages")


@pytest.mark.parametrize(
    ("chat", "member", "event"),
    [
        (_GROUP, _ADMIN, GroupPresence(is_member=True)),
        (
            _GROUP,
            {**_ADMIN, "can_manage_topics": False, "can_pin_messages": False},
            GroupPresence(is_member=True, lacks=("can_manage_topics", "can_pin_messages")),
        ),
        (_GROUP, _MEMBER, GroupPresence(is_member=True, lacks=_ALL)),
        ({**_GROUP, "is_forum": False}, _ADMIN, GroupPresence(is_member=True, lacks=("is_forum",))),
        (
            {"id": -100, "type": "group", "title": "Assistenza"},
            _MEMBER,
            GroupPresence(is_member=True, lacks=(*_ALL, "is_forum")),
        ),
        (_GROUP, {"status": "left", "user": _BOT}, GroupPresence(is_member=False)),
        (_GROUP, {"status": "kicked", "user": _BOT, "until_date": 0}, GroupPresence(is_member=False)),
        (_NEW_GROUP, _MEMBER, AddedToGroup(invited=True)),
    ],
)
def test_our_own_place_there(chat: dict[str, Any], member: dict[str, Any], event: Event) -> None:
    """What the bot lacks is named as the Bot API does; of a foreign group nothing is wanted."""
    old = {"status": "left", "user": _BOT}
    body = {"chat": chat, "from": _OLGA, "date": 1, "old_chat_member": old, "new_chat_member": member}
    assert _event("my_chat_member", body) == event


_WHOLE: Final = [
    {"message": _message(text="/chiudi ora", **_TOPIC, reply_to_message=_message(text="x"))},
    {"message": _message(photo=_PHOTO, caption="ecco", media_group_id="7")},
    {"edited_message": _message(text="ciao", edit_date=1_768_478_401, entities=[])},
    {"callback_query": _pressed(_message(text="x", **_TOPIC), "/prendo 1")},
    {"message_reaction": _reaction(_GROUP, [_THUMB], user=_OLGA)},
    {
        "my_chat_member": {
            "chat": _GROUP, "from": _OLGA, "date": 1, "old_chat_member": _MEMBER, "new_chat_member": _ADMIN,
        }
    },
    {"message": _message(migrate_to_chat_id=-200)},
    {"message": _message(forum_topic_closed={}, **_TOPIC)},
]  # fmt: skip
_JSON: Final = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=4),
    st.just([]), st.just({}), st.just([{}]), st.just(10**30),
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """List where in an update anything stands."""
    match value:
        case dict():
            inner = [place for key, each in value.items() for place in _places(each, (*path, key))]
        case list():
            inner = [place for key, each in enumerate(value) for place in _places(each, (*path, key))]
        case _:
            inner = []
    return [path, *inner] if path else inner


@settings(max_examples=300)
@given(st.data())
def test_no_update_of_the_group_breaks_the_reader(data: st.DataObject) -> None:
    """With anything in the place of anything, it is understood, or unreadable and nobody's question."""
    update: dict[str, Any] = {"update_id": 1, **copy.deepcopy(data.draw(st.sampled_from(_WHOLE)))}
    *way, last = data.draw(st.sampled_from([place for place in _places(update) if place != ("update_id",)]))
    where: Any = update
    for key in way:
        where = where[key]
    where[last] = data.draw(_JSON)
    assert to_arrival(update) is not None
    assert _asker(update) is None


def _asker(update: dict[str, Any]) -> int | None:
    """Return who is to be apologised to where an update cannot be read."""
    try:
        _READER.read(update)
    except UpdateUnreadable as error:
        return error.asker
    return None
