"""The look-alike of the Bot API, called over HTTP as any bot would."""

import asyncio
from typing import Any

import pytest
from aiohttp import FormData

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.pictures import meter
from tests.demo.conftest import Caller


async def test_who_it_is(bot: Caller, telegram: Lookalike) -> None:
    """The bot's id is the number before the colon of its token, as on Telegram."""
    me = await bot.result("getMe")
    assert (me["is_bot"], f"{me['id']}:") == (True, telegram.token[: len(f"{me['id']}:")])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/bot7000000009:" + "x" * 35 + "/getMe", (401, "Unauthorized")),
        ("/botnonsense/getMe", (404, "Not Found")),
    ],
)
async def test_wrong_token(bot: Caller, telegram: Lookalike, path: str, expected: tuple[int, str]) -> None:
    """A well-formed wrong token is unauthorized; anything else does not exist."""
    async with bot.http.get(telegram.url + path) as response:
        body = await response.json()
    assert (response.status, body["description"]) == expected


async def test_unknown_method(bot: Caller) -> None:
    """A method that does not exist is a 404; the case of a name does not matter."""
    assert await bot.refusal("sendPigeon") == (404, "Not Found: method not found")
    assert (await bot.result("GETME"))["is_bot"]


async def test_every_way_of_calling(bot: Caller, telegram: Lookalike) -> None:
    """Query, form, multipart and JSON all carry parameters."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    values = {"chat_id": str(ada.id), "text": "ciao"}
    multipart = FormData(values, default_to_multipart=True)
    calls: list[dict[str, Any]] = [
        {"params": values},
        {"data": values},
        {"data": multipart},
        {"json": values},
    ]
    for call in calls:
        async with bot.http.post(f"{bot.base}/sendMessage", **call) as response:
            assert response.status == 200
    assert [bubble.text for bubble in ada.chat] == ["/start", "ciao", "ciao", "ciao", "ciao"]


async def test_updates_wait_until_acknowledged(bot: Caller, telegram: Lookalike) -> None:
    """The same updates come again until a higher offset is asked for."""
    ada = telegram.user("Ada")
    for text in ("uno", "due", "tre"):
        await ada.says(text)
    first = await bot.result("getUpdates")
    assert [update["message"]["text"] for update in first] == ["uno", "due", "tre"]
    assert await bot.result("getUpdates", limit=2) == first[:2]
    assert await bot.result("getUpdates", offset=first[1]["update_id"] + 1) == first[2:]
    assert await bot.result("getUpdates", offset=first[2]["update_id"] + 1) == []


async def test_negative_offset(bot: Caller, telegram: Lookalike) -> None:
    """An offset of -1 keeps the newest update only."""
    ada = telegram.user("Ada")
    await ada.says("uno")
    await ada.says("due")
    newest = await bot.result("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in newest] == ["due"]
    assert await bot.result("getUpdates") == newest


async def test_long_poll_wakes(bot: Caller, telegram: Lookalike) -> None:
    """A poll that waits is answered by the first update."""
    ada = telegram.user("Ada")
    poll = asyncio.create_task(bot.result("getUpdates", timeout=30))
    await telegram.until(lambda: telegram.journal.of("getUpdates"), "a poll")
    await ada.says("ciao")
    assert [update["message"]["text"] for update in await poll] == ["ciao"]


async def test_second_poller(bot: Caller, telegram: Lookalike) -> None:
    """A newer poll ends the older one with a conflict."""
    older = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await telegram.until(lambda: telegram.journal.of("getUpdates"), "a poll")
    assert await bot.result("getUpdates") == []
    assert await older == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


async def test_only_allowed_updates(bot: Caller, telegram: Lookalike) -> None:
    """Kinds that were not asked for never come, and the choice lasts."""
    ada = telegram.user("Ada")
    await bot.result("getUpdates", allowed_updates=["callback_query"])
    await ada.says("ciao")
    assert await bot.result("getUpdates") == []
    await bot.result("getUpdates", allowed_updates=[])
    await ada.says("di nuovo")
    assert len(await bot.result("getUpdates")) == 1


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"text": "<b>x"}, "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ({"text": " <i> </i> "}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "Klingon"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 42}, "chat not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "x", "reply_markup": [1]}, "object expected as reply markup"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "è" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "nowhere"}]]}},
            "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_messages_that_are_refused(
    bot: Caller, telegram: Lookalike, parameters: dict[str, object], expected: str
) -> None:
    """A message that Telegram would not take is a 400 with its sentence, and nothing appears."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    given = {"chat_id": ada.id, "parse_mode": "HTML"} | parameters
    assert await bot.refusal("sendMessage", **given) == (400, f"Bad Request: {expected}")
    assert len(ada.chat) == 1


