"""Every kind of message, from people and to them, through python-telegram-bot."""

from typing import TypeAlias

import pytest
import telegram as ptb

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.formatted import from_html, plain
from bot.demo.telegram.model import (
    Contact,
    Content,
    Document,
    Location,
    Other,
    Person,
    Poll,
    Recording,
    Sticker,
    Venue,
    Voice,
    Words,
)
from tests.demo.conftest import refusal, updates

_GONE = Person(0, "Nonna", "Pina")
_DICE = Other({"dice": {"emoji": "🎲", "value": 4}})
_Album: TypeAlias = list[ptb.InputMediaAudio | ptb.InputMediaPhoto | ptb.InputMediaVideo]
#: The name of its field in a message, and what is sent.
_KINDS: list[tuple[str, Content]] = [
    ("text", Words(from_html("<b>ciao</b> https://example.org"))),
    ("document", Document("document-0", "bolletta.pdf", 9, plain("ecco"))),
    ("sticker", Sticker("👍")),
    ("voice", Voice(3, caption=plain("ascolta"))),
    ("video", Recording("video", 5, caption=plain("guarda"))),
    ("animation", Recording("animation", 2)),
    ("audio", Recording("audio", 180)),
    ("video_note", Recording("video_note", 4)),
    ("contact", Contact("+390000000", _GONE)),
    ("location", Location(45.46, 9.19)),
    ("venue", Venue(Location(45.46, 9.19), "Sportello", "Via Roma 1")),
    ("poll", Poll("Quando?", ("oggi", "domani"), allows_several=True)),
    ("dice", _DICE),
]


async def _received(client: ptb.Bot) -> ptb.Message:
    """The message of the newest update, new or edited."""
    message = (await updates(client))[-1].effective_message
    assert isinstance(message, ptb.Message)
    return message


@pytest.mark.parametrize(("name", "content"), _KINDS, ids=[name for name, _content in _KINDS])
async def test_what_people_send(client: ptb.Bot, telegram: Lookalike, name: str, content: Content) -> None:
    """Each kind comes as an update that the library reads, alone, in an answer and forwarded."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    first = await ada.says("/start")
    await ada.sends(content, reply_to=first)
    received = await _received(client)
    assert received.effective_attachment is not None or name == "text"
    assert getattr(received, name)
    assert received.reply_to_message is not None
    await ada.forwards(content, bruno.person)
    forwarded = await _received(client)
    assert isinstance(forwarded.forward_origin, ptb.MessageOriginUser)
    assert forwarded.forward_origin.sender_user.id == bruno.id
    assert ada.transcript[-1].kind == name
    assert ada.transcript[-1].is_forward


async def test_albums_of_people(client: ptb.Bot, telegram: Lookalike) -> None:
    """An album comes as separate updates, in a row, with one media_group_id; its caption on one of them."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await updates(client)
    await ada.sends_album(ada.photo("il contatore"), ada.photo(), Recording("video", 3))
    await ada.sends_album(ada.photo(), ada.photo())
    messages = [update.message for update in await updates(client) if update.message]
    groups = [message.media_group_id for message in messages]
    assert groups[0] == groups[1] == groups[2] != groups[3] == groups[4]
    assert [message.caption for message in messages] == ["il contatore", None, None, None, None]
    assert [message.message_id for message in messages] == [2, 3, 4, 5, 6]


async def test_quotes_of_people(client: ptb.Bot, telegram: Lookalike) -> None:
    """An answer to part of a message carries the words it is about."""
    ada = telegram.user("Ada")
    said = await ada.says("uno due tre")
    await ada.sends(Words(plain("questo")), reply_to=said, quote="due")
    received = await _received(client)
    assert received.quote is not None
    assert (received.quote.text, received.quote.is_manual) == ("due", True)


