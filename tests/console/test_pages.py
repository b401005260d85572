"""Every page of the head: who may open it, and that it can be shown in each language."""

import pytest

from bot.console.navigation import PLACES, Place
from bot.i18n import LANGUAGES
from bot.services.staff.sessions import Role
from tests.support.consoleroom import ConsoleRoom

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
async def test_pages_of_the_head_open_for_their_role_and_no_lower_one(
    room: ConsoleRoom, place: Place
) -> None:
    """A stranger is led to the sign-in; the head shows a page to those who may open it."""
    assert (await room.stranger().gets(place.path)).leads_to.startswith("/console/sign-in")
    for role in Role:
        page = await (await room.signed_in(role)).gets(place.path)
        assert page.status == (200 if role >= place.role else 403)
        if page.status == 200:
            assert 'aria-current="page"' in page.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_of_the_head_speak_the_readers_language(room: ConsoleRoom, language: str) -> None:
    """Whatever the browser asks for, a signed-in person reads the language of their account."""
    admin = await room.signed_in(Role.ADMIN, language=language)
    for place in PLACES:
        page = await admin.gets(place.path)
        assert f'<html lang="{language}">' in page.text
        assert page.status == 200
