"""What updates mean to us: every kind, every odd one, and none that breaks the reader."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.ext import filters

from bot.chat.inbound import KINDS, Reader, to_arrival
from bot.chat.kinds import SERVICE_NOTES
from bot.errors import UpdateUnreadable
from bot.services.people import Sender
from bot.storage.inbox import Arrival, Trace, UpdateId
from bot.turns.incoming import Incoming, Pressed
from handlers.contract.chat import AddedToGroup, Attachment, Chosen, Command, Text
from handlers.contract.desk import GroupPresence
from handlers.contract.people import Subscribed
from handlers.contract.vocabulary import Event
from handlers.subjects import COMMANDS

ADA = {"id": 5, "is_bot": False, "first_name": "Ada", "language_code": "de-AT"}
SENDER = Sender(5, "Ada", "de")
PRIVATE = {"id": 5, "type": "private", "first_name": "Ada"}
GROUP = {"id": -7, "type": "supergroup", "title": "Piazza"}
BOT = {"id": 9, "is_bot": True, "first_name": "Sportello"}
SUPPORT = -100
READER = Reader(SUPPORT)
FILE = {"file_id": "f", "file_unique_id": "u"}
UNUSABLE = Attachment("unusable_photo")
ANIMATION = {**FILE, "width": 1, "height": 1, "duration": 1}
POLL = {
    "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
    "allows_revoting": False, "members_only": False,
}  # fmt: skip
#: A photo comes in several sizes.
SIZES = [
    {"file_id": name, "file_unique_id": name, "width": width, "height": width}
    for name, width in (("small", 90), ("large", 1280), ("middle", 320))
]


def _message(**content: object) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_768_478_400, "chat": PRIVATE, "from": ADA, **content}


def _read(kind: str, body: dict[str, Any]) -> Incoming:
    """Read an update, but for its trace."""
    return replace(READER.read({"update_id": 1, kind: body}), trace=None, is_edit=False, pieces=())


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("ciao", Text("ciao")),
        ("  ciao \n mondo ", Text("ciao \n mondo")),
        ("/start", Command("start", typed="/start")),
        ("/lingua   de", Command("lingua", "de", "/lingua   de")),
        ("/chiedi@b dove\nsono?", Command("chiedi", "dove\nsono?", "/chiedi@b dove\nsono?")),
        ("/", Text("/")),
        ("/è questo?", Text("/è questo?")),
        ("e/o", Text("e/o")),
        ("/a/b", Text("/a/b")),
        ("   ", None),
        ("<b>ciao</b> & *ciao*", Text("<b>ciao</b> & *ciao*")),
        ("\u202eمرحبا", Text("\u202eمرحبا")),
        ("😀", Text("😀")),
        ("x" * 4096, Text("x" * 4096)),
    ],
)
@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_words_and_commands(kind: str, text: str, event: Event | None) -> None:
    """A message, new or changed, is a command where it begins like one, and else words as typed."""
    assert _read(kind, _message(text=text)) == Incoming(event, SENDER, message_id=1, chat_id=5)


@pytest.mark.parametrize(
    "text",
    [
        "/START",
        "/start@sportello_bot",
        "/start?",
        "/start!",
        "/start.",
        "/start …",
        "／start",
        "👉/start",
        "//start",
        "*/start*",
        "/start👍",
        "\u200b/start",
        "/\u2060start",
        "\u202e/start\u202c",
        "\ufeff /start",
        "/ｓｔａｒｔ",
        "/𝐬𝐭𝐚𝐫𝐭",
        '"/start"',
        "«/start»",
        "“/start”",
        "(/start)",
        "- /start",
        "• /start",
        "> /start",
        ". /start",
        "\u00a0/start\u3000",
        "/ start",
        " /\u00a0start!",
    ],
)
def test_a_command_is_one_however_it_is_set(text: str) -> None:
    """Capitals, a mark or a quotation mark around it, other forms of its characters, invisible ones."""
    assert _read("message", _message(text=text)).event == Command("start", typed=text.strip())


@pytest.mark.parametrize(
    ("text", "argument"),
    [
        ("/lettura 3017,5", "3017,5"),
        ("/lettura: 3017", "3017"),
        ("/lettura=3017", "3017"),
        ("/lettura\n3017", "3017"),
        ("/lettura, 3017", "3017"),
        ("／lettura ３０１７", "3017"),
        ("/lettura 3️⃣0️⃣1️⃣7️⃣", "3017"),
        ("/lettura -3", "-3"),
        ("/lettura3017", "3017"),
        ("/lettura3017,5", "3017,5"),
        ("/ lettura 3017", "3017"),
        ("/ lettura3017", "3017"),
    ],
)
def test_what_is_typed_behind_a_command_is_its_argument(text: str, argument: str) -> None:
    """Whatever blank or mark stands between; digits are plain ones."""
    assert _read("message", _message(text=text)).event == Command("lettura", argument, text)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("message", {"text": "ciao"}),
        ("edited_message", {"text": "ciao"}),
        ("message", {"contact": {"phone_number": "1", "first_name": "A", "user_id": 6}}),
        (
            "callback_query",
            {"id": "77", "chat_instance": "1", "data": "/help", "message": _message(text="Vuoi?")},
        ),
        (
            "my_chat_member",
            {
                "old_chat_member": {"status": "member", "user": BOT},
                "new_chat_member": {"status": "kicked", "user": BOT, "until_date": 0},
            },
        ),
    ],
)
def test_nobody_speaks_in_the_private_chat_of_somebody_else(kind: str, body: dict[str, Any]) -> None:
    """There the writer has the number of the chat; what says otherwise acts for nobody."""
    found = _read(kind, {**_message(), **body, "from": {**ADA, "id": 6}})
    assert (found.event, found.sender) == (None, None)


@pytest.mark.parametrize("text", ["/ la luce è andata via", "gas / luce", "/ 3017", "/", "/\nstart"])
def test_a_slash_in_a_sentence_is_no_command(text: str) -> None:
    """Apart from its word it begins one only where nothing else is said."""
    assert _read("message", _message(text=text)).event == Text(text)


def test_no_command_of_ours_holds_a_digit() -> None:
    """So digits right behind one are what was said with it."""
    assert [name for name in COMMANDS if any(letter.isdigit() for letter in name)] == []


def test_a_command_that_telegram_marked_is_one() -> None:
    """The mark that Telegram adds changes nothing."""
    entities = [{"type": "bot_command", "offset": 0, "length": 6}]
    assert _read("message", _message(text="/start", entities=entities)).event == Command(
        "start", typed="/start"
    )


@pytest.mark.parametrize(
    ("content", "event"),
    [
        ({"voice": {**FILE, "duration": 3}}, Attachment("voice")),
        ({"photo": SIZES}, Attachment("photo", "large")),
        ({"document": FILE, "caption": "  "}, Attachment("document")),
        ({"location": {"longitude": 1.5, "latitude": 2.5}}, Attachment("location")),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, Attachment("contact")),
        ({"dice": {"emoji": "🎲", "value": 3}}, Attachment("dice")),
        # What stands below a picture is what the person says.
        ({"photo": SIZES, "caption": "odore di gas!"}, Text("odore di gas!", "large")),
        ({"photo": SIZES, "caption": "/annulla"}, Command("annulla", typed="/annulla", photo="large")),
        ({"document": FILE, "caption": "/annulla"}, Command("annulla", typed="/annulla")),
        # Service lines are nothing of ours.
        ({"pinned_message": _message(text="x")}, None),
        ({"write_access_allowed": {"from_request": True}}, None),
        ({"forum_topic_closed": {"any": 1}}, None),
        ({"boost_added": {"boost_count": 1}}, None),
        ({"poll": POLL}, Attachment("poll")),
        ({"story": {"chat": PRIVATE, "id": 3}}, Attachment("story")),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, Attachment("video_note")),
        ({"paid_media": {"star_count": 1, "paid_media": []}}, Attachment("paid_media")),
        # A kind that is no note of Telegram's was sent to be answered.
        ({"something_new": {"deep": [1]}}, Attachment("unknown")),
        ({}, Attachment("unknown")),
        # A photo sent as a file is a photo; a drawing or a file that no bot can have is said to be none.
        ({"document": {**FILE, "mime_type": "image/jpeg", "file_size": 9}}, Attachment("photo", "f")),
        ({"document": {**FILE, "mime_type": "IMAGE/PNG"}}, Attachment("photo", "f")),
        ({"document": {**FILE, "mime_type": "image/heic"}}, Attachment("photo", "f")),
        ({"document": {**FILE, "mime_type": "image/heif"}, "caption": "1546"}, Text("1546", "f")),
        ({"document": {**FILE, "mime_type": "image/jpeg", "file_size": 20_000_001}}, UNUSABLE),
        ({"document": {**FILE, "mime_type": "image/svg+xml"}}, UNUSABLE),
        ({"document": {**FILE, "mime_type": "application/pdf"}}, Attachment("document")),
        ({"document": {**FILE, "mime_type": "image/gif"}, "animation": ANIMATION}, Attachment("animation")),
    ],
)
def test_what_is_no_text(content: dict[str, Any], event: Event | None) -> None:
    """Attachments by their kind, captions as words, service lines in silence."""
    assert _read("message", _message(**content)) == Incoming(event, SENDER, message_id=1, chat_id=5)


def test_every_note_of_telegram_is_known() -> None:
    """The library's list of what is no message of a person holds nothing that we would answer."""
    groups = {"chat_created": "group_chat_created", "migrate": "migrate_to_chat_id"}
    theirs = {name.lower() for name in dir(filters.StatusUpdate) if name.isupper() and name != "ALL"}
    assert {groups.get(name, name) for name in theirs} <= set(SERVICE_NOTES)