async def test_longest_message(bot: Caller, telegram: Lookalike) -> None:
    """4096 characters count after the markup is read."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    sent = await bot.result("sendMessage", chat_id=ada.id, text=f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    assert len(sent["text"]) == 4096


async def test_strangers_and_blockers(bot: Caller, telegram: Lookalike) -> None:
    """Nobody is written to before they have written, nor while they block the bot."""
    ada = telegram.user("Ada")
    assert await bot.refusal("sendMessage", chat_id=ada.id, text="x") == (400, "Bad Request: chat not found")
    await ada.says("/start")
    await ada.blocks()
    blocked = (403, "Forbidden: bot was blocked by the user")
    assert await bot.refusal("sendMessage", chat_id=ada.id, text="x") == blocked
    assert await bot.refusal("sendChatAction", chat_id=ada.id, action="typing") == blocked
    await ada.unblocks()
    assert (await bot.result("sendMessage", chat_id=ada.id, text="x"))["text"] == "x"
    statuses = [
        (
            update["my_chat_member"]["old_chat_member"]["status"],
            update["my_chat_member"]["new_chat_member"]["status"],
        )
        for update in await bot.result("getUpdates")
        if "my_chat_member" in update
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_edits(bot: Caller, telegram: Lookalike) -> None:
    """An edit replaces text and buttons; one that changes nothing is refused."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    keyboard = {"inline_keyboard": [[{"text": "Sì", "callback_data": "yes"}]]}
    sent = await bot.result("sendMessage", chat_id=ada.id, text="uno", reply_markup=keyboard)
    where = {"chat_id": ada.id, "message_id": sent["message_id"]}
    code, sentence = await bot.refusal("editMessageText", **where, text="uno", reply_markup=keyboard)
    assert (code, sentence.partition(":")[2][:24]) == (400, " message is not modified")
    edited = await bot.result("editMessageText", **where, text="<b>due</b>", parse_mode="HTML")
    assert (edited["text"], "reply_markup" in edited, "edit_date" in edited) == ("due", False, True)
    edited = await bot.result("editMessageReplyMarkup", **where, reply_markup=keyboard)
    assert edited["reply_markup"] == keyboard
    assert [(bubble.html, bubble.labels) for bubble in ada.chat][1:] == [("<b>due</b>", ["Sì"])]


async def test_edits_of_what_is_not_there(bot: Caller, telegram: Lookalike) -> None:
    """Messages that are gone, of others, or with a reply keyboard cannot be edited."""
    ada = telegram.user("Ada")
    hers = await ada.says("/start")
    reply_keyboard = {"keyboard": [["Sì"]]}
    sent = await bot.result("sendMessage", chat_id=ada.id, text="uno", reply_markup=reply_keyboard)
    refusals = [
        await bot.refusal("editMessageText", chat_id=ada.id, message_id=number, text="x")
        for number in (99, hers.id, sent["message_id"])
    ]
    assert [sentence for _code, sentence in refusals] == [
        "Bad Request: message to edit not found",
        "Bad Request: message can't be edited",
        "Bad Request: message can't be edited",
    ]


async def test_deletion(bot: Caller, telegram: Lookalike) -> None:
    """In a private chat the bot may take away any message, once."""
    ada = telegram.user("Ada")
    hers = await ada.says("segreto")
    assert await bot.result("deleteMessage", chat_id=ada.id, message_id=hers.id) is True
    await ada.sees_gone(hers)
    again = await bot.refusal("deleteMessage", chat_id=ada.id, message_id=hers.id)
    assert again == (400, "Bad Request: message to delete not found")


