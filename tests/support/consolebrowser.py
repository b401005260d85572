"""A narrow browser on the console, in which somebody is signed in."""

from typing import Final

from playwright.async_api import Browser, Page, ViewportSize

from bot.console.guard import COOKIE
from bot.services.staff.sessions import Role
from tests.support.consoleroom import ConsoleRoom

NARROW: Final[ViewportSize] = {"width": 360, "height": 740}


async def opened(browser: Browser, room: ConsoleRoom, path: str) -> Page:
    """Open a page of the console as an editor, on a phone."""
    editor = await room.signed_in(Role.EDITOR, "ada")
    context = await browser.new_context(viewport=NARROW)
    # Secure cookies are for https alone, and for this machine, whose port does not count.
    cookie = {"name": COOKIE, "value": editor.token, "url": "https://127.0.0.1/", "secure": True}
    await context.add_cookies([cookie])  # type: ignore[list-item]
    page = await context.new_page()
    await page.goto(f"{room.url}{path}")
    return page


async def scrolls_sideways(page: Page) -> bool:
    """Whether a page is wider than the screen of a phone."""
    width: int = await page.evaluate("document.documentElement.scrollWidth")
    return width > NARROW["width"]
