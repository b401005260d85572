"""The guard, over every route of the console: who sends what from where, and what is answered."""

import asyncio
import re
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.console.console import RULES
from bot.console.guard import COOKIE
from bot.console.rules import Rule
from bot.console.visit import HEADERS, Visit, form_token, page_of_ours
from bot.services import audit
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from tests.support.consoleroom import ConsoleRoom, Page, console_on

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

_PATTERN: Final = re.compile(r"\{(\w+)(?::(?:[^{}]|\{[^{}]*\})*)?\}")
_SAMPLES: Final = {"key": "k" * 43, "name": "nobody", "session_id": "77"}
_CHANGES: Final = [rule for rule in RULES if rule.method != "GET"]
_PATHS: Final = sorted({rule.path for rule in RULES})
_EVIL: Final = "<img src=x onerror=alert(1)>\"'{{7*7}}"


def _path(rule_path: str) -> str:
    """An address that a rule answers."""
    names = {"static": "console.css", "broadcasts": f"{'a' * 64}.png"}
    first = rule_path.strip("/").partition("/")[0]
    samples = _SAMPLES | ({"name": names[first]} if first in names else {})
    return "/console" + _PATTERN.sub(lambda found: samples.get(found[1], "1"), rule_path)


def _is_calm(page: Page) -> bool:
    """Whether an answer has every header, and is no fault of ours."""
    missing = [name for name in HEADERS if name not in page.headers]
    return not missing and page.status < 500


async def test_every_answer_has_the_headers_whatever_the_method(room: ConsoleRoom) -> None:
    """A method that no rule has is refused with those that there are."""
    admin = await room.signed_in(Role.ADMIN)
    for path in _PATHS:
        allowed = {rule.method for rule in RULES if _path(rule.path) == _path(path)}
        allowed |= {"HEAD"} if "GET" in allowed else set()
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "PATCH"):
            for client in (room.stranger(), admin):
                if path == "/live" and method == "GET" and client is admin:
                    continue
                page = await client.sends(method, _path(path))
                assert _is_calm(page), (method, path, page.status)
                if method not in allowed:
                    assert page.status == 405, (method, path)
                    assert set(page.headers["Allow"].split(",")) == allowed


@pytest.mark.parametrize(
    "path",
    [
        "/console/",
        "/console/nothing",
        "/console/static/..%2fguard.py",
        "/console/static/../guard.py",
        "/console/static/%2e%2e/guard.py",
        "/console/static/console.css%00.js",
        "/console/static/nothing.css",
        "/console/readings/..%2f1/photo",
        "/console/%ff",
        "/console/set-up/short",
    ],
)
async def test_what_is_not_there_is_said_on_a_page(room: ConsoleRoom, path: str) -> None:
    """In the reader's language, with a way back, and nothing of the disk."""
    for client in (room.stranger(), await room.signed_in(Role.VIEWER)):
        page = await client.sends("GET", path)
        assert (page.status, _is_calm(page)) == (404, True)
        assert 'href="/console"' in page.text


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port} http://evil.example",
    ],
)
async def test_no_other_site_can_send_a_change(room: ConsoleRoom, origin: str | None) -> None:
    """Open forms as well, or a foreign page could sign somebody in as somebody else."""
    admin = await room.signed_in(Role.ADMIN)
    port = admin.url.rpartition(":")[2]
    given = {} if origin is None else {"Origin": origin.format(port=port)}
    for rule in _CHANGES:
        data = {"token": form_token(admin.token)}
        page = await admin.sends("POST", _path(rule.path), data=data, **given)
        assert (page.status, _is_calm(page)) == (403, True), rule.path
    assert not await room.audited()


async def test_a_change_wants_the_token_of_its_session_in_its_form(room: ConsoleRoom) -> None:
    """Not that of another session, not in the address, and not in what other sites can send as well."""
    admin, other = await room.signed_in(Role.ADMIN), await room.signed_in(Role.ADMIN)
    right = form_token(admin.token)
    multipart = aiohttp.FormData({"token": right}, default_to_multipart=True)
    sent: list[tuple[dict[str, Any], bool]] = [
        ({}, False),
        ({"data": {"token": ""}}, False),
        ({"data": {"token": form_token(other.token)}}, False),
        ({"data": {"token": admin.token}}, False),
        ({"X_Token": right}, False),
        ({"data": f'{{"token": "{right}"}}', "Content_Type": "application/json"}, False),
        ({"data": f"token={right}", "Content_Type": "text/plain"}, False),
        ({"data": {"token": right}}, True),
        ({"data": multipart}, True),
    ]
    for given, is_taken in sent:
        page = await admin.sends("POST", "/console/account/stay", Origin=admin.url, **given)
        assert page.status == (204 if is_taken else 403), given
    for rule in _CHANGES:
        if rule.role is not None:
            page = await admin.sends("POST", f"{_path(rule.path)}?token={right}", Origin=admin.url)
            assert page.status == 403, rule.path


