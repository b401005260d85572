"""The chat page in a real browser, with a small bot behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from playwright.async_api import Browser, Page, expect

from bot.demo.lookalike import Lookalike
from tests.demo.conftest import Caller

pytestmark = pytest.mark.browser

_ODD = "<img src=x onerror=alert(1)> & <b>niente</b>"


@pytest.fixture
async def parrot(bot: Caller) -> AsyncIterator[None]:
    """A bot that greets, repeats, edits what a button is pressed on, and takes away what is secret."""
    task = asyncio.create_task(_answer(bot))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _answer(bot: Caller) -> None:
    offset = 0
    keyboard = {"inline_keyboard": [[{"text": "Cambia", "callback_data": "edit"}]]}
    while True:
        for update in await bot.result("getUpdates", offset=offset, timeout=30):
            offset = update["update_id"] + 1
            if query := update.get("callback_query"):
                where = {"chat_id": query["from"]["id"], "message_id": query["message"]["message_id"]}
                await bot.result("editMessageText", **where, text="Ho cambiato idea")
                await bot.result("answerCallbackQuery", callback_query_id=query["id"], text="Fatto!")
            elif message := update.get("message"):
                chat_id, text = message["chat"]["id"], message.get("text", "niente parole")
                if text == "segreto":
                    await bot.result("deleteMessage", chat_id=chat_id, message_id=message["message_id"])
                said = (
                    {"text": text} if text != "/start" else {"text": "<b>Benvenuta</b>", "parse_mode": "HTML"}
                )
                await bot.result("sendMessage", chat_id=chat_id, reply_markup=keyboard, **said)


async def _open(browser: Browser, telegram: Lookalike, faults: list[str], *, width: int = 1280) -> Page:
    """The page at this width; what goes wrong in it or leads elsewhere is written down."""
    page = await browser.new_page(viewport={"width": width, "height": 760})
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("request", lambda sent: None if sent.url.startswith(telegram.url) else faults.append(sent.url))
    await page.goto(telegram.url)
    return page


@pytest.mark.usefixtures("parrot")
async def test_a_conversation(browser: Browser, telegram: Lookalike) -> None:
    """Start, formatted and odd words, an edit, a toast and a removal are all seen; nothing goes wrong."""
    telegram.user("Ada")
    faults: list[str] = []
    page = await _open(browser, telegram, faults)
    log = page.get_by_role("log")
    await page.get_by_role("button", name="Avvia").click()
    await expect(log.locator("strong")).to_have_text("Benvenuta")
    words = page.get_by_role("textbox", name="Messaggio")
    await words.fill(_ODD)
    await words.press("Enter")
    await expect(log.locator(".in .words").last).to_contain_text(_ODD)
    await log.get_by_role("button", name="Cambia").last.click()
    await expect(log.locator(".in .words").last).to_contain_text("Ho cambiato idea")
    await expect(log.locator(".in .meta").last).to_contain_text("modificato")
    await expect(page.locator("#toast")).to_have_text("Fatto!")
    await words.fill("segreto")
    await page.get_by_role("button", name="Invia").click()
    await expect(log.locator(".in .words").last).to_contain_text("segreto")
    await expect(log.locator(".out")).to_have_count(2)
    assert faults == []


@pytest.mark.usefixtures("parrot")
async def test_a_phone(browser: Browser, telegram: Lookalike) -> None:
    """On 360 dots one chooses a person, writes, sends a sample, and goes back; nothing sticks out."""
    telegram.user("Ada")
    telegram.user("Bruno")
    faults: list[str] = []
    page = await _open(browser, telegram, faults, width=360)
    await page.get_by_role("button", name="Bruno").click()
    await page.get_by_role("button", name="Avvia").click()
    await expect(page.get_by_role("log").locator("strong")).to_have_text("Benvenuta")
    await page.get_by_role("button", name="Allega un esempio").click()
    await page.get_by_role("menuitem", name="Foto di un contatore").click()
    await expect(page.get_by_role("log").get_by_role("img", name="Foto")).to_be_visible()
    await expect(page.get_by_role("log").get_by_text("niente parole")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("button", name="Torna all’elenco delle persone").click()
    await expect(page.get_by_role("button", name="Ada")).to_be_visible()
    assert faults == []


@pytest.mark.usefixtures("parrot")
async def test_the_clock(browser: Browser, telegram: Lookalike) -> None:
    """Set forward by a day on a phone, it says so, and what was written today was written yesterday."""
    telegram.user("Ada")
    faults: list[str] = []
    page = await _open(browser, telegram, faults, width=360)
    await page.get_by_role("button", name="Ada").click()
    await page.get_by_role("button", name="Avvia").click()
    days = page.get_by_role("log").locator(".day")
    await expect(days).to_have_text(["Oggi"])
    await page.get_by_role("button", name="Orologio della demo").click()
    menu = page.get_by_role("menu", name="Orologio della demo")
    box = await menu.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    await menu.get_by_role("menuitem", name="Avanti di un giorno").click()
    await expect(page.locator("#toast")).to_contain_text("Ora è")
    await expect(days).to_have_text(["Ieri"])
    words = page.get_by_role("textbox", name="Messaggio")
    await words.fill("eccomi")
    await words.press("Enter")
    await expect(days).to_have_text(["Ieri", "Oggi"])
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert faults == []


async def test_a_lost_line(browser: Browser, telegram: Lookalike) -> None:
    """A page that has lost its server says so, comes back by itself, and shows what it has missed."""
    ada = telegram.user("Ada")
    await ada.says("prima")
    page = await _open(browser, telegram, [])
    await expect(page.get_by_role("log").locator(".out")).to_have_count(1)
    await telegram.go_away()
    await expect(page.get_by_text("Connessione persa")).to_be_visible()
    await ada.says("intanto")
    await telegram.come_back()
    await expect(page.get_by_text("Di nuovo in linea")).to_be_visible()
    await expect(page.get_by_role("log").locator(".out").last).to_contain_text("intanto")
