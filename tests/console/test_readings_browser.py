"""A reading in a browser: found in the list, and refused with a reason that its customer reads."""

import pytest
from playwright.async_api import Browser, expect
from sqlalchemy import select

from bot.storage.tables import deliveries
from tests.console.test_readings import desk, room
from tests.support.consolebrowser import opened, scrolls_sideways
from tests.support.consoleroom import ConsoleRoom
from tests.support.readingroom import ADA, Room

__all__ = ["desk", "room"]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_reading_is_refused_by_clicks(browser: Browser, desk: Room, room: ConsoleRoom) -> None:
    """From the list to its page, with a reason that the customer reads; a phone shows all of it."""
    reading = await desk.sends(48000)
    assert reading is not None
    page = await opened(browser, room, "/console/readings")
    assert not await scrolls_sideways(page)
    await page.get_by_role("row").filter(has_text="48,000").get_by_role("link").first.click()
    await page.get_by_label("Reason").fill("La foto mostra un altro contatore")
    assert not await scrolls_sideways(page)
    await page.get_by_role("button", name="Refuse").click()
    await expect(page.get_by_role("status").first).to_be_visible()
    assert (await desk.states())[reading.reading_id] == "refused"
    told = select(deliveries.c.payload).where(deliveries.c.chat_id == ADA)
    payloads = await desk.database.read(lambda tx: tx.execute(told).scalars().all())
    assert any("La foto mostra un altro contatore" in payload.get("text", "") for payload in payloads)