def _trace(kind: str = "message", *, key: str = "key", **content: Any) -> Trace | None:  # noqa: ANN401 - JSON
    return Reader(SUPPORT, key).read({"update_id": 1, kind: _message(**content)}).trace


def test_the_trace_of_a_message_knows_its_words_again_and_does_not_tell_them() -> None:
    """The same words have the same fingerprint, as text or caption; under another key they have another."""
    first = _trace(text="la mia password è gattonero")
    assert first == _trace("edited_message", text="la mia password è gattonero")
    assert first == _trace(photo=SIZES, caption="la mia password è gattonero")
    assert first is not None
    assert first.fingerprint is not None
    assert "gatto" not in str(first)
    others = [
        _trace(text="la mia password è gattobianco"),
        _trace(text="la mia password è gattonero", key="x"),
    ]
    assert first not in others
    assert _trace(photo=SIZES, media_group_id="77") == Trace(1, "77", None)


@pytest.mark.parametrize(("hours", "event"), [(0, Text("ciao")), (48, Text("ciao")), (49, None)])
def test_nobody_changes_a_message_after_two_days(hours: int, event: Event | None) -> None:
    """What is changed later is a reaction or a preview, whatever we still know of the message."""
    message = _message(text="ciao")
    body = {**message, "edit_date": message["date"] + hours * 3600}
    assert _read("edited_message", body).event == event


