"""Debian's chromium, driven without a screen and without any wish to call home."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, async_playwright

_QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def is_installed() -> bool:
    """Whether there is a chromium on this machine."""
    return shutil.which("chromium") is not None


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser with a new, empty profile, for as long as the block lasts."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET)
        try:
            yield browser
        finally:
            await browser.close()
