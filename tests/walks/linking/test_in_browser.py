"""Linking by letter in the demo's own pages: the chat, the mailbox, and the chat again."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from bot.demo.lookalike import Lookalike
from bot.demo.stage import contracts
from bot.storage.engine import Database
from tests.conftest import OpenDesk
from tests.support.customers import ADA_CODE, ADA_TAX_CODE

pytestmark = pytest.mark.browser


@pytest.fixture
async def page(
    browser: Browser,
    telegram: Lookalike,
    open_desk: OpenDesk,
    database: Database,
) -> AsyncIterator[Page]:
    """The chat page, with the bot behind it, which sends its letters to the mailbox page."""
    await contracts.sign(database)
    telegram.user("Ada")
    async with open_desk(mail=telegram.demo.mail):
        page = await browser.new_page(viewport={"width": 1280, "height": 760})
        await page.goto(f"{telegram.url}/#{telegram.user('Ada').id}")
        yield page


async def _writes(page: Page, words: str, answer: str) -> None:
    line = page.get_by_role("textbox", name="Messaggio")
    await line.fill(words)
    await line.press("Enter")
    await expect(page.get_by_role("log").locator(".in").last).to_contain_text(answer)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_by_letter(page: Page) -> None:
    """From the first word to the supplies, through the link in the letter."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.get_by_role("button", name="Avvia").click()
    await _writes(page, "/collega", "codice cliente")
    await _writes(page, ADA_CODE, "codice fiscale")
    await _writes(page, ADA_TAX_CODE, "Come preferisci?")
    await page.get_by_role("log").get_by_role("button", name="Con un’e-mail").last.click()
    await expect(page.get_by_role("log").locator(".in").last).to_contain_text("ti sta arrivando")
    await page.get_by_role("link", name="Le e-mail del bot").click()
    letter = page.get_by_role("list", name="E-mail").get_by_role("listitem").first
    await expect(letter).to_contain_text("A ada.ferrini@example.org")
    await expect(letter.get_by_role("heading")).to_have_text("Collega il tuo Telegram alle tue forniture")
    await letter.get_by_role("button", name="Apri in Telegram").click()
    await expect(page.get_by_role("log")).to_contain_text("Fatto! Ora il tuo Telegram è collegato")
    await expect(page.get_by_role("log").locator(".in").last).to_contain_text("PDR …0101")
    assert faults == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_by_number(page: Page) -> None:
    """The keyboard's button hands over the number, and the keyboard goes."""
    await page.get_by_role("button", name="Avvia").click()
    await _writes(page, "/collega", "codice cliente")
    await _writes(page, ADA_CODE, "codice fiscale")
    await _writes(page, ADA_TAX_CODE, "Come preferisci?")
    await page.get_by_role("log").get_by_role("button", name="Con il mio numero").last.click()
    keyboard = page.get_by_role("region", name="Tastiera del bot")
    await keyboard.get_by_role("button", name="Condividi il mio numero").click()
    await expect(page.get_by_role("log")).to_contain_text("Fatto! Ora il tuo Telegram è collegato")
    await expect(keyboard).to_be_hidden()
