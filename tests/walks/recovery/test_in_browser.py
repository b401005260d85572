"""A password recovered to the end on the demo's chat page, in chromium."""

import pytest
from playwright.async_api import Browser, expect

from bot.demo.lookalike import Lookalike

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("desk")]

_PRESSES = (
    ("E-Distribuzione (rete elettrica)", "che cosa ti serve"),
    ("La password", "recupera password"),
    ("Ci sono", "Con quale e-mail"),
    ("È un’e-mail normale", "premi INVIA"),
    ("Ho premuto INVIA", "Il codice scade"),
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_password_is_recovered_to_the_end(browser: Browser, telegram: Lookalike) -> None:
    """Start, the guide button by button, a secret that vanishes, and the good end; nothing goes wrong."""
    telegram.user("Ada")
    faults: list[str] = []
    page = await browser.new_page(viewport={"width": 1000, "height": 900})
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    await page.goto(telegram.url)
    log = page.get_by_role("log")
    newest = log.locator(".in .words").last
    await page.get_by_role("button", name="Avvia").click()
    await log.get_by_role("button", name="Password o username persi").click()
    await expect(newest).to_contain_text("Di quale portale")
    for label, answer in _PRESSES:
        await log.get_by_role("button", name=label, exact=True).last.click()
        await expect(newest).to_contain_text(answer)
    words = page.get_by_role("textbox", name="Messaggio")
    await words.fill("il codice è 48213")
    await words.press("Enter")
    await expect(log.get_by_text("Ho cancellato il tuo messaggio")).to_be_visible()
    await expect(log.get_by_text("48213")).to_have_count(0)
    await log.get_by_role("button", name="Sì", exact=True).last.click()
    await expect(newest).to_contain_text("Il portale l’ha accettata?")
    await log.get_by_role("button", name="Sì", exact=True).last.click()
    await expect(newest).to_contain_text("Ce l’abbiamo fatta!")
    assert faults == []
