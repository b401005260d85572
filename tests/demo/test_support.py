"""The support group's page: hidden without a group, its stream, and what an operator does there."""

import json
from typing import Any

import pytest
import telegram as ptb
from aiohttp import ClientSession
from playwright.async_api import Browser, expect

from bot.demo.lookalike import Lookalike
from bot.demo.pages import views
from bot.demo.stage.cast import support_group
from tests.demo.conftest import Caller, updates


async def _view(telegram: Lookalike, http: ClientSession) -> Any:  # noqa: ANN401 - JSON of any shape
    """The group as the page is told it when it opens."""
    async with http.get(f"{telegram.url}/demo/support") as stream:
        async for line in stream.content:
            if line.startswith(b"data: "):
                return json.loads(line.removeprefix(b"data: "))["group"]
    raise AssertionError("the stream has ended")


async def _does(telegram: Lookalike, http: ClientSession, **body: object) -> int:
    headers = {"Origin": telegram.url}
    async with http.post(f"{telegram.url}/demo/support", json=body, headers=headers) as response:
        return response.status


async def test_nothing_leads_to_a_group_that_is_not_there(bot: Caller, telegram: Lookalike) -> None:
    """Without a group the chat page hides the link, the group's page is empty, and nobody can act."""
    assert views.world(telegram.world)["has_support"] is False
    assert await _view(telegram, bot.http) is None
    assert await _does(telegram, bot.http, act="say", person=1, thread=0, text="x") == 404


async def test_operators_are_no_customers(telegram: Lookalike) -> None:
    """Whoever answers in the group is not among those whom one plays in the chat."""
    telegram.user("Ada")
    support_group(telegram.world)
    told = views.world(telegram.world)
    assert (told["has_support"], [room["name"] for room in told["rooms"]]) == (True, ["Ada"])


async def test_what_an_operator_does(client: ptb.Bot, telegram: Lookalike, bot: Caller) -> None:
    """Saying, answering, editing, reacting, an album and a press all reach the bot."""
    group = support_group(telegram.world)
    topic = (await client.create_forum_topic(group.id, "12 · Ada")).message_thread_id
    keyboard = ptb.InlineKeyboardMarkup([[ptb.InlineKeyboardButton("Prendo io", callback_data="take")]])
    card = await client.send_message(group.id, "scheda", message_thread_id=topic, reply_markup=keyboard)
    await updates(client)
    olga = (await _view(telegram, bot.http))["operators"][0]["id"]
    said = card.message_id + 1
    acts: list[dict[str, object]] = [
        {"act": "say", "text": "buongiorno", "reply": card.message_id},
        {"act": "edit", "message": said, "text": "buonasera"},
        {"act": "react", "message": card.message_id, "emoji": "👍"},
        {"act": "attach", "sample": "album"},
        {"act": "attach", "sample": "voice"},
        {"act": "press", "message": card.message_id, "row": 0, "column": 0},
    ]
    for act in acts:
        assert await _does(telegram, bot.http, person=olga, thread=topic, **act) == 200
    heard = await updates(client)
    kinds = [next(key for key in update.to_dict() if key != "update_id") for update in heard]
    assert kinds == [
        "message",
        "edited_message",
        "message_reaction",
        "message",
        "message",
        "message",
        "callback_query",
    ]
    view = await _view(telegram, bot.http)
    assert [message["text"] for message in view["messages"] if message["thread"] == topic][1:3] == [
        "scheda",
        "buonasera",
    ]
    shown = {message["id"]: message for message in view["messages"]}
    assert shown[card.message_id]["reactions"] == [{"emoji": "👍", "count": 1, "people": [olga]}]
    assert [one["name"] for one in view["topics"]] == ["12 · Ada"]


@pytest.mark.parametrize(
    "body",
    [
        {"act": "say", "thread": 999, "text": "x"},
        {"act": "say", "thread": 0, "text": " "},
        {"act": "edit", "message": 1, "text": "x"},
        {"act": "react", "message": 1, "emoji": "no"},
        {"act": "fly"},
    ],
)
async def test_acts_that_make_no_sense(bot: Caller, telegram: Lookalike, body: dict[str, object]) -> None:
    """A topic that is not there, empty words, another's message: refused, and nothing happens."""
    group = support_group(telegram.world)
    olga = next(iter(telegram.world.rooms[group.id].members))
    before = len(telegram.world.rooms[group.id].messages)
    assert await _does(telegram, bot.http, person=olga, **body) == 400
    assert len(telegram.world.rooms[group.id].messages) == before


async def test_other_pages_cannot_act(bot: Caller, telegram: Lookalike) -> None:
    """Only the page itself may post."""
    support_group(telegram.world)
    headers = {"Origin": "https://example.org"}
    async with bot.http.post(f"{telegram.url}/demo/support", json={}, headers=headers) as response:
        assert response.status == 403


@pytest.mark.browser
async def test_the_group_in_a_browser(browser: Browser, client: ptb.Bot, telegram: Lookalike) -> None:
    """Topics, service lines, an answer, an edit, a reaction and an album are seen; nothing goes wrong."""
    faults: list[str] = []
    group = support_group(telegram.world)
    topic = (await client.create_forum_topic(group.id, "12 · Ada · <b>Voltura</b>")).message_thread_id
    card = await client.send_message(group.id, "Ada chiede della voltura", message_thread_id=topic)
    await client.pin_chat_message(group.id, card.message_id)
    page = await browser.new_page(viewport={"width": 1100, "height": 760})
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.goto(telegram.url)
    await page.get_by_role("link", name="Il gruppo di assistenza").click()
    await page.get_by_role("button", name="12 · Ada · <b>Voltura</b>").click()
    await expect(page.get_by_text("Messaggio fissato")).to_be_visible()
    await page.locator(".in .bubble").hover()
    await page.get_by_label("Reagisci con 👍").click()
    await page.get_by_role("button", name="Rispondi", exact=True).click()
    await page.locator("#words").fill("la chiamo io")
    await page.keyboard.press("Enter")
    await expect(page.locator(".out .words")).to_contain_text("la chiamo io")
    await page.locator(".out .bubble").hover()
    await page.get_by_role("button", name="Modifica").click()
    await page.locator("#words").fill("la richiamo io")
    await page.keyboard.press("Enter")
    await expect(page.locator(".out .words")).to_contain_text("la richiamo io")
    await page.get_by_role("button", name="Manda un album").click()
    await expect(page.locator(".out img.photo")).to_have_count(2)
    await page.get_by_label("Rispondi come").select_option(label="Marta Donati")
    await expect(page.locator(".author").first).to_have_text("Sportello")
    lines = telegram.transcript(group, topic)
    assert [line.kind for line in lines] == ["text", "text", "photo", "photo"]
    assert (lines[1].reply_to, lines[1].is_edited, len(lines[0].reactions)) == (card.message_id, True, 1)
    assert faults == []
