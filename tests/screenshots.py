"""Draws the pictures of the documentation: ``python -m tests.screenshots``, which is ``make screenshots``."""

import asyncio
import tempfile
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Page, ViewportSize

from bot import config, logs
from bot.config import Settings
from bot.demo.server import serve
from bot.wiring import App
from tests.browser import open_browser

FOLDER: Final = Path(__file__).parents[1] / "docs" / "pictures"
_DESK: Final = ViewportSize(width=1180, height=760)
_PHONE: Final = ViewportSize(width=390, height=760)


async def main() -> None:
    """Play a short conversation in the real demo, wide and narrow, light and dark."""
    logs.configure("warning", "lines")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with serve() as demo, open_browser() as browser:
            settings = Settings().model_copy(
                update={
                    "telegram": config.Telegram.model_validate(
                        {"token": demo.token, "api_url": demo.api_url}
                    ),
                    "database": config.Database(url=f"sqlite:///{folder}/pictures.db"),
                    "web": config.Web(port=0),
                }
            )
            bot, until = App(settings), asyncio.Event()
            await bot.start()
            running = asyncio.create_task(bot.run(until))
            try:
                await _draw(browser, demo.url)
            finally:
                until.set()
                await running
                await bot.stop()


async def _draw(browser: Browser, url: str) -> None:
    page = await browser.new_page(viewport=_DESK)
    await page.goto(url)
    await page.get_by_role("button", name="Avvia").click()
    await page.get_by_role("log").get_by_text("Sono Sportello").wait_for()
    await _say(page, "nn ricordo + la psw dell'area riservata", "Recupera dati")
    await page.screenshot(path=FOLDER / "demo.png", animations="disabled")
    phone = await browser.new_page(viewport=_PHONE, color_scheme="dark")
    await phone.goto(url)
    await phone.get_by_text("Bruno Salvemini").first.click()
    await phone.get_by_role("button", name="Avvia").click()
    await phone.get_by_role("log").get_by_text("Sono Sportello").wait_for()
    await _say(phone, "ho perso la password", "Quale di queste intendi")
    await phone.screenshot(path=FOLDER / "phone.png", animations="disabled")


async def _say(page: Page, words: str, answer: str) -> None:
    await page.get_by_role("textbox", name="Messaggio").fill(words)
    await page.keyboard.press("Enter")
    await page.get_by_role("log").get_by_text(answer).first.wait_for()
    await page.wait_for_function("document.fonts.status === 'loaded'")


if __name__ == "__main__":
    asyncio.run(main())