async def test_edits_of_people(client: ptb.Bot, telegram: Lookalike) -> None:
    """Words, formatting, captions and files change, and an edit may come with nothing visible changed."""
    ada = telegram.user("Ada")
    said = await ada.says("ciao")
    photo = await ada.sends_photo("uno")
    await ada.edits(said, Words(from_html("<i>ciao</i>")))
    await ada.edits(said, Words(from_html("<i>ciao</i>")))
    await ada.edits(photo, ada.photo("due", b""))
    edits = [update.edited_message for update in await updates(client) if update.edited_message]
    assert [(edit.text, edit.caption, len(edit.entities)) for edit in edits] == [
        ("ciao", None, 1),
        ("ciao", None, 1),
        (None, "due", 0),
    ]
    assert all(edit.edit_date for edit in edits)
    assert [line.is_edited for line in ada.transcript] == [True, True]


async def test_live_locations_of_people(client: ptb.Bot, telegram: Lookalike) -> None:
    """A live location edits itself every few seconds."""
    ada = telegram.user("Ada")
    here = await ada.sends(Location(45.0, 9.0, live_s=900))
    for step in range(1, 4):
        await ada.edits(here, Location(45.0 + step, 9.0, live_s=900))
    edits = [update.edited_message for update in await updates(client) if update.edited_message]
    places = [edit.location for edit in edits if edit.location]
    assert [place.latitude for place in places] == [46.0, 47.0, 48.0]


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("send_photo", "photo"),
        ("send_document", "document"),
        ("send_sticker", "sticker"),
        ("send_voice", "voice"),
        ("send_video", "video"),
        ("send_animation", "animation"),
        ("send_audio", "audio"),
        ("send_video_note", "video_note"),
    ],
)
async def test_files_by_their_id(client: ptb.Bot, telegram: Lookalike, method: str, name: str) -> None:
    """A file that came can be sent by its id into any chat and topic, as the kind that it is and no other."""
    ada = telegram.user("Ada")
    content = dict(_KINDS).get(name) or ada.photo("com’era")
    await ada.sends(content)
    received = await _received(client)
    file = received.photo[-1] if name == "photo" else getattr(received, name)
    group = telegram.forum("Assistenza", "Olga")
    topic = (await client.create_forum_topic(group.id, "12")).message_thread_id
    sent = await getattr(client, method)(group.id, file.file_id, message_thread_id=topic)
    again = sent.photo[-1] if name == "photo" else getattr(sent, name)
    assert (again.file_id, again.file_unique_id, sent.caption) == (file.file_id, file.file_unique_id, None)
    assert sent.message_thread_id == topic
    assert (await client.get_file(file.file_id)).file_unique_id == file.file_unique_id
    other = client.send_voice if name != "voice" else client.send_audio
    assert (await refusal(other(ada.id, file.file_id))).startswith("Can't use file of type")
    assert "Wrong file identifier" in await refusal(getattr(client, method)(ada.id, "nothing"))


async def test_large_files_travel_but_are_not_fetched(client: ptb.Bot, telegram: Lookalike) -> None:
    """Above 20 MB getFile refuses; copying and sending by id go on."""
    ada = telegram.user("Ada")
    said = await ada.sends(Document("document-0", "film.mkv", 21 * 2**20))
    assert await refusal(client.get_file("document-0")) == "File is too big"
    await client.copy_message(ada.id, ada.id, said.id)
    await client.send_document(ada.id, "document-0")
    assert [line.kind for line in ada.transcript] == ["document"] * 3


