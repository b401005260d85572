"""A broadcast in a browser: from the draft to the report, with a pause; and pages that everybody can read."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from bot.console.guard import COOKIE
from bot.services.broadcasts import stepping
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from tests.support.broadcastroom import BroadcastRoom
from tests.support.browser import browser
from tests.support.consoleroom import ConsoleRoom, console_on

__all__ = ["browser"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: What nobody could use: fields and buttons without a name, text with less contrast than 4.5 to 1.
_FAULTS: Final = """() => {
  const found = [];
  const seen = (each) => each.getClientRects().length && getComputedStyle(each).visibility === "visible";
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const isLabelled = [...field.labels].some((label) => label.innerText.trim());
    const named = field.getAttribute("aria-label") || isLabelled;
    if (!named) found.push(`no name: ${field.outerHTML.slice(0, 90)}`);
  }
  for (const button of document.querySelectorAll("button, a[href]")) {
    const isHidden = !seen(button) || button.className === "skip";
    if (!(button.innerText.trim() || button.getAttribute("aria-label") || isHidden))
      found.push(`no words: ${button.outerHTML.slice(0, 90)}`);
  }
  for (const table of document.querySelectorAll("table"))
    if (!table.caption) found.push("a table without caption");
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = color.slice(0, 3).map((each) => {
      const part = each / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const each = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !seen(each) || each.closest("svg, [disabled]")) continue;
    const [one, two] = [light(channels(getComputedStyle(each).color)), light(behind(each))];
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const shown = words.currentNode.data.trim().slice(0, 40);
    if (contrast < 4.5) found.push(`contrast ${contrast.toFixed(1)}: ${shown}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the window");
  return found;
}"""


@pytest.fixture
async def room(database: Database) -> AsyncIterator[ConsoleRoom]:
    """The console, with nobody signed in yet."""
    async with console_on(database) as opened:
        yield opened


async def _opens(browser_: Browser, room: ConsoleRoom, name: str, **values: Any) -> BrowserContext:  # noqa: ANN401 - of a context
    context = await browser_.new_context(**values)
    token = (await room.signed_in(Role.EDITOR, name, "it")).token
    cookie = {"name": COOKIE, "value": token, "url": room.url.replace("http:", "https:"), "secure": True}
    await context.add_cookies([cookie])  # type: ignore[list-item]  # as playwright's own dictionary
    return context


async def _press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()
    await page.wait_for_load_state()


async def test_a_broadcast_goes_from_draft_to_report_in_a_browser(
    browser: Browser, room: ConsoleRoom
) -> None:
    """Typed, seen while typing, approved by somebody else, paused, resumed, done."""
    bulk = BroadcastRoom(room.database, now=room.clock())
    await bulk.people(*range(1, 31))
    olga = await (await _opens(browser, room, "olga")).new_page()
    bruno = await (await _opens(browser, room, "bruno")).new_page()
    await olga.goto(f"{room.url}/console/broadcasts/new")
    await olga.get_by_label("Nome, solo per il personale").fill("Chiuso")
    await olga.locator("[name=text_it]").fill("Ciao {name}, domani <b>chiuso</b>.")
    await olga.get_by_text("adesso: 30").wait_for()
    assert await olga.locator(".bubble b").first.inner_text() == "chiuso"
    await _press(olga, "Salva come bozza")
    where = olga.url.partition("?")[0]
    await bruno.goto(where)
    await _press(bruno, "Approva")
    await _press(bruno, "Via libera: invia adesso")
    await stepping.step(room.database, bulk.rules, room.clock())
    await bruno.goto(where)
    await _press(bruno, "Metti in pausa")
    await _press(bruno, "Riprendi")
    bulk.now = room.clock()
    await bulk.steps(5)
    await bruno.goto(where)
    assert await bruno.locator("[data-count$='.sent']").inner_text() == "30"
    await olga.context.close()
    await bruno.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_read_and_use_the_pages(browser: Browser, room: ConsoleRoom, scheme: str) -> None:
    """Names of fields, words on buttons, captions, contrast; and nothing wider than a telephone."""
    bulk = BroadcastRoom(room.database, now=room.clock())
    await bulk.people(1, 2)
    number = await bulk.released()
    context = await _opens(browser, room, "olga", viewport={"width": 360, "height": 800}, color_scheme=scheme)
    page = await context.new_page()
    paths = ["", "/broadcasts", "/broadcasts/new", f"/broadcasts/{number}", "/cases", "/cases/figures"]
    for path in [*paths, f"/broadcasts/{number}/recipients"]:
        await page.goto(f"{room.url}/console{path}")
        assert (path, await page.evaluate(_FAULTS)) == (path, [])
    await context.close()
