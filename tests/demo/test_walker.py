"""People in tests: what they can do, and how they fail."""

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.walker import WalkError
from tests.demo.conftest import Caller

_YES_NO = {"inline_keyboard": [[{"text": "Sì", "callback_data": "1"}, {"text": "No", "callback_data": "0"}]]}


async def _kinds(bot: Caller) -> list[str]:
    """What the updates that wait are about."""
    found = []
    for update in await bot.result("getUpdates"):
        kind = next(name for name in update if name != "update_id")
        known = ("sticker", "voice", "photo", "contact", "data", "text")
        found.append(next((name for name in known if name in update[kind]), kind))
    return found


async def test_everything_a_person_can_send(bot: Caller, telegram: Lookalike) -> None:
    """Words, stickers, voices, photos, contacts and edits all reach the bot."""
    ada = telegram.user("Ada")
    words = await ada.says("ciao")
    await ada.sends_sticker()
    await ada.sends_voice()
    await ada.sends_photo()
    await ada.shares_contact()
    await ada.edits(words, "ciao ciao")
    assert await _kinds(bot) == ["text", "sticker", "voice", "photo", "contact", "text"]


async def test_sees_in_order(bot: Caller, telegram: Lookalike) -> None:
    """What was seen is not seen again, nor anything before it."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    for text in ("uno", "due", "uno"):
        await bot.result("sendMessage", chat_id=ada.id, text=text)
    assert (await ada.sees("due")).id == 3
    assert (await ada.sees("uno")).id == 4
    with pytest.raises(WalkError, match="never saw «due»"):
        await ada.sees("due", within_s=0.01)


async def test_sees_edits_and_toasts(bot: Caller, telegram: Lookalike) -> None:
    """An edit is seen anew; a toast by the person who pressed alone."""
    ada, bruno = telegram.user("Ada"), telegram.user("Bruno")
    await ada.says("/start")
    await bruno.says("/start")
    await bot.result("sendMessage", chat_id=ada.id, text="Vuoi?", reply_markup=_YES_NO)
    await ada.sees("Vuoi?")
    await ada.presses("Sì")
    query = (await bot.result("getUpdates"))[-1]["callback_query"]
    await bot.result("editMessageText", chat_id=ada.id, message_id=2, text="Fatto")
    await bot.result("answerCallbackQuery", callback_query_id=query["id"], text="Bene")
    assert (await ada.sees("Fatto")).is_edited
    await ada.sees("Bene")
    assert (ada.unseen, bruno.unseen) == ([], [])


async def test_presses_the_newest(bot: Caller, telegram: Lookalike) -> None:
    """Of two buttons with one label the lower one is pressed; with `on`, the one meant, even if gone."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    for _ in range(2):
        await bot.result("sendMessage", chat_id=ada.id, text="Vuoi?", reply_markup=_YES_NO)
    old = await ada.sees("Vuoi?")
    await bot.result("deleteMessage", chat_id=ada.id, message_id=old.id)
    await ada.presses("Sì")
    await ada.presses("No", on=old)
    await ada.sends_data("forged", on=old)
    queries = [update["callback_query"] for update in (await bot.result("getUpdates"))[1:]]
    assert [(query["message"]["message_id"], query["data"]) for query in queries] == [
        (3, "1"),
        (2, "0"),
        (2, "forged"),
    ]


async def test_reply_keyboard(bot: Caller, telegram: Lookalike) -> None:
    """A button of the open reply keyboard says its label or hands over the number; removed, it is gone."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    keyboard = {"keyboard": [["Bollette"], [{"text": "Il mio numero", "request_contact": True}]]}
    await bot.result("sendMessage", chat_id=ada.id, text="Scegli", reply_markup=keyboard)
    assert ada.keyboard == [["Bollette"], ["Il mio numero"]]
    await ada.presses("Bollette")
    await ada.presses("Il mio numero")
    assert (await _kinds(bot))[1:] == ["text", "contact"]
    await bot.result("sendMessage", chat_id=ada.id, text="Via", reply_markup={"remove_keyboard": True})
    with pytest.raises(WalkError, match="no button «Bollette»"):
        await ada.presses("Bollette")


async def test_failure_shows_the_chat(bot: Caller, telegram: Lookalike) -> None:
    """A walk that fails shows the chat as the person sees it, with formatting, buttons and marks."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    await bot.result(
        "sendMessage", chat_id=ada.id, text="<b>Vuoi</b>?", parse_mode="HTML", reply_markup=_YES_NO
    )
    with pytest.raises(WalkError) as caught:
        await ada.presses("Forse")
    assert str(caught.value).splitlines() == [
        "no button «Forse»",
        "--- Ada: private chat ---",
        "#1 Ada: /start",
        "#2 Sportello: <b>Vuoi</b>?",
        "      [ Sì ] [ No ]",
        "not passed yet: Vuoi?",
    ]


async def test_one_person_one_walk(telegram: Lookalike) -> None:
    """The same name is the same person, with the same walk."""
    assert telegram.user("Ada") is telegram.user("Ada")
    assert telegram.user("Ada", at=telegram.group("Condominio")).person == telegram.user("Ada").person


async def test_odd_updates(bot: Caller, telegram: Lookalike) -> None:
    """Anything at all can be put into the queue."""
    number = telegram.injects({"message": {"nonsense": 1}})
    assert await bot.result("getUpdates") == [{"update_id": number, "message": {"nonsense": 1}}]