@pytest.mark.parametrize(
    ("data", "event", "revision"),
    [
        ("r3:none", Chosen("none"), 3),
        ("r0:", Chosen(""), 0),
        ("r12:a:b\nc", Chosen("a:b\nc"), 12),
        ("/lingua de", Command("lingua", "de"), None),
        ("r:none", None, None),
        ("r3", None, None),
        ("r9999999999:x", None, None),
        ("r-1:x", None, None),
        ("DROP TABLE persons", None, None),
        ("{}", None, None),
        ("", None, None),
    ],
)
def test_buttons(data: str, event: Event | None, revision: int | None) -> None:
    """Choices carry their revision, shortcuts are commands, and what we never made is nothing."""
    body = {"id": "77", "from": ADA, "chat_instance": "1", "data": data, "message": _message(text="Vuoi?")}
    assert _read("callback_query", body) == Incoming(event, SENDER, Pressed("77", 1, revision), chat_id=5)


def test_a_button_on_a_message_that_telegram_no_longer_shows() -> None:
    """Very old messages come without content, with a date of 0; the button is answered all the same."""
    old = {"message_id": 1, "date": 0, "chat": PRIVATE}
    body = {"id": "77", "from": ADA, "chat_instance": "1", "data": "/help", "message": old}
    assert _read("callback_query", body) == Incoming(Command("help"), SENDER, Pressed("77", 1), chat_id=5)


