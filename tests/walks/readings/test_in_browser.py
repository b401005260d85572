"""A reading in the demo's own pages: sent, listed with its picture, deleted, taken in, refused."""

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect
from sqlalchemy import Connection, insert, select

from bot.demo.lookalike import Lookalike
from bot.demo.stage import contracts, meters
from bot.local_time import local_date
from bot.storage.engine import Database
from bot.storage.tables import customers, links
from tests.conftest import OpenDesk
from tests.support.customers import ADA_CODE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]


_JONAS_CODE: Final = "001006"


@pytest.fixture
async def page(
    browser: Browser, telegram: Lookalike, open_desk: OpenDesk, database: Database
) -> AsyncIterator[Page]:
    """The chat page on a phone, as Ada; she and Jonas are linked, and their meters have a past."""
    ada, jonas, clock = telegram.user("Ada"), telegram.user("Jonas"), telegram.demo.clock
    await contracts.sign(database)
    await meters.remember(database, clock())
    for person_id, code in ((ada.id, ADA_CODE), (jonas.id, _JONAS_CODE)):
        customer = select(customers.c.customer_id).where(customers.c.code == code).scalar_subquery()
        facts = {"person_id": person_id, "proof": "phone", "linked_at": clock()}
        await database.write(
            partial(Connection.execute, statement=insert(links).values(customer_id=customer, **facts))
        )
    async with open_desk(now=clock, folder=telegram.demo.handed) as desk:
        clock.rings(desk.catch_up)
        phone = ViewportSize(width=390, height=780)
        page = await browser.new_page(viewport=phone, locale="it-IT", timezone_id="Europe/Rome")
        await page.goto(f"{telegram.url}/#{ada.id}")
        yield page


def _newest(page: Page) -> Locator:
    return page.get_by_role("log").locator(".in").last


async def _writes(page: Page, words: str, answer: str | re.Pattern[str]) -> None:
    line = page.get_by_role("textbox", name="Messaggio")
    await line.fill(words)
    await line.press("Enter")
    await expect(_newest(page)).to_contain_text(answer)


async def _presses(page: Page, label: str, answer: str | re.Pattern[str]) -> None:
    await page.get_by_role("log").get_by_role("button", name=label).last.click()
    await expect(_newest(page)).to_contain_text(answer)


async def _sends(page: Page, more: int) -> None:
    """Send a reading, higher by so many cubic metres than the last one."""
    await _writes(page, "/autolettura", "Ultima lettura")
    asked = await _newest(page).inner_text()
    last = re.search(r"Ultima lettura: ([\d.]+)", asked)
    assert last is not None
    value = int(last[1].replace(".", "")) + more
    await _writes(page, str(value), "È giusto?")
    await expect(_newest(page)).to_contain_text(f"{value:,}".replace(",", "."))
    await _presses(page, "Sì", "Da acquisire")


async def _goes_on(page: Page, step: str) -> None:
    await page.get_by_role("button", name="Orologio della demo").click()
    await page.get_by_role("menuitem", name=step).click()
    await expect(page.get_by_role("status").filter(has_text="Ora è")).to_be_visible()


async def test_a_reading_from_the_first_number_to_the_company(page: Page, telegram: Lookalike) -> None:
    """Deleted while it may be, then sent again; half an hour later the company has it, and refuses it."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.get_by_role("button", name="Avvia").click()
    await _sends(page, 30)

    await _writes(page, "/letture", "Da acquisire")
    chart = page.get_by_role("log").get_by_role("img", name="Foto").last
    await expect(chart).to_have_js_property("complete", value=True)
    assert await chart.evaluate("image => image.naturalWidth") > 1000
    today = local_date(telegram.demo.clock())
    await _presses(page, "Cancella", f"Confermi la cancellazione della lettura del {today:%d/%m/%Y} ?")
    await _presses(page, "Sì", "è cancellata")

    await _sends(page, 31)
    await page.get_by_role("button", name="Allega un esempio").click()
    await page.get_by_role("menuitem", name="Foto di un contatore").click()
    await expect(_newest(page)).to_contain_text("foto")
    await _goes_on(page, "Avanti di 30 minuti")
    await _writes(page, "/letture", "Acquisita")
    await expect(_newest(page)).not_to_contain_text("Da acquisire")
    await expect(_newest(page).get_by_role("button", name="Cancella")).to_have_count(0)

    await page.goto(f"{telegram.url}/company")
    file = page.get_by_role("list", name="File").get_by_role("listitem")
    await expect(file).to_have_count(1)
    await expect(file.get_by_role("cell", name="00000000100101")).to_be_visible()
    await expect(file.get_by_role("cell", name="yes")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await file.get_by_role("button", name="Rifiuta").click()
    await expect(file).to_contain_text("Rifiutata")
    await page.get_by_role("link", name="Torna alla chat").click()
    await page.get_by_role("button", name="Ada").click()
    await expect(_newest(page)).to_contain_text("il numero non corrisponde al contatore")
    assert faults == []


async def test_a_window_that_the_clock_opens(page: Page, telegram: Lookalike) -> None:
    """Jonas is told when his third meter can be read; days later he is reminded, and asked for it."""
    await page.goto(f"{telegram.url}/#{telegram.user('Jonas').id}")
    await page.get_by_role("button", name="Avvia").click()
    await _writes(page, "/autolettura", "Di quale fornitura")
    await _presses(page, "Am Muster 2", "alle 8:00")
    await _presses(page, "Sì, ricordamelo", "ti scrivo")
    for step in ("Avanti di un giorno", "Avanti di un giorno", "Fino alle 9 del mattino"):
        await _goes_on(page, step)
    await expect(_newest(page).get_by_role("button", name="Manda la lettura")).to_be_visible()
    await _presses(page, "Manda la lettura", "Di quale fornitura")
    await _presses(page, "Am Muster 2", "Ultima lettura")
