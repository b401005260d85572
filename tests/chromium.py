"""Debian's chromium for tests that look at pages."""

import os
import shutil
from collections.abc import AsyncIterator
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


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser; without one the test is skipped, except where everything is required."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is required here")
        pytest.skip("chromium is not installed: the page is not tried in a browser")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield launched
        await launched.close()
