"""Everything the look-alike sends, held against the types of two libraries that know the Bot API."""

from collections.abc import Iterator
from typing import Any

import pytest
import telegram as ptb
from aiogram import types
from aiogram.types.base import TelegramObject
from pydantic import BaseModel

from bot.demo.telegram import groups, reactions, shapes
from bot.demo.telegram.formatted import from_html
from bot.demo.telegram.methods import METHODS
from bot.demo.telegram.model import (
    Contact,
    Content,
    Document,
    Json,
    Location,
    Person,
    Picture,
    Poll,
    Recording,
    Upload,
    Venue,
    Voice,
    Words,
)
from bot.demo.telegram.model import Sticker as StickerContent
from bot.demo.telegram.parameters import Parameters
from bot.demo.telegram.pictures import meter
from bot.demo.telegram.world import World

_RICH = (
    "<b>grassetto <i>corsivo</i></b> <u>u</u> <s>s</s> <code>c</code> <a href='https://example.org'>qui</a>"
    "<pre><code class='language-python'>x</code></pre><blockquote>cit</blockquote>"
    "<blockquote expandable>lunga</blockquote> /aiuto ada@example.org https://example.org @sportello_demo_bot"
    "<tg-spoiler>segreto</tg-spoiler>"
)
_INLINE: Json = {
    "inline_keyboard": [
        [
            {"text": "Sì", "callback_data": "yes", "style": "success"},
            {"text": "Sito", "url": "https://example.org"},
        ],
        [{"text": "Copia", "copy_text": {"text": "IT001E00000000"}}],
    ]
}


