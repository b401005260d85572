"""Knowing in a browser: a question is attached, an answer edited and rolled back, a draft survives."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.services.questions import answers, learning
from tests.console.test_knowing import HOME, asked, room
from tests.support.consolebrowser import opened, scrolls_sideways
from tests.support.consoleroom import ConsoleRoom

__all__ = ["room"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_an_unanswered_question_is_attached_by_clicks(browser: Browser, room: ConsoleRoom) -> None:
    """From the list over search and check to the learned phrase; at 360 px nothing scrolls sideways."""
    await asked(room, "non fa più luce")
    page = await opened(browser, room, HOME)
    await page.get_by_role("link", name="Attach to an entry: non fa più luce").click()
    await page.get_by_label("Search entries").fill("lampadina")
    await page.get_by_label("Search entries").press("Enter")
    await page.get_by_role("button", name="Attach here: Come cambio la lampadina?").click()
    await expect(page.get_by_text("No labelled question would be decided otherwise.")).to_be_visible()
    assert not await scrolls_sideways(page)
    await page.get_by_role("button", name="Learn the phrase").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert await room.database.read(learning.phrases) == {"lamp": ("non fa più luce",)}


async def test_an_answer_is_edited_and_rolled_back_by_clicks(
    browser: Browser, room: ConsoleRoom, tmp_path: Path
) -> None:
    """What was typed is there again after a look elsewhere, and gone once it is saved."""
    page = await opened(browser, room, f"{HOME}/entry?id=lamp")
    bubble = page.locator(".bubble")
    await page.get_by_role("link", name="Edit the answer").click()
    await page.get_by_label("Answer").fill("Si <b>gira</b>.")
    await page.goto(f"{room.url}{HOME}")
    await page.goto(f"{room.url}{HOME}/answer?id=lamp")
    await expect(page.get_by_label("Answer")).to_have_value("Si <b>gira</b>.")
    await page.get_by_role("button", name="Preview").click()
    await expect(bubble).to_have_text("Si gira.")
    await page.get_by_label("Why").fill("più breve")
    await page.screenshot(path=tmp_path / "answer.png", full_page=True)
    assert not await scrolls_sideways(page)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await expect(bubble).to_have_text("Si gira.")
    await page.get_by_role("link", name="Take again: as in the book").click()
    await page.get_by_label("Why").fill("era meglio")
    await page.get_by_role("button", name="Save").click()
    await expect(bubble).to_have_text("Si svita, e poi si chiama 800 1.")
    await page.get_by_role("link", name="Edit the answer").click()
    await expect(page.get_by_label("Answer")).to_have_value("Si <b>svita</b>, e poi si chiama {number.help}.")
    kept = await room.database.read(lambda tx: answers.history(tx, "lamp"))
    assert [each.answer for each in kept] == [None, "Si <b>gira</b>."]