async def test_a_body_larger_than_its_route_takes_is_refused(room: ConsoleRoom) -> None:
    """By its announced length before it is read, and without one as soon as it is too long."""
    admin = await room.signed_in(Role.ADMIN)
    for rule in _CHANGES:
        large = b"a" * (rule.largest_body + 1)

        async def pieces(large: bytes = large) -> Any:  # noqa: ANN401 - what aiohttp takes
            yield large

        for data in (BytesIO(large), pieces()):
            page = await admin.sends(
                "POST",
                _path(rule.path),
                data=data,
                Origin=admin.url,
                Content_Type="application/x-www-form-urlencoded",
            )
            assert (page.status, _is_calm(page)) == (413, True), rule.path


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded; charset=nonsense", b"name=a"),
        ("application/x-www-form-urlencoded; charset=rot13", b"name=a"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"name=+2AA-"),
        ("application/x-www-form-urlencoded; charset=unicode_escape", b"name=\\ud800"),
        ("application/x-www-form-urlencoded", b"name=a%00b"),
        ("application/x-www-form-urlencoded", b"a%00b=name"),
        ("application/x-www-form-urlencoded", b"name=\xff\xfe"),
        ("multipart/form-data", b"name=a"),
        ("multipart/form-data; boundary=b", b"--c\r\nnonsense"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\na'),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data; name=n\r\nContent-Type: a/b;charset=x\r\n\r\na\r\n--b--",
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="a\0b"\r\n\r\na\r\n--b--\r\n',
        ),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--\r\n"),
    ],
)
async def test_a_form_that_is_none_is_refused_calmly(room: ConsoleRoom, kind: str, body: bytes) -> None:
    """Also what a database could not keep; 500 is never the answer."""
    page = await room.stranger().sends(
        "POST", "/console/sign-in", data=body, Origin=room.url, Content_Type=kind
    )
    assert page.status in {400, 403}
    assert _is_calm(page)


@pytest.mark.parametrize("junk", ["%00", "%ff", "%ED%A0%80", "9" * 40, "-1", "%F0%9F%98%80", "' OR 1=1 --"])
async def test_junk_in_an_address_is_no_fault_of_ours(room: ConsoleRoom, junk: str) -> None:
    """In whatever parameter a page may read."""
    admin = await room.signed_in(Role.ADMIN)
    names = (
        "q",
        "id",
        "before",
        "who",
        "subject",
        "said",
        "then",
        "state",
        "day",
        "number",
        "person",
        "page",
    )
    query = "&".join(f"{name}={junk.replace(' ', '+')}" for name in names)
    for rule in RULES:
        if rule.method == "GET" and rule.path != "/live":
            page = await admin.sends("GET", f"{_path(rule.path)}?{query}")
            assert _is_calm(page), (rule.path, page.status)


@pytest.mark.parametrize(
    "header",
    [
        b"Host: x\r\nCookie: " + COOKIE.encode() + b"=\xff\xfe",
        b"Host: x\r\nAccept-Language: \xff",
        b"Host: x\r\nX-Forwarded-For: \xff",
        b"Host: [",
        b"Host: x\r\nReferer: http://[",
    ],
)
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
async def test_headers_that_are_no_text_are_no_fault_of_ours(
    room: ConsoleRoom, header: bytes, version: bytes
) -> None:
    """Browsers do not send such; others do."""
    form = b"name=nobody&password=x&code=1"
    lines = (
        b"POST /console/sign-in HTTP/" + version,
        header,
        b"Origin: http://[",
        b"Content-Type: application/x-www-form-urlencoded",
        b"Content-Length: %d" % len(form),
        b"Connection: close",
    )
    status = await _raw(room, b"\r\n".join(lines) + b"\r\n\r\n" + form)
    assert status in {400, 403}