def _extras(value: object, path: str = "") -> Iterator[str]:
    """Paths of fields that the library's types do not have."""
    if isinstance(value, BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from _extras(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _extras(item, f"{path}[{place}]")


def _strict(kind: type[TelegramObject], body: Json) -> TelegramObject:
    """The body as this type, refused if a field is missing, ill-typed or unknown."""
    parsed = kind.model_validate(body)
    assert list(_extras(parsed)) == []
    return parsed


def _known_to_ptb(kind: type[ptb.TelegramObject], body: Json) -> None:
    """The body, read by python-telegram-bot and written again, has lost nothing."""
    written = kind.de_json(body, None).to_dict(recursive=True)
    assert body.keys() <= written.keys()
    assert kind.de_json(body, None).api_kwargs == {}


def _call(world: World, method: str, **values: object) -> Any:  # noqa: ANN401 - JSON of any shape
    return METHODS[method.lower()](world, Parameters(values))


def _world() -> World:
    """A world in which everything that issues an update has happened once."""
    world = World(lambda: 1_800_000_000.0)
    ada = world.add_person("Ada", "Ferrini", username="ada_example", language="it")
    world.send(ada, Words(from_html("/start")))
    spoken = world.send(ada, Words(from_html(_RICH)))
    world.edit(ada, spoken.id, Words(from_html("altro")))
    world.send(ada, StickerContent("👍"), reply_to=spoken.id)
    world.send(ada, Voice(3))
    photo = meter("123")
    world.send(ada, Picture(world.keep_file(photo, "photo"), 320, 220, len(photo), from_html("<b>ecco</b>")))
    _call(world, "sendMessage", chat_id=ada.id, text="Vuoi?", reply_markup=_INLINE)
    newest = world.rooms[ada.id].messages[max(world.rooms[ada.id].messages)]
    world.press(ada, newest, "yes")
    world.set_status(ada.id, ada, "kicked")
    world.set_status(ada.id, ada, "member")
    for kind in ("group", "supergroup"):
        group = world.add_group("Condominio", "group" if kind == "group" else "supergroup")
        world.set_status(group.id, ada, "member")
        world.set_status(group.id, ada, "administrator")
        world.send(ada, Words(from_html("ciao")), chat_id=group.id)
        world.set_status(group.id, ada, "kicked")
    _furnish(world, ada)
    return world


def _furnish(world: World, ada: Person) -> None:
    """A support group in which everything has happened once."""
    world.updates.allow([*types.Update.model_fields])
    forum = world.add_group("Assistenza", is_forum=True)
    world.set_status(forum.id, ada, "administrator")
    topic = _call(world, "createForumTopic", chat_id=forum.id, name="12 · Ada")["message_thread_id"]
    where = {"chat_id": forum.id, "message_thread_id": topic}
    _call(world, "editForumTopic", **where, name="12 · Ada · Voltura")
    _call(world, "closeForumTopic", **where)
    _call(world, "reopenForumTopic", **where)
    sent = _call(world, "sendMessage", **where, text="scheda")
    _call(world, "pinChatMessage", chat_id=forum.id, message_id=sent["message_id"])
    contents: tuple[Content, ...] = (
        Document("document-0", "bolletta.pdf", 9),
        Recording("video", 3, caption=from_html("<b>ecco</b>")),
        Recording("animation", 3),
        Recording("audio", 3),
        Recording("video_note", 3),
        Contact(ada.phone, ada),
        Location(45.0, 9.0, live_s=900),
        Venue(Location(45.0, 9.0), "Sportello", "Via Roma 1"),
        Poll("Quando?", ("oggi", "domani")),
    )
    for content in contents:
        world.send(ada, content, chat_id=forum.id, thread=topic, album="1", origin=ada)
    reactions.reacts(world, ada, forum.id, sent["message_id"], "👍")
    groups.becomes(world, ada, forum.id, "creator", is_anonymous=True)
    asked = world.send(ada, Words(from_html("uno due")), chat_id=forum.id)
    world.send(ada, Words(from_html("sì")), chat_id=forum.id, reply_to=asked.id, quote="due")
    reactions.reacts(world, ada, forum.id, asked.id, "👍")
    groups.leaves(world, ada, forum.id)
    groups.joins(world, ada, forum.id)
    world.set_status(forum.id, ada, "restricted")
    groups.becomes_supergroup(world, ada, world.add_group("Piccolo", "group").id)


def test_updates() -> None:
    """Every update parses with both libraries, without a missing or an unknown field."""
    updates = _world().updates.fetch(0, 100)
    kinds = set()
    for update in updates:
        _strict(types.Update, update)
        _known_to_ptb(ptb.Update, update)
        kinds |= set(update)
    assert kinds == {
        "update_id",
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "chat_member",
        "message_reaction",
    }


def test_update_ids_rise_by_one() -> None:
    """No number is left out or given twice."""
    numbers = [update["update_id"] for update in _world().updates.fetch(0, 100)]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_the_same_acts_give_the_same_world() -> None:
    """Ids and dates depend on the acts alone."""
    assert _world().updates.fetch(0, 100) == _world().updates.fetch(0, 100)


@pytest.mark.parametrize(
    ("method", "values", "kind"),
    [
        ("getMe", {}, types.User),
        ("getChat", {"chat_id": 5_000_001}, types.ChatFullInfo),
        ("getWebhookInfo", {}, types.WebhookInfo),
        ("getFile", {"file_id": "photo-1"}, types.File),
        ("getMyDescription", {}, types.BotDescription),
        ("getMyShortDescription", {}, types.BotShortDescription),
        ("sendMessage", {"text": _RICH, "parse_mode": "HTML", "reply_markup": _INLINE}, types.Message),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"keyboard": [["a"]]}, "reply_to_message_id": 1},
            types.Message,
        ),
        ("sendPhoto", {"photo": "photo-1", "caption": "<b>x</b>", "parse_mode": "HTML"}, types.Message),
        ("sendPhoto", {"photo": Upload("chart.png", meter("1")), "reply_markup": _INLINE}, types.Message),
        ("editMessageText", {"message_id": 6, "text": "altro"}, types.Message),
        ("editMessageReplyMarkup", {"message_id": 6}, types.Message),
    ],
)
def test_results(method: str, values: Json, kind: type[TelegramObject]) -> None:
    """Every result parses with both libraries, without a missing or an unknown field."""
    result = _call(_world(), method, **{"chat_id": 5_000_001, **values})
    _strict(kind, result)
    _known_to_ptb(getattr(ptb, kind.__name__), result)


def test_commands() -> None:
    """The menu parses as commands."""
    world = _world()
    given = [{"command": "aiuto", "description": "Aiuto"}]
    _call(world, "setMyCommands", commands=given)
    found = _call(world, "getMyCommands")
    assert [_strict(types.BotCommand, command).model_dump(exclude_none=True) for command in found] == given


def test_webhook_info_with_everything() -> None:
    """A webhook that failed tells so in fields that both libraries know."""
    world = _world()
    _call(
        world, "setWebhook", url="https://example.org/hook", secret_token="abc", allowed_updates='["message"]'
    )
    world.updates.last_error = (1_800_000_000, "Wrong response from the webhook: 500 Internal Server Error")
    found = _call(world, "getWebhookInfo")
    _strict(types.WebhookInfo, found)
    _known_to_ptb(ptb.WebhookInfo, found)


def test_the_bot_as_a_member() -> None:
    """Each status of the bot in a chat is one of the libraries' own kinds of member."""
    bot = _world().bot
    kinds: dict[str, type[TelegramObject]] = {
        "member": types.ChatMemberMember,
        "administrator": types.ChatMemberAdministrator,
        "creator": types.ChatMemberOwner,
        "restricted": types.ChatMemberRestricted,
        "left": types.ChatMemberLeft,
        "kicked": types.ChatMemberBanned,
    }
    for status, kind in kinds.items():
        body = shapes.member(bot, status)
        _strict(kind, body)
        assert ptb.ChatMember.de_json(body, None).status == status