async def test_what_has_no_file(client: ptb.Bot, telegram: Lookalike) -> None:
    """Places, contacts and polls are sent with their own words, and refused where they make no sense."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await client.send_location(ada.id, 45.46, 9.19)
    await client.send_venue(ada.id, 45.46, 9.19, "Sportello", "Via Roma 1")
    await client.send_contact(ada.id, "800000000", "Pronto intervento")
    poll = (await client.send_poll(ada.id, "Quando?", ["oggi", "domani"])).poll
    assert poll is not None
    assert [option.text for option in poll.options] == ["oggi", "domani"]
    assert [line.kind for line in ada.transcript[1:]] == ["location", "venue", "contact", "poll"]
    assert await refusal(client.send_location(ada.id, 145.0, 9.19)) == "Invalid location specified"


async def test_albums_of_the_bot(client: ptb.Bot, telegram: Lookalike) -> None:
    """An album by file ids gives each message its id; kinds that do not mix are refused."""
    ada = telegram.user("Ada")
    first = await ada.says("/start")
    photo, film, sound = ada.photo(), Recording("video", 3), Recording("audio", 3)
    for content in (photo, film, sound):
        await ada.sends(content)
    ids = [line.file_id for line in ada.transcript[1:]]
    album: _Album = [
        ptb.InputMediaPhoto(ids[0], caption="uno", parse_mode="HTML"),
        ptb.InputMediaVideo(ids[1]),
    ]
    answer = ptb.ReplyParameters(first.id)
    sent = await client.send_media_group(ada.id, album, reply_parameters=answer)
    assert [message.message_id for message in sent] == [5, 6]
    assert len({message.media_group_id for message in sent}) == 1
    assert [line.reply_to for line in ada.transcript[-2:]] == [first.id, first.id]
    assert [line.html for line in ada.transcript[-2:]] == ["uno", ""]
    mixed: _Album = [ptb.InputMediaPhoto(ids[0]), ptb.InputMediaAudio(ids[2])]
    assert await refusal(client.send_media_group(ada.id, mixed)) == "Can't mix media types in the album"


async def test_who_takes_no_voice_messages(client: ptb.Bot, telegram: Lookalike) -> None:
    """Voice and video notes are refused, sent or copied; other sounds are not."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    await bruno.says("/start")
    for content in (Voice(3), Recording("video_note", 3), Recording("audio", 3)):
        await ada.sends(content)
    telegram.world.rooms[bruno.id].refuses_voice = True
    voice = ada.transcript[0].file_id
    assert await refusal(client.send_voice(bruno.id, voice)) == "Voice_messages_forbidden"
    assert await refusal(client.copy_message(bruno.id, ada.id, 2)) == "Voice_messages_forbidden"
    await client.copy_message(bruno.id, ada.id, 3)


async def test_accounts_that_are_gone(client: ptb.Bot, telegram: Lookalike) -> None:
    """A deleted account is not a blocked bot: it has words of its own."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    telegram.world.rooms[ada.id].status = "deactivated"
    assert await refusal(client.send_message(ada.id, "x")) == "Forbidden: user is deactivated"


async def test_a_thread_in_a_private_chat(client: ptb.Bot, telegram: Lookalike) -> None:
    """The bot cannot send into one; a message that carries one is readable all the same."""
    ada = telegram.user("Ada")
    said = await ada.says("/start")
    refused = await refusal(client.send_message(ada.id, "x", message_thread_id=7))
    assert refused == "Message thread not found"
    await updates(client)
    body = {"message_id": 900, "date": said.message.date, "message_thread_id": 7, "text": "ciao"}
    person = {"id": ada.id, "first_name": "Ada", "is_bot": False}
    chat = {"id": ada.id, "type": "private", "first_name": "Ada"}
    telegram.injects({"message": body | {"from": person, "chat": chat}}, chat_id=ada.id)
    assert (await _received(client)).message_thread_id == 7


async def test_the_bot_quotes(client: ptb.Bot, telegram: Lookalike) -> None:
    """A quote must stand in the message answered to."""
    ada = telegram.user("Ada")
    said = await ada.says("uno due")
    sent = await client.send_message(ada.id, "sì", reply_parameters=ptb.ReplyParameters(said.id, quote="due"))
    assert sent.quote is not None
    wrong = ptb.ReplyParameters(said.id, quote="tre")
    assert await refusal(client.send_message(ada.id, "sì", reply_parameters=wrong)) == "Quote_text_invalid"
