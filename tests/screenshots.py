"""Draws the pictures of the documentation: ``python -m tests.screenshots``, which is ``make screenshots``."""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import Browser, FrameLocator, Page, ViewportSize
from sqlalchemy import select

from bot import logs
from bot.app import App
from bot.console.guard import COOKIE
from bot.demo.server import Demo, serve
from bot.demo.stage import year
from bot.services.staff import sessions
from bot.storage.tables import staff
from tests.support.browser import open_browser
from tests.support.customers import ADA_CODE, ADA_TAX_CODE
from tests.support.played import played

FOLDER: Final = Path(__file__).parents[1] / "docs" / "pictures"
_DESK: Final = ViewportSize(width=1180, height=830)
_BOTH: Final = ViewportSize(width=1400, height=830)
_CARD: Final = ViewportSize(width=480, height=860)
_PHONE: Final = ViewportSize(width=390, height=760)
_TALL_PHONE: Final = ViewportSize(width=390, height=830)
_WIDE: Final = ViewportSize(width=1100, height=760)
#: The pages of the console by the name of their picture.
_PAGES: Final = {
    "today": "",
    "cases": "/cases?state=closed",
    "broadcasts": "/broadcasts",
    "knowing": "/knowing",
    "answer": "/knowing/answer?id=ec-invoices",
    "people": "/people?q=vera",
    "readings": "/readings",
    "notices": "/notices?state=over",
    "staff": "/staff",
    "audit": "/audit",
}
_CONSOLE: Final[tuple[tuple[ViewportSize, Literal["light", "dark"], dict[str, str]], ...]] = (
    (_WIDE, "light", _PAGES),
    (_PHONE, "dark", {"phone": ""}),
)


async def main() -> None:
    """Play short conversations in the real demo, wide and narrow, light and dark."""
    logs.configure("warning", "lines")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with serve() as demo, played(demo, Path(folder)) as bot, open_browser() as browser:
            await _draw_console(browser, demo, bot)
            await _draw_questions(browser, demo.url)
            await _draw_readings(browser, demo.url)
            await _draw_notices(browser, demo.url)
            await _draw_desk(browser, demo.url)


async def _draw_questions(browser: Browser, url: str) -> None:
    page = await browser.new_page(viewport=_DESK)
    await page.goto(url)
    await _begin(page)
    await _say(page, "nn ricordo + la psw dell'area riservata", "Recupera dati")
    await page.screenshot(path=FOLDER / "demo.png", animations="disabled")
    phone = await browser.new_page(viewport=_PHONE, color_scheme="dark")
    await phone.goto(url)
    await phone.get_by_text("Bruno Salvemini").first.click()
    await _begin(phone)
    await _say(phone, "ho perso la password", "Quale di queste intendi")
    await phone.screenshot(path=FOLDER / "phone.png", animations="disabled")


async def _draw_readings(browser: Browser, url: str) -> None:
    """Ada connects her contract, sends a reading, and looks at those before."""
    phone = await browser.new_page(viewport=_PHONE)
    await phone.goto(url)
    await phone.get_by_text("Ada Ferrini").first.click()
    for words, answer in (
        ("/collega", "codice cliente"),
        (ADA_CODE, "codice fiscale"),
        (ADA_TAX_CODE, "Come preferisci?"),
    ):
        await _say(phone, words, answer)
    await phone.get_by_role("log").get_by_role("button", name="Con il mio numero").last.click()
    await phone.get_by_role("button", name="Condividi il mio numero").click()
    await phone.get_by_role("log").get_by_text("Fatto!").first.wait_for()
    await _say(phone, "/autolettura", "Ultima lettura")
    asked = await phone.get_by_role("log").locator(".in").last.inner_text()
    last = re.search(r"Ultima lettura: ([\d.]+)", asked)
    if last is None:
        raise LookupError(f"no last reading in {asked!r}")
    await _say(phone, f"la lettura è {int(last[1].replace('.', '')) + 34},7", "È giusto?")
    await phone.screenshot(path=FOLDER / "reading.png", animations="disabled")
    await phone.get_by_role("log").get_by_role("button", name="Sì").last.click()
    await phone.get_by_role("log").get_by_text("Da acquisire").first.wait_for()
    await _say(phone, "/letture", "Da acquisire")
    await phone.get_by_role("log").get_by_role("img", name="Foto").last.wait_for()
    await phone.screenshot(path=FOLDER / "readings.png", animations="disabled")