@pytest.mark.parametrize(
    ("more", "chat_id"),
    [({"message": _message(text="x", chat=GROUP)}, -7), ({"inline_message_id": "3"}, None)],
)
def test_a_button_outside_a_private_chat_is_only_acknowledged(
    more: dict[str, Any], chat_id: int | None
) -> None:
    """We made none there."""
    body = {"id": "77", "from": ADA, "chat_instance": "1", "data": "/help", **more}
    assert _read("callback_query", body) == Incoming(None, pressed=Pressed("77", None), chat_id=chat_id)


def _membership(chat: dict[str, Any], former: str, latter: str) -> Incoming:
    def member(status: str) -> dict[str, Any]:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": BOT, "status": status, **until}

    change = {"chat": chat, "from": ADA, "date": 1, "old_chat_member": member(former)}
    return _read("my_chat_member", {**change, "new_chat_member": member(latter)})


@pytest.mark.parametrize(
    ("chat", "former", "latter", "event"),
    [
        (PRIVATE, "member", "kicked", Subscribed(active=False)),
        (PRIVATE, "kicked", "member", Subscribed(active=True)),
        (GROUP, "left", "member", AddedToGroup(invited=True)),
        (GROUP, "kicked", "member", AddedToGroup(invited=True)),
        (GROUP, "member", "left", None),
        (GROUP, "member", "kicked", None),
        ({**GROUP, "id": SUPPORT}, "member", "kicked", GroupPresence(is_member=False)),
        ({**GROUP, "type": "channel"}, "left", "member", AddedToGroup(invited=False)),
    ],
)
def test_memberships(chat: dict[str, Any], former: str, latter: str, event: Event | None) -> None:
    """Blocking and unblocking, invitations to groups, and its place in our own support group."""
    assert _membership(chat, former, latter).event == event


@pytest.mark.parametrize(
    ("content", "event"), [({"text": "ciao"}, AddedToGroup(invited=False)), ({"photo": SIZES}, None)]
)
def test_words_in_a_foreign_group(content: dict[str, Any], event: Event | None) -> None:
    """A foreign group in which the bot finds itself is left."""
    assert _read("message", _message(**content, chat=GROUP)) == Incoming(event, chat_id=-7)


def test_a_topic_of_a_group_is_kept() -> None:
    """A group that is split into topics says in which one somebody wrote."""
    said = _message(text="ciao", chat=GROUP, message_thread_id=3, is_topic_message=True)
    incoming = _read("message", said)
    assert (incoming.chat_id, incoming.topic_id) == (-7, 3)


@pytest.mark.parametrize("sender", [None, BOT])
def test_nobody_talks_to_bots(sender: dict[str, Any] | None) -> None:
    """A message without a person behind it gets no answer, so that no two bots talk for ever."""
    said = _message(text="ciao")
    said["from"] = sender
    assert _read("message", said) == Incoming(None, chat_id=5)


