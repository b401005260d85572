"""The demo as somebody meets it: a process, and a page in a real browser."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import aiohttp
import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.system.processes import Program, free_port, program

_DESKTOP: Final = ViewportSize(width=1200, height=800)
_PHONE: Final = ViewportSize(width=360, height=740)


class Demo:
    """The running demo and where its page is."""

    def __init__(self, running: Program, port: int) -> None:
        self.program = running
        self.url = f"http://127.0.0.1:{port}/"


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """`sportello demo`, its page served."""
    port = free_port()
    async with program("-m", "bot", "demo", "--port", str(port), log=tmp_path / "demo.log") as running:
        opened = Demo(running, port)
        await running.answers(opened.url)
        yield opened


@pytest.fixture
async def browser_page(demo: Demo, browser: Browser) -> Page:
    """A page as wide as on a desk; the demo's chat is its address `/`."""
    page = await browser.new_page(base_url=demo.url, viewport=_DESKTOP, locale="it-IT")
    page.set_default_timeout(10_000)
    return page


async def _begins(page: Page) -> None:
    await page.get_by_role("button", name="Avvia").click()


async def _says(page: Page, words: str) -> None:
    await page.get_by_role("textbox", name="Messaggio").fill(words)
    await page.keyboard.press("Enter")


@pytest.mark.browser
async def test_a_forgotten_password_is_answered_and_a_button_leads_on(browser_page: Page) -> None:
    """A visitor asks for a lost password, reads how to get a new one, and presses a button below it."""
    page = browser_page
    await page.goto("/")
    answers = page.locator(".message.in")
    await _begins(page)
    await expect(answers).to_have_count(1)
    await expect(answers.last).to_contain_text("Sportello")
    await _says(page, "ho dimenticato la password dell'area riservata")
    await expect(answers).to_have_count(2)
    await expect(answers.last).to_contain_text("Recupera dati")
    await answers.last.locator(".buttons").get_by_role("button").first.click()
    await expect(answers).to_have_count(3)
    await expect(answers.last.locator(".waiting")).to_have_count(0)
    await expect(answers.nth(1).locator(".waiting")).to_have_count(0)


@pytest.mark.browser
async def test_whoever_reads_german_is_spoken_to_in_german(browser_page: Page) -> None:
    """The visitor changes to a person whose Telegram is German, and the bot greets in German."""
    page = browser_page
    await page.goto("/")
    await page.get_by_role("button", name="Greta Oberrauch").click()
    await _begins(page)
    await expect(page.locator(".message.in").last).to_contain_text("der automatische Schalter")


@pytest.mark.browser
async def test_a_phone_shows_the_whole_conversation_without_scrolling_sideways(browser_page: Page) -> None:
    """On a phone the list of people leads to the chat; nothing is wider than the screen."""
    page = browser_page
    await page.set_viewport_size(_PHONE)
    await page.goto("/")
    await page.get_by_role("button", name="Bruno Salvemini").click()
    await _begins(page)
    await _says(page, "come leggo il contatore del gas?")
    await expect(page.locator(".message.in")).to_have_count(2)
    widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths == [_PHONE["width"], _PHONE["width"]]


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
async def test_the_demo_ends_cleanly_while_its_page_is_open(demo: Demo, sign: signal.Signals) -> None:
    """Ctrl-C ends the demo in time with exit code 0, although a page is still listening to it."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{demo.url}demo/events") as events,
    ):
        await events.content.readline()
        code = await demo.program.stop(sign)
    said = demo.program.said
    assert (code, said.count("\n"), "sportello-demo-" in said) == (0, 1, False)
    assert demo.url.rstrip("/") in said


async def test_a_taken_port_is_said_in_one_sentence(demo: Demo, tmp_path: Path) -> None:
    """A second demo on the same port ends with exit code 2 and a sentence that names the port."""
    port = demo.url.rsplit(":", 1)[1].strip("/")
    async with program("-m", "bot", "demo", "--port", port, log=tmp_path / "second.log") as second:
        async with asyncio.timeout(20):
            code = await second.process.wait()
    assert (code, second.said.count("\n"), port in second.said) == (2, 1, True)
