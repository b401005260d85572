"""The demo's page of notices in a real browser: what the company publishes there is read in the chats."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.demo.server import Demo, serve
from tests.support.played import played

pytestmark = pytest.mark.browser

_STREET: Final = "Via delle Prove"
_LIMIT_MS: Final = 15_000


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The demo with its bot, as ``sportello demo`` has it."""
    async with serve() as served, played(served, tmp_path):
        yield served


class Office:
    """The page of notices in one window, and the chat of one person in another."""

    def __init__(self, page: Page, chat: Page, faults: list[str]) -> None:
        self.page = page
        self.chat = chat
        self.faults = faults

    @classmethod
    async def opens(cls, browser: Browser, demo: Demo, person: str) -> "Office":
        """Both windows of a phone's width; faults of either, and what leads elsewhere, are written down."""
        faults: list[str] = []
        pages = []
        for address in ("/notices", "/"):
            page = await browser.new_page(viewport={"width": 360, "height": 740}, locale="it-IT")
            page.set_default_timeout(_LIMIT_MS)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
            page.on(
                "request", lambda sent: None if sent.url.startswith(demo.url) else faults.append(sent.url)
            )
            await page.goto(demo.url + address)
            pages.append(page)
        office = cls(pages[0], pages[1], faults)
        await expect(office.page.get_by_label("Via", exact=True)).to_have_value(_STREET)
        await office.chat.get_by_role("button", name=person).click()
        return office

    @property
    def card(self) -> Locator:
        """The newest notice."""
        return self.page.get_by_label("Avvisi").locator(".card").first

    async def publishes(self, numbers: str) -> None:
        """A notice of the street for the usual day."""
        await self.page.get_by_label("Numeri civici").fill(numbers)
        await self.page.get_by_role("button", name="Pubblica").click()
        await expect(self.page.locator("#answer")).to_contain_text("preso in carico")

    async def moves(self, button: str, **hours: str) -> None:
        """Give the newest notice other hours."""
        await self.card.get_by_role("button", name=button).click()
        dialog = self.page.get_by_role("dialog")
        for label, value in hours.items():
            await dialog.get_by_label(label, exact=True).fill(value)
        await dialog.get_by_role("button", name="Manda").click()

    async def does(self, button: str) -> None:
        """Press a button of the newest notice."""
        await self.card.get_by_role("button", name=button).click()

    async def reads(self, words: str) -> None:
        """The person's newest message holds the words."""
        last = self.chat.get_by_role("log").locator(".in").last
        await expect(last).to_contain_text(re.compile(words, re.DOTALL), timeout=_LIMIT_MS)


@pytest.mark.parametrize("person", ["Nora Gentilini", "Piero Valdossi"])
async def test_an_outage_is_read_through_its_whole_life(browser: Browser, demo: Demo, person: str) -> None:
    """Published, changed, the evening and an hour before, begun, back: by a contract, by an address."""
    office = await Office.opens(browser, demo, person)
    await office.publishes("dispari da 1 a 11")
    await office.reads("Interruzione programmata.*dalle 9:00 alle 13:30.*compreso in «dispari da 1 a 11»")
    await office.moves("Cambia orario", Dalle="10:00", Alle="15:00")
    await office.reads("È cambiata.*dalle 10:00 alle 15:00")
    await expect(office.chat.get_by_role("log").locator(".in").last.locator("s")).to_contain_text("9:00")
    for jump, words in (("La sera prima", "Promemoria"), ("Un’ora prima", "Fra poco mancherà")):
        await office.does(jump)
        await office.reads(words)
    await office.does("L’inizio")
    await office.does("Iniziata")
    await office.reads("iniziat|cominciat")
    await office.does("Tornata")
    await office.reads("tornata")
    await expect(office.card).to_contain_text("Finita")
    await expect(office.card.locator("tr", has_text=person).first).to_contain_text("consegnato")
    assert await office.page.evaluate("document.documentElement.scrollWidth") == 360
    assert office.faults == []


async def test_a_cancelled_outage_is_taken_back_once(browser: Browser, demo: Demo) -> None:
    """Who was told reads that it is off, and the notice has no moments any more."""
    office = await Office.opens(browser, demo, "Nora Gentilini")
    await office.publishes("3")
    await office.reads("Interruzione programmata")
    await office.does("Annulla")
    await office.reads("non si fa")
    await expect(office.card).to_contain_text("Annullata")
    await expect(office.card.get_by_role("button")).to_have_count(0)
    assert office.faults == []


async def test_a_replacement_is_announced_and_reminded_of(browser: Browser, demo: Demo) -> None:
    """A meter's exchange names the company and the PIN, and is spoken of again the evening before."""
    office = await Office.opens(browser, demo, "Nora Gentilini")
    await office.page.get_by_label("Cambio del contatore").check()
    await expect(office.page.get_by_label("Fornitura")).to_have_value("IT999E00100701")
    await office.page.get_by_role("button", name="Pubblica").click()
    await office.reads("contatore.*Impianti Esempio")
    await office.does("La sera prima")
    await office.reads("contatore")
    await office.does("Fatto")
    await expect(office.card.locator(".state")).to_have_text("Fatto")
    assert office.faults == []


async def test_faults_are_shown_as_the_api_says_them(browser: Browser, demo: Demo) -> None:
    """An end before the start is refused with its path, and nothing is published."""
    office = await Office.opens(browser, demo, "Nora Gentilini")
    await office.page.get_by_label("Alle", exact=True).first.fill("08:00")
    await office.page.get_by_role("button", name="Pubblica").click()
    await expect(office.page.locator("#answer")).to_contain_text("L’API risponde 422")
    await expect(office.page.locator("#answer li code").first).to_contain_text("notices[0].spans")
    await expect(office.page.locator("#empty")).to_be_visible()


async def test_the_clock_of_the_chat_goes_to_the_moments_of_a_notice(browser: Browser, demo: Demo) -> None:
    """Its menu names them, and the message is there when it has gone on."""
    office = await Office.opens(browser, demo, "Piero Valdossi")
    await office.publishes("9")
    await office.reads("Interruzione programmata")
    await office.chat.get_by_role("button", name="Orologio della demo").click()
    await office.chat.get_by_role("menuitem", name="la sera prima").click()
    await office.reads("9:00")
    await expect(office.card).to_contain_text("La sera prima")
