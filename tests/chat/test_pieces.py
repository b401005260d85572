"""Every kind of message as a piece of a case: its kind, its words as HTML, its file, what it answers."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.chat.inbound import Reader
from bot.chat.markup import html_of
from bot.demo.telegram.formatted import from_html
from handlers.contract.desk import Piece

ADA: Final = {"id": 5, "is_bot": False, "first_name": "Ada", "language_code": "it"}
PRIVATE: Final = {"id": 5, "type": "private", "first_name": "Ada"}
GROUP: Final = {"id": -100, "type": "supergroup", "title": "Assistenza", "is_forum": True}
OLGA: Final = {"id": 6, "is_bot": False, "first_name": "Olga", "username": "olga"}
_FILE: Final = {"file_id": "f", "file_unique_id": "u"}
_THUMBS: Final = [
    {"file_id": name, "file_unique_id": name[0], "width": width, "height": width}
    for name, width in (("small", 90), ("large", 1280), ("middle", 320))
]
_POLL: Final = {
    "id": "1", "question": "Quando <prima>?", "total_voter_count": 0, "is_closed": False,
    "options": [{"persistent_id": text, "text": text, "voter_count": 0} for text in ("Sì", "No")],
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
    "allows_revoting": False, "members_only": False,
}  # fmt: skip
_PLACE: Final = {"longitude": 9.19, "latitude": 45.4642}
_VENUE: Final = {"location": _PLACE, "title": "t", "address": "a"}
_TASKS: Final = [{"id": 1, "text": "foto"}, {"id": 2, "text": "numero <PDR>"}]
_SMALL: Final = {**_FILE, "width": 1, "height": 1, "duration": 1}
_STICKER: Final = {
    **_FILE, "width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular",
}  # fmt: skip
_GAME: Final = {"title": "t", "description": "d", "photo": _THUMBS}


@pytest.mark.parametrize("place", ["private", "group"])
@pytest.mark.parametrize(
    ("content", "piece"),
    [
        ({"text": "ciao <b> & 😀"}, Piece(1, "text", "ciao &lt;b&gt; &amp; 😀")),
        ({"photo": _THUMBS, "caption": "il contatore"}, Piece(1, "photo", "il contatore", "large", "l")),
        ({"photo": _THUMBS, "media_group_id": "77"}, Piece(1, "photo", "", "large", "l", "77")),
        ({"voice": {**_FILE, "duration": 3}}, Piece(1, "voice", "", "f", "u")),
        ({"audio": {**_FILE, "duration": 3}}, Piece(1, "audio", "", "f", "u")),
        ({"video": _SMALL, "caption": "v"}, Piece(1, "video", "v", "f", "u")),
        ({"video_note": {**_FILE, "length": 1, "duration": 1}}, Piece(1, "video_note", "", "f", "u")),
        ({"animation": _SMALL, "document": _FILE}, Piece(1, "animation", "", "f", "u")),
        ({"document": _FILE, "caption": "bolletta"}, Piece(1, "document", "bolletta", "f", "u")),
        ({"sticker": _STICKER}, Piece(1, "sticker", "", "f", "u")),
        ({"contact": {"phone_number": "1", "first_name": "Bruno"}}, Piece(1, "contact")),
        ({"location": _PLACE}, Piece(1, "location", "📍 45.46420, 9.19000")),
        ({"location": {**_PLACE, "live_period": 60}}, Piece(1, "location", "📍 45.46420, 9.19000")),
        ({"location": _PLACE, "venue": _VENUE}, Piece(1, "venue")),
        ({"poll": _POLL}, Piece(1, "poll", "📊 <b>Quando &lt;prima&gt;?</b>\n• Sì\n• No")),
        (
            {"checklist": {"title": "Servono", "tasks": _TASKS}},
            Piece(1, "checklist", "<b>Servono</b>\n☐ foto\n☐ numero &lt;PDR&gt;"),
        ),
        ({"dice": {"emoji": "🎲", "value": 3}}, Piece(1, "dice")),
        ({"story": {"chat": PRIVATE, "id": 3}}, Piece(1, "story")),
        ({"game": _GAME}, Piece(1, "game")),
        ({"paid_media": {"star_count": 1, "paid_media": []}}, Piece(1, "paid_media")),
        ({"something_new": {"deep": [1]}}, Piece(1, "unknown")),
        ({}, Piece(1, "unknown")),
    ],
)  # fmt: skip
def test_every_kind_of_message_is_a_piece_on_both_sides(
    place: str, content: dict[str, Any], piece: Piece
) -> None:
    """The same for a customer and an operator; a poll is written out, and no list says what may pass."""
    whose = {"chat": PRIVATE, "from": ADA} if place == "private" else {"chat": GROUP, "from": OLGA}
    message = {"message_id": 1, "date": 1_768_478_400, **whose, **content}
    assert Reader(-100).read({"update_id": 1, "message": message}).pieces == (piece,)


_PINNED: Final = {"message_id": 3, "date": 1, "chat": PRIVATE, "text": "x"}


@pytest.mark.parametrize(
    "note", [{"pinned_message": _PINNED}, {"boost_added": {"boost_count": 1}}, {"text": "   "}]
)
def test_what_nobody_wrote_is_no_piece(note: dict[str, Any]) -> None:
    """A line of Telegram's own, and blanks alone."""
    message = {"message_id": 1, "date": 1, "chat": PRIVATE, "from": ADA, **note}
    assert Reader(-100).read({"update_id": 1, "message": message}).pieces == ()