async def test_callbacks(bot: Caller, telegram: Lookalike) -> None:
    """A pressed button comes with message and data; the answer is a toast; unknown ids are too old."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    keyboard = {"inline_keyboard": [[{"text": "Sì", "callback_data": "yes"}]]}
    await bot.result("sendMessage", chat_id=ada.id, text="Vuoi?", reply_markup=keyboard)
    await ada.sees("Vuoi?")
    await ada.presses("Sì")
    query = (await bot.result("getUpdates"))[-1]["callback_query"]
    assert (query["data"], query["message"]["text"], query["from"]["id"]) == ("yes", "Vuoi?", ada.id)
    await bot.result("answerCallbackQuery", callback_query_id=query["id"], text="Bene!")
    await ada.sees("Bene!")
    telegram.world.forget_queries()
    assert await bot.refusal("answerCallbackQuery", callback_query_id=query["id"]) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )


async def test_photos_there_and_back(bot: Caller, telegram: Lookalike) -> None:
    """A photo can be fetched with getFile, uploaded, and sent again by its id."""
    ada = telegram.user("Ada")
    await ada.sends_photo("il contatore")
    update = (await bot.result("getUpdates"))[0]["message"]
    file = await bot.result("getFile", file_id=update["photo"][0]["file_id"])
    address = f"{telegram.url}/file/bot{telegram.token}/{file['file_path']}"
    async with bot.http.get(address) as response:
        assert await response.read() == meter("01234")
    form = FormData({"chat_id": str(ada.id), "caption": "<b>eccola</b>", "parse_mode": "HTML"})
    form.add_field("photo", meter("99999"), filename="m.png")
    async with bot.http.post(f"{bot.base}/sendPhoto", data=form) as response:
        sent = (await response.json())["result"]
    again = await bot.result("sendPhoto", chat_id=ada.id, photo=sent["photo"][0]["file_id"])
    assert (sent["photo"], sent["caption"]) == (again["photo"], "eccola")
    refused = await bot.refusal("sendPhoto", chat_id=ada.id, photo="https://example.org/a.png")
    assert refused == (400, "Bad Request: wrong file identifier/HTTP URL specified")


async def test_commands_by_scope_and_language(bot: Caller, telegram: Lookalike) -> None:
    """Commands are kept by exact scope and language; a person sees the narrowest that is set."""
    it, de = ([{"command": "aiuto", "description": text}] for text in ("Aiuto", "Hilfe"))
    await bot.result("setMyCommands", commands=it)
    await bot.result("setMyCommands", commands=de, language_code="de", scope={"type": "all_private_chats"})
    assert await bot.result("getMyCommands") == it
    assert await bot.result("getMyCommands", language_code="de") == []
    profile = telegram.world.profile
    assert [profile.commands_for(1, tag) for tag in ("de-AT", "it", "")] == [de, it, it]
    assert (await bot.refusal("setMyCommands", commands=[{"command": "No!", "description": "x"}]))[0] == 400


async def test_descriptions(bot: Caller) -> None:
    """A description falls back to the one without language."""
    await bot.result("setMyDescription", description="Ciao")
    await bot.result("setMyDescription", description="Hallo", language_code="de")
    texts = [await bot.result("getMyDescription", language_code=tag) for tag in ("de", "en", "")]
    assert [text["description"] for text in texts] == ["Hallo", "Ciao", "Ciao"]
    assert (await bot.refusal("setMyShortDescription", short_description="x" * 121))[0] == 400


async def test_groups(bot: Caller, telegram: Lookalike) -> None:
    """The bot hears that it was added, hears only what is meant for it, and can leave."""
    condominium = telegram.group("Condominio")
    ada = telegram.user("Ada", at=condominium)
    telegram.world.set_status(condominium.id, ada.person, "member")
    await ada.says("buongiorno a tutti")
    await ada.says("/help@sportello_demo_bot")
    updates = await bot.result("getUpdates")
    assert [next(kind for kind in update if kind != "update_id") for update in updates] == [
        "my_chat_member",
        "message",
        "message",
    ]
    assert "new_chat_members" in updates[1]["message"]
    assert updates[2]["message"]["text"] == "/help@sportello_demo_bot"
    assert await bot.result("leaveChat", chat_id=condominium.id) is True
    assert await bot.refusal("sendMessage", chat_id=condominium.id, text="x") == (
        403,
        "Forbidden: bot is not a member of the supergroup chat",
    )
    assert (await bot.result("getChat", chat_id=condominium.id))["title"] == "Condominio"
