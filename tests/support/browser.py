"""Debian's chromium, driven without a screen and without any wish to call home."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
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


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser with a new, empty profile, for as long as the block lasts."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET)
        try:
            yield launched
        finally:
            await launched.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser; where there is none the test is skipped and says so, but in CI it fails."""
    if shutil.which("chromium") is None:
        reason = "chromium is not installed (apt-get install chromium): nobody has looked at the page"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    async with open_browser() as launched:
        yield launched