async def _raw(room: ConsoleRoom, request: bytes) -> int:
    """Send bytes as they are; return the status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(room.url.rpartition(":")[2]))
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def test_what_is_no_http_stands_in_no_log(room: ConsoleRoom, caplog: pytest.LogCaptureFixture) -> None:
    """It would be copied there word by word, with the key of a link."""
    for request in (b"BREW /console/set-up/the-key HTTP/1.1", b"GET /console/set-up/the-key\x00 HTTP/1.1"):
        assert await _raw(room, request + b"\r\nHost: x\r\nConnection: close\r\n\r\n") == 400
    assert "the-key" not in caplog.text


async def test_http_1_0_without_a_host_is_answered(room: ConsoleRoom) -> None:
    """The sign-in is shown, and led to."""
    assert await _raw(room, b"GET /console/sign-in HTTP/1.0\r\n\r\n") == 200
    assert await _raw(room, b"GET /console HTTP/1.0\r\n\r\n") == 303


@pytest.mark.parametrize("is_begun", [False, True])
async def test_a_fault_of_ours_is_answered_calmly_and_counted(database: Database, is_begun: bool) -> None:  # noqa: FBT001 - a table
    """Nothing of its cause is shown; the log names the rule, never the address, which may hold a key."""

    async def fails(visit: Visit) -> web.StreamResponse:
        if is_begun:
            await visit.stream("text/event-stream")
        raise RuntimeError("the secret cause")

    rules = (Rule("GET", "/broken/{key}", None, fails),)
    async with console_on(database, rules=rules) as room:
        with capture_logs() as logged:
            if is_begun:
                with pytest.raises(aiohttp.ClientError):
                    await room.stranger().gets("/console/broken/the-secret-key")
            else:
                page = await room.stranger().gets("/console/broken/the-secret-key")
                assert page.status == 500
                assert "secret" not in page.text
                assert 'href="/console"' in page.text
                assert not [name for name in HEADERS if name not in page.headers]
        assert [line["path"] for line in logged] == ["/broken/{key}"]
        failures = room.parts.metrics.registry.get_sample_value
        assert failures("sportello_failures_total", {"place": "console"}) == 1


@pytest.mark.parametrize(
    ("wanted", "is_ours"),
    [
        ("/console", True),
        ("/console/people?q=Ro%20ssi", True),
        ("", False),
        ("/", False),
        ("/consolex", False),
        ("//evil.example/console", False),
        ("https://evil.example/console", False),
        ("https:/console", False),
        ("/console//evil.example", False),
        ("/console/../elsewhere", False),
        ("/console/%2E%2e/elsewhere", False),
        ("/console/.%2e/elsewhere", False),
        ("/console\\@evil.example", False),
        ("/console\r\nSet-Cookie: a=b", False),
        ("/console\t/x", False),
        (" /console", False),
        ("http://[", False),
        ("javascript:alert(1)", False),
        ("/console\u2028", False),
    ],
)
def test_only_pages_of_the_console_are_led_to(database_url: str, wanted: str, is_ours: bool) -> None:  # noqa: FBT001 - a table
    """Whatever a link or a form names."""
    assert database_url
    assert (page_of_ours(wanted) == wanted) is is_ours
    assert is_ours or page_of_ours(wanted) == "/console"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        (None, "/console"),
        ("{url}/console/staff?x=1", "/console/staff%3Fx%3D1"),
        ("https://evil.example/console/staff", "/console/staff"),
        ("https://evil.example//evil.example/console", "/console"),
        ("https://evil.example/", "/console"),
        ("http://[", "/console"),
    ],
)
async def test_the_proof_leads_back_to_a_page_of_ours(
    room: ConsoleRoom, referer: str | None, back: str
) -> None:
    """After five minutes a dangerous act wants it; nothing has happened until then."""
    admin = await room.signed_in(Role.ADMIN)
    room.clock.turn(minutes=6)
    data = {"token": form_token(admin.token), "name": "piero", "role": "admin"}
    given = {} if referer is None else {"Referer": referer.format(url=room.url)}
    page = await admin.sends("POST", "/console/staff", data=data, Origin=room.url, **given)
    assert (page.status, page.leads_to) == (303, f"/console/proof?then={back}")
    assert not await room.audited()


async def test_what_others_wrote_is_shown_as_words(room: ConsoleRoom) -> None:
    """Browsers' names, what the audit holds, and what stands in an address."""
    admin = await room.signed_in(Role.ADMIN)
    now = room.clock()
    await room.database.write(lambda tx: audit.note(tx, now, _EVIL, _EVIL, _EVIL[:40], {_EVIL: _EVIL}))
    names = ("q", "who", "subject", "then", "said", "id", "state")
    evil = urlencode(dict.fromkeys(names, _EVIL))
    for rule in RULES:
        if rule.method == "GET" and rule.path != "/live":
            for client in (admin, room.stranger()):
                page = await client.sends("GET", f"{_path(rule.path)}?{evil}")
                assert "<img src=x" not in page.text, rule.path
    page = await admin.gets("/console/audit")
    assert "&lt;img src=x" in page.text