async def _draw_notices(browser: Browser, url: str) -> None:
    """An outage is published and moved by an hour; Piero, who follows an address there, reads of it."""
    desk = await browser.new_page(viewport=_DESK, locale="it-IT")
    await desk.goto(f"{url}/notices")
    await desk.get_by_label("Numeri civici").fill("dispari da 1 a 11, 12/A")
    await desk.get_by_role("button", name="Pubblica").click()
    card = desk.get_by_label("Avvisi").locator(".card").first
    await card.get_by_role("button", name="Cambia orario").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Dalle").fill("10:00")
    await dialog.get_by_label("Alle", exact=True).fill("14:30")
    await dialog.get_by_role("button", name="Manda").click()
    await card.get_by_text("versione 2").wait_for()
    phone = await browser.new_page(viewport=_TALL_PHONE)
    await phone.goto(url)
    await phone.get_by_text("Piero Valdossi").first.click()
    await phone.get_by_role("log").get_by_text("È cambiata").wait_for()
    await phone.screenshot(path=FOLDER / "notice.png", animations="disabled")
    await card.locator("tr", has_text="Cambio").last.get_by_text("consegnato").wait_for()
    await card.scroll_into_view_if_needed()
    await card.screenshot(path=FOLDER / "notices.png", animations="disabled")


async def _draw_desk(browser: Browser, url: str) -> None:
    """Nora asks for a person; Olga takes the case and answers; the topic with its card, and the stars."""
    page = await browser.new_page(viewport=_BOTH)
    await page.goto(url)
    await page.get_by_role("button", name="Nora Gentilini").click()
    await _say(page, "bolletta strana", "")
    await _say(page, "voglio parlare con una persona", "Scrivi qui il tuo messaggio")
    await _say(
        page,
        "L'ultima fattura è il doppio della precedente: dove vedo i consumi?",
        "la tua pratica ha il numero",
    )
    await page.get_by_role("link", name="Il gruppo di assistenza").click()
    group = page.frame_locator("iframe")
    log = group.get_by_role("log")
    await group.get_by_role("button", name="Nora").click()
    await group.get_by_role("button", name="Prendo io").click()
    await log.get_by_text("la segue Olga Marchetti").wait_for()
    await _answer(group, "Buongiorno Nora, La aiuto io. Ha sottomano l'ultima fattura?")
    await page.get_by_role("log").get_by_text("La aiuto io").wait_for()
    await _say(page, "Sì, è qui davanti a me", "La aiuto io")
    await log.get_by_text("è qui davanti a me").wait_for()
    await _answer(group, "// chiedo in fatturazione e torno qui")
    await group.locator(".given").first.wait_for()
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / "desk.png", animations="disabled")
    operator = await browser.new_page(viewport=_CARD)
    await operator.goto(f"{url}/support")
    await operator.get_by_role("button", name="Nora").click()
    card = operator.get_by_text("Richiesta n.")
    await card.scroll_into_view_if_needed()
    await operator.locator("#scroll").evaluate("box => { box.scrollTop = 0; }")
    await operator.mouse.move(0, 0)
    await operator.screenshot(path=FOLDER / "card.png", animations="disabled")
    phone = await browser.new_page(viewport=_PHONE, color_scheme="dark")
    await phone.goto(url)
    await phone.get_by_role("button", name="Nora Gentilini").click()
    await _answer(group, "/chiudi")
    await phone.get_by_role("log").get_by_text("Come è andata?").wait_for()
    await phone.mouse.move(0, 0)
    await phone.screenshot(path=FOLDER / "stars.png", animations="disabled")


async def _draw_console(browser: Browser, demo: Demo, bot: App) -> None:
    """Each page as an admin sees it, an answer that is edited, and Today on a phone."""
    now = demo.clock()
    admin = select(staff.c.staff_id).where(staff.c.name == year.ADMIN)
    token = await bot.database.write(
        lambda tx: sessions.begin(
            tx, tx.execute(admin).scalar_one(), now, address="127.0.0.1", browser="Firefox, Linux"
        )
    )
    for viewport, scheme, pages in _CONSOLE:
        context = await browser.new_context(viewport=viewport, color_scheme=scheme, locale="it-IT")
        cookie = {"name": COOKIE, "value": token, "url": "https://127.0.0.1/", "secure": True}
        await context.add_cookies([cookie])  # type: ignore[list-item]
        page = await context.new_page()
        for name, path in pages.items():
            await page.goto(f"http://127.0.0.1:{bot.server.port}/console{path}")
            is_whole = not path
            await page.screenshot(
                path=FOLDER / f"console-{name}.png", animations="disabled", full_page=is_whole
            )


async def _answer(group: FrameLocator, words: str) -> None:
    line = group.get_by_role("textbox", name="Messaggio")
    await line.fill(words)
    await line.press("Enter")


async def _begin(page: Page) -> None:
    await page.get_by_role("button", name="Avvia").click()
    await page.get_by_role("log").get_by_text("Sono Sportello").wait_for()


async def _say(page: Page, words: str, answer: str) -> None:
    """Write, and wait until the newest message of the bot holds the answer."""
    await page.get_by_role("textbox", name="Messaggio").fill(words)
    await page.keyboard.press("Enter")
    await page.get_by_role("log").locator(".in").last.get_by_text(answer).first.wait_for()
    await page.wait_for_function("document.fonts.status === 'loaded'")


if __name__ == "__main__":
    asyncio.run(main())
