"""A case played in the demo's own pages, with the customer's chat and the support group side by side."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FrameLocator, Locator, Page, expect

from bot.demo.server import serve
from tests.support.played import played

pytestmark = pytest.mark.browser


@pytest.fixture
async def page(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    """The chat page as Emily, with the group beside it; whatever a page complains of fails the test."""
    faults: list[str] = []
    async with serve() as demo, played(demo, tmp_path):
        page = await browser.new_page(viewport={"width": 1400, "height": 850})
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        await page.goto(demo.url)
        await page.get_by_role("button", name="Emily Hartwell").click()
        await page.get_by_role("button", name="Avvia").click()
        await page.get_by_role("link", name="Il gruppo di assistenza").click()
        yield page
        await page.close()
    assert faults == []


async def _writes(place: Page | FrameLocator, words: str) -> None:
    line = place.get_by_role("textbox", name="Messaggio")
    await line.fill(words)
    await line.press("Enter")


def _said(place: Page | FrameLocator, words: str) -> Locator:
    """The newest message with these words of its own."""
    return place.get_by_role("log").locator(f'.message:has(.words:has-text("{words}"))').last


async def _does(place: Page | FrameLocator, words: str, deed: str) -> None:
    message = _said(place, words)
    await message.locator(".bubble").hover()
    await message.get_by_role("button", name=deed).click()


async def test_a_case_from_the_question_to_the_stars(page: Page) -> None:
    """Asked, taken, answered, changed, noted, an album, a canned reply, reactions, closed, and one star."""
    await _writes(page, "I want to talk to a person")
    await _said(page, "Write your message here").wait_for()
    await _writes(page, "My bill is twice as high as last year")
    group = page.frame_locator("iframe")
    await group.get_by_role("button", name="Emily").click()
    await _said(group, "My bill is twice as high").wait_for()
    await _said(group, "Richiesta n.").get_by_role("button", name="Prendo io").click()
    await _said(group, "la segue Olga Marchetti").wait_for()

    await _writes(group, "Good morning, I look at it at ten.")
    await expect(_said(group, "I look at it").locator(".given")).to_have_text("👍")
    await _does(group, "I look at it", "Modifica")
    await _writes(group, "Good morning, I look at it now.")
    await _said(page, "I look at it now").get_by_text("modificato").wait_for()
    await _does(page, "I look at it now", "Reagisci con ❤")
    await _does(page, "I look at it now", "Rispondi")
    await _writes(page, "Thanks!")
    await expect(_said(group, "Thanks!").locator(".quoted")).to_contain_text("I look at it now")
    await expect(_said(group, "I look at it now").locator(".given")).to_have_text("❤")

    await _writes(group, "// she has called twice")
    await _writes(group, "/modello foto")
    await _said(group, "come lo leggerà il cliente").get_by_role("button", name="Invia").click()
    await _said(page, "a photo of your meter").wait_for()
    await page.get_by_role("button", name="Allega un esempio").click()
    await page.get_by_role("menuitem", name="Album di due foto").click()
    await expect(group.get_by_role("log").get_by_role("img", name="Foto")).to_have_count(2)

    await _writes(group, "/chiudi")
    await _said(page, "How did it go?").get_by_role("button", name="1 ⭐").click()
    await _said(page, "What could we do better?").wait_for()
    await group.get_by_role("button", name="Torna agli argomenti").click()
    await group.get_by_role("button", name="# General").click()
    await _said(group, "★☆☆☆☆").get_by_role("link", name="Apri l’argomento").click()
    await expect(group.get_by_role("heading", level=1)).to_contain_text(re.compile(r"✅ № \d+ · Emily"))
    await expect(page.get_by_role("log")).not_to_contain_text("she has called twice")
    await expect(page.get_by_role("log")).not_to_contain_text("Marchetti")