@pytest.mark.parametrize("kind", ["poll", "inline_query", "chat_member", "something_new"])
def test_kinds_that_we_did_not_ask_for_are_nothing_of_ours(kind: str) -> None:
    """They are passed over, without a fault."""
    odd = {"id": "1", "from": ADA, "query": "", "offset": ""} if kind == "inline_query" else {}
    payload = {"update_id": 1} if kind in {"poll", "chat_member"} else {"update_id": 1, kind: odd}
    assert READER.read(payload) == Incoming(None)


@pytest.mark.parametrize(
    "payload",
    [
        {"message": {}},
        {"message": {"text": "ciao"}},
        {"message": []},
        {"message": "ciao"},
        {"message": _message(text="ciao", chat=None)},
        {"message": _message(text="ciao", chat={"id": 5})},
        {"message": _message(text=5)},
        {"message": _message(photo=[{**FILE, "width": "1", "height": None}])},
        {"message": {**_message(text="ciao"), "date": 10**20}},
        {"message": {**_message(text="ciao"), "date": 10**17}},
        {"message": {**_message(text="ciao"), "date": "soon"}},
        {"message": _message(text="ciao", entities=7)},
        {"message": {**_message(text="ciao"), "from": {"id": 5}}},
        {"message": {**_message(text="ciao"), "from": {**ADA, "first_name": ["Ada"]}}},
        {"message": {**_message(text="ciao"), "from": {**ADA, "language_code": 7}}},
        {"callback_query": {"id": "1"}},
        {"my_chat_member": {"chat": PRIVATE}},
    ],
)
def test_what_is_not_as_telegram_describes_it_is_unreadable(payload: dict[str, Any]) -> None:
    """Named as such, so that it is set aside, never as a fault of ours."""
    with pytest.raises(UpdateUnreadable):
        READER.read({"update_id": 1, **payload})


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "text", "date", "type", "message_id", "data", "photo"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(kind=st.sampled_from(KINDS), body=_JSON, whole=st.booleans())
def test_no_json_breaks_the_reader(kind: str, body: Any, whole: bool) -> None:  # noqa: ANN401, FBT001 - any JSON
    """Whatever stands in an update, it is understood or unreadable, and always finds a chat."""
    if whole and isinstance(body, dict):
        body = {**_message(text="ciao"), **body}
    payload = {"update_id": 1, kind: body}
    arrival = to_arrival(payload)
    assert arrival is not None
    assert abs(arrival.chat_id) < 2**63
    try:
        READER.read(payload)
    except UpdateUnreadable:
        return


@pytest.mark.parametrize(
    ("payload", "chat_id"),
    [
        ({"message": _message(text="x")}, 5),
        ({"edited_message": _message(text="x", chat=GROUP)}, -7),
        ({"callback_query": {"from": ADA, "message": _message()}}, 5),
        ({"callback_query": {"from": ADA}}, 5),
        ({"my_chat_member": {"chat": GROUP}}, -7),
        ({"message_reaction": {"chat": GROUP, "message_id": 3}}, -7),
        ({"message": {"chat": {"id": "5"}}}, 0),
        ({"message": {"chat": {"id": True}}}, 0),
        ({"message": {"chat": {"id": 2**70}}}, 0),
        ({"message": None}, 0),
        ({}, 0),
    ],
)
def test_each_update_is_filed_under_its_chat(payload: dict[str, Any], chat_id: int) -> None:
    """Where nothing can be trusted, under 0, where it holds up nobody."""
    payload = {"update_id": 8, **payload}
    assert to_arrival(payload) == Arrival(UpdateId(8), chat_id, payload)


@pytest.mark.parametrize(
    "raw", [None, [], "x", 5, {}, *({"update_id": odd} for odd in (None, True, "8", 8.0))]
)
def test_what_has_no_number_is_no_update(raw: object) -> None:
    """It could never be recognised again."""
    assert to_arrival(raw) is None


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**30])
def test_a_number_that_no_database_holds_is_none(number: int) -> None:
    """It would stop the whole inbox."""
    assert to_arrival({"update_id": number}) is None
