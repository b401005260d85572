"""Signing in through the real pages: link, key, password, code, recovery codes, other sessions."""

from pathlib import Path
from typing import Final

import pyotp
import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.console.guard import COOKIE
from bot.services import audit
from bot.services.staff import accounts
from bot.services.staff.sessions import Role
from tests.support.consoleroom import ConsoleRoom

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

_NARROW: Final[ViewportSize] = {"width": 360, "height": 740}
_PASSWORD: Final = "quattro parole mai viste insieme"


class Desk:
    """A member of staff at a browser, with the telephone that shows their codes."""

    def __init__(self, room: ConsoleRoom, page: Page, secret: str = "") -> None:
        self.room = room
        self.page = page
        self.secret = secret

    @classmethod
    async def opens(cls, browser: Browser, room: ConsoleRoom, secret: str = "") -> "Desk":
        """A browser without cookies."""
        context = await browser.new_context(viewport=_NARROW, locale="it-IT")
        return cls(room, await context.new_page(), secret)

    @property
    def code(self) -> str:
        """What the telephone shows now."""
        return pyotp.TOTP(self.secret).at(self.room.clock())

    async def sets_up(self, key: str) -> list[str]:
        """Follow an invitation; return the recovery codes that are shown at its end."""
        page = self.page
        await page.goto(f"{self.room.url}/console/set-up/{key}")
        await page.get_by_role("button", name="Inizia").click()
        await expect(page.locator(".qr svg path")).not_to_have_count(0)
        self.secret = (await page.locator("code").inner_text()).replace(" ", "")
        await page.get_by_label("Password").fill(_PASSWORD)
        await page.get_by_label("Codice").fill(self.code)
        await page.get_by_role("button", name="Completa").click()
        await expect(page.get_by_role("heading", name="I tuoi codici di riserva")).to_be_visible()
        codes = await page.locator(".codes li").all_inner_texts()
        await page.get_by_role("link", name="Li ho conservati").click()
        await expect(page.get_by_role("heading", name="Oggi")).to_be_visible()
        return codes

    async def signs_in(self, code: str) -> None:
        """Type name, password and a code, and send them."""
        await self.page.goto(f"{self.room.url}/console/account")
        await self.page.get_by_label("Nome").fill("olga")
        await self.page.get_by_label("Password").fill(_PASSWORD)
        await self.page.get_by_label("Codice").fill(code)
        await self.page.get_by_role("button", name="Accedi").click()


async def test_from_the_link_to_a_session_that_is_ended_elsewhere(
    browser: Browser, room: ConsoleRoom, tmp_path: Path
) -> None:
    """Set up, out, in again by the next code, a second browser by a recovery code, and that one revoked."""
    key = await room.database.write(
        lambda tx: accounts.invite(tx, "olga", Role.EDITOR, room.clock(), audit.OURSELVES)
    )
    desk = await Desk.opens(browser, room)
    codes = await desk.sets_up(key)
    assert len(set(codes)) == 10
    used = desk.code
    await desk.page.get_by_role("button", name="Esci").click()
    await expect(desk.page.get_by_text("Sessione chiusa")).to_be_visible()
    assert COOKIE not in {cookie.get("name") for cookie in await desk.page.context.cookies()}

    # A code works once; the next one leads to the page that was asked for.
    await desk.signs_in(used)
    await expect(desk.page.get_by_role("alert")).to_contain_text("non sono giusti")
    room.clock.turn(seconds=30)
    await desk.signs_in(desk.code)
    await expect(desk.page.get_by_role("heading", name="Il tuo account")).to_be_visible()

    other = await Desk.opens(browser, room, desk.secret)
    await other.signs_in(codes[0])
    await expect(other.page.get_by_text("questo")).to_be_visible()
    await desk.page.reload()
    await desk.page.screenshot(path=tmp_path / "account.png", full_page=True)
    await desk.page.get_by_role("button", name="Termina").click()
    await expect(desk.page.get_by_role("button", name="Termina")).to_have_count(0)
    await other.page.reload()
    await expect(other.page.get_by_role("button", name="Accedi")).to_be_visible()
    await expect(desk.page.get_by_text("questo")).to_be_visible()