@pytest.mark.parametrize(
    ("answered", "thread", "reply_to"),
    [
        ({"message_id": 3, "forum_topic_created": {"name": "n", "icon_color": 1}}, 3, None),
        ({"message_id": 3, "text": "x"}, 3, None),
        ({"message_id": 4, "text": "x"}, 3, 4),
        ({"message_id": 4, "text": "x"}, None, 4),
    ],
)
def test_what_a_message_answers(answered: dict[str, Any], thread: int | None, reply_to: int | None) -> None:
    """Every message of a topic comes as an answer to the one that made it: that is none."""
    topic = {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}
    there = {"date": 1, "chat": GROUP}
    message = {**there, "message_id": 9, "from": OLGA, "text": "sì", **topic}
    message["reply_to_message"] = {**there, **answered}
    (piece,) = Reader(-100).read({"update_id": 1, "message": message}).pieces
    assert piece.reply_to == reply_to


def _entity(kind: str, offset: int, length: int, **more: Any) -> MessageEntity:  # noqa: ANN401 - any field
    return MessageEntity(kind, offset, length, **more)


@pytest.mark.parametrize(
    ("text", "entities", "html"),
    [
        ('a <b> & "c"', [], 'a &lt;b&gt; &amp; "c"'),
        ("uno due", [_entity("bold", 0, 7), _entity("italic", 4, 3)], "<b>uno <i>due</i></b>"),
        ("uno due", [_entity("bold", 0, 3), _entity("underline", 0, 3)], "<b><u>uno</u></b> due"),
        # What overlaps is cut, so that no tag closes in the middle of another.
        ("abc", [_entity("bold", 0, 2), _entity("italic", 1, 2)], "<b>a<i>b</i></b><i>c</i>"),
        ("😀 sì", [_entity("bold", 3, 2)], "😀 <b>sì</b>"),
        ("qui", [_entity("text_link", 0, 3, url='https://x.it/?a=1&b="')],
         '<a href="https://x.it/?a=1&amp;b=&quot;">qui</a>'),
        ("x = 1", [_entity("pre", 0, 5, language="py")],
         '<pre><code class="language-py">x = 1</code></pre>'),
        ("x", [_entity("pre", 0, 1)], "<pre>x</pre>"),
        ("zitto", [_entity("spoiler", 0, 5)], "<tg-spoiler>zitto</tg-spoiler>"),
        ("lungo", [_entity("expandable_blockquote", 0, 5)], "<blockquote expandable>lungo</blockquote>"),
        # A custom emoji is its plain one; a mention without a name, and what Telegram finds, need no tag.
        ("👍 Olga @x #y", [_entity("custom_emoji", 0, 2, custom_emoji_id="9"), _entity("text_mention", 3, 4),
         _entity("mention", 8, 2), _entity("hashtag", 11, 2)], "👍 Olga @x #y"),
        ("ab", [_entity("bold", 1, 99), _entity("italic", 7, 1), _entity("code", 0, 0)], "a<b>b</b>"),
        ("", [_entity("bold", 0, 1)], ""),
        ("a\ud83db", [], "a\ufffdb"),
    ],
)  # fmt: skip
def test_formatting_becomes_html(text: str, entities: list[MessageEntity], html: str) -> None:
    """Nested and overlapping, beyond the text, with links that would break out; offsets in UTF-16."""
    assert html_of(text, entities) == html


_ENTITIES = st.lists(
    st.builds(
        _entity,
        st.sampled_from(["bold", "italic", "code", "spoiler", "blockquote", "custom_emoji"]),
        st.integers(-2, 12),
        st.integers(0, 12),
    ),
    max_size=5,
)


@given(st.text('ab<>&"😀è \n', max_size=10), _ENTITIES)
def test_html_is_the_text_and_every_tag_is_closed(text: str, entities: list[MessageEntity]) -> None:
    """A reader of Telegram's HTML finds the text again, whatever the entities are."""
    halves = [entity for entity in entities if _is_whole(text, entity)]
    assert from_html(f"|{html_of(text, halves)}|").text == f"|{text}|"


def _is_whole(text: str, entity: MessageEntity) -> bool:
    """Whether an entity begins and ends between characters, as all of Telegram's do."""
    edges = {0}
    for letter in text:
        edges.add(max(edges) + len(letter.encode("utf-16-le")) // 2)
    length = max(edges)
    return {max(0, min(length, place)) for place in (entity.offset, entity.offset + entity.length)} <= edges
