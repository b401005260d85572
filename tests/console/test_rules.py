"""Every rule of the console: who is let in, what a change wants, which headers each answer carries."""

import re
from typing import Final

import pytest
from aiohttp import ClientSession

from bot.console.console import RULES
from bot.console.guard import COOKIE
from bot.console.rules import Rule
from bot.console.visit import HEADERS
from bot.services.staff.sessions import Role
from bot.storage.tables import metadata
from tests.support.consoleroom import Client, ConsoleRoom

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: What stands in the place of each part of a path.
_PLACES: Final = {
    "number": "7",
    "name": "olga",
    "key": "k" * 30,
    "session_id": "999",
}
_PART: Final = re.compile(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*)?\}")
#: What a reader's own session does to itself; and who looked at whom is written down.
_OWN: Final = frozenset({"staff_sessions", "staff_attempts", "audit"})
_GUARDED: Final = [rule for rule in RULES if rule.role is not None]


def _path(rule: Rule) -> str:
    """Return a path of a rule that fits its pattern."""
    if "pictures" in rule.path:
        return f"/console/broadcasts/pictures/{'a' * 64}.png"
    if rule.path.startswith("/static"):
        return "/console/static/console.css"
    # A pattern holds braces of its own: `{number:\d{1,18}}`.
    path = re.sub(
        r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*)?\}", lambda found: _PLACES.get(found[1], "7"), rule.path
    )
    return f"/console{path}"


def _name(rule: Rule) -> str:
    return f"{rule.method} {rule.path}"


async def _asks(client: Client, rule: Rule, **headers: str) -> tuple[int, dict[str, str]]:
    sent = {**client.headers, **headers}
    async with (
        ClientSession() as session,
        session.request(
            rule.method, f"{client.url}{_path(rule)}", headers=sent, allow_redirects=False
        ) as answer,
    ):
        return answer.status, dict(answer.headers)


@pytest.mark.parametrize("rule", _GUARDED, ids=_name)
async def test_a_rule_with_a_role_lets_in_nobody_below_it(room: ConsoleRoom, rule: Rule) -> None:
    """A stranger signs in first; a smaller role is refused, whatever the page holds."""
    assert rule.role is not None
    status, headers = await _asks(room.stranger(), rule, Origin=room.url)
    assert (status, "sign-in" in headers.get("Location", "")) in {(303, True), (401, False)}
    assert (status == 303) == (rule.method == "GET")
    for role in (role for role in Role if role < rule.role):
        status, headers = await _asks(await room.signed_in(role), rule, Origin=room.url)
        assert status == 403
        assert {name: headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("rule", [rule for rule in _GUARDED if rule.method != "GET"], ids=_name)
async def test_a_change_wants_the_consoles_origin_and_the_sessions_token(
    room: ConsoleRoom, rule: Rule
) -> None:
    """Another site, or one that cannot read our pages, changes nothing."""
    admin = await room.signed_in(Role.ADMIN)
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": room.url}):
        status, answered = await _asks(admin, rule, **headers)
        assert status == 403
        assert answered["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "rule", [rule for rule in _GUARDED if rule.method == "GET" and rule.path != "/live"], ids=_name
)
async def test_looking_changes_nothing(room: ConsoleRoom, rule: Rule) -> None:
    """A page may be fetched by a preview, or twice; and each answer carries the headers."""
    admin = await room.signed_in(Role.ADMIN)
    before = await _everything(room)
    status, headers = await _asks(admin, rule)
    assert status in {200, 404}
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert await _everything(room) == before


async def _everything(room: ConsoleRoom) -> dict[str, list[str]]:
    tables = [table for table in metadata.sorted_tables if table.name not in _OWN]

    def read(tx) -> dict[str, list[str]]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a connection
        return {table.name: sorted(map(repr, tx.execute(table.select()))) for table in tables}

    return await room.database.read(read)


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example/",
        "//evil.example",
        "/console//evil.example",
        "/console\\evil",
        "/other",
        "javascript:alert(1)",
    ],
)
async def test_no_address_leads_out_of_the_console(room: ConsoleRoom, then: str) -> None:
    """`then` is a page of ours, or the first one."""
    viewer = await room.signed_in(Role.VIEWER)
    page = await viewer.gets(f"/console/sign-in?then={then}")
    assert page.leads_to == "/console"


async def test_a_form_that_is_sent_after_the_session_leads_back_to_its_page(room: ConsoleRoom) -> None:
    """The browser keeps what was typed, so its page is where to go after signing in."""
    rule = next(rule for rule in RULES if (rule.method, rule.path) == ("POST", "/broadcasts/new"))
    sent = {"Sec-Fetch-Mode": "navigate", "Referer": f"{room.url}/console/broadcasts/new", "Origin": room.url}
    client = Client.__new__(Client)
    client.url, client.headers = room.url, {"Cookie": f"{COOKIE}=old"}
    status, headers = await _asks(client, rule, **sent)
    assert (status, headers["Location"]) == (303, "/console/sign-in?then=/console/broadcasts/new")
