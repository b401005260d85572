"""Signing in: links and codes that work once, sessions that end, and guesses that lead nowhere."""

import asyncio
import re
from datetime import timedelta
from typing import Final

import aiohttp
import pyotp
import pytest
from sqlalchemy import event

from bot.config import Settings
from bot.config.console import Console
from bot.console.guard import COOKIE
from bot.console.visit import form_token
from bot.services import audit
from bot.services.staff import accounts, attempts, passwords, sessions
from bot.services.staff.sessions import Role
from bot.storage.engine import Database
from tests.support.consoleroom import Client, ConsoleRoom, Page, console_on

SQLITE: Final = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PASSWORD: Final = "zanzara tegola mirtillo 4"


async def _invited(room: ConsoleRoom, name: str, role: Role = Role.ADMIN) -> str:
    """Invite somebody; return the key of their link."""
    now = room.clock()
    return await room.database.write(lambda tx: accounts.invite(tx, name, role, now, audit.OURSELVES))


async def _active(room: ConsoleRoom, name: str = "olga", role: Role = Role.ADMIN) -> str:
    """Set an account up with `PASSWORD`; return the secret of its codes. Its first code is used then."""
    link, now = await _invited(room, name, role), room.clock()
    begun = await room.database.write(lambda tx: accounts.begin_set_up(tx, link, now))
    assert begun is not None
    secret, key = begun[0].totp_secret, begun[1]
    assert secret is not None
    code, kept = pyotp.TOTP(secret).at(now), await passwords.hashed(PASSWORD)
    assert await room.database.write(lambda tx: accounts.set_up(tx, key, kept, code, now))
    room.clock.turn(seconds=30)
    return secret


def _code(room: ConsoleRoom, secret: str) -> str:
    return pyotp.TOTP(secret).at(room.clock())


async def _signs_in(
    room: ConsoleRoom, name: str, password: str, code: str, client: Client | None = None, **headers: str
) -> Page:
    data = {"name": name, "password": password, "code": code}
    sender = client or room.stranger()
    return await sender.sends("POST", "/console/sign-in", data=data, Origin=room.url, **headers)


def _cookie(page: Page) -> str:
    """The token that an answer gives; empty where it gives none."""
    found = re.match(rf"{COOKIE}=([^;]*)", page.headers.get("Set-Cookie", ""))
    return found[1] if found else ""


async def _with(room: ConsoleRoom, token: str, path: str = "/console/account") -> Page:
    """Open a page with a token."""
    return await room.stranger().sends("GET", path, Cookie=f"{COOKIE}={token}")


@SQLITE
async def test_a_link_leads_to_an_account_once(room: ConsoleRoom) -> None:
    """Looked at as often as one likes, pressed once; the page behind goes on, also after a weak password."""
    link, client = await _invited(room, "olga"), room.stranger()
    path = f"/console/set-up/{link}"
    for method in ("GET", "HEAD", "GET"):
        assert (await client.sends(method, path)).status == 200
    begun = await client.posts(f"{path}/begin")
    assert begun.status == 200
    assert link not in begun.text
    for second in (await client.gets(path), await client.posts(f"{path}/begin"), await client.posts(path)):
        assert second.status == 410
        assert "otpauth" not in second.text
    (own,) = set(re.findall(r'action="(/console/set-up/[^"]+)"', begun.text))
    (secret,) = re.findall(r"<code>([A-Z2-7 ]+)</code>", begun.text)
    code = _code(room, secret.replace(" ", ""))
    assert (await client.posts(own, password="password1234", code=code)).status == 400
    assert (await client.posts(own, password=PASSWORD, code="000000")).status == 400
    done = await client.posts(own, password=PASSWORD, code=code)
    assert len(re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", done.text)) == 10
    assert (await _with(room, _cookie(done))).status == 200
    assert (await client.posts(own, password=PASSWORD, code=code)).status == 410


@SQLITE
async def test_a_link_runs_out_also_when_it_was_begun(room: ConsoleRoom) -> None:
    """Half an hour after it was given."""
    looked, pressed, client = await _invited(room, "olga"), await _invited(room, "piero"), room.stranger()
    begun = await client.posts(f"/console/set-up/{pressed}/begin")
    (own,) = set(re.findall(r'action="(/console/set-up/[^"]+)"', begun.text))
    room.clock.turn(minutes=30)
    assert (await client.gets(f"/console/set-up/{looked}")).status == 410
    assert (await client.posts(f"/console/set-up/{looked}/begin")).status == 410
    assert (await client.posts(own, password=PASSWORD, code="000000")).status == 410


@SQLITE
async def test_the_cookie_is_for_this_host_over_https_and_for_no_script(room: ConsoleRoom) -> None:
    """Its token is a new one at each sign-in, and the session before it in that browser has ended."""
    secret = await _active(room)
    first = await _signs_in(room, "olga", PASSWORD, _code(room, secret), Cookie=f"{COOKIE}=planted")
    token, *attributes = first.headers["Set-Cookie"].split("; ")
    assert {each.lower() for each in attributes} == {"path=/", "secure", "httponly", "samesite=lax"}
    assert len(token) > 43
    assert "planted" not in token
    assert (await _with(room, "planted")).status == 303
    room.clock.turn(seconds=30)
    second = await _signs_in(room, "olga", PASSWORD, _code(room, secret), Cookie=f"{COOKIE}={_cookie(first)}")
    assert (await _with(room, _cookie(second))).status == 200
    assert (await _with(room, _cookie(first))).status == 303


async def test_a_code_lets_one_of_two_requests_in(room: ConsoleRoom) -> None:
    """At the same moment, from two browsers; a recovery code as well."""
    secret = await _active(room)
    code = _code(room, secret)
    both = await asyncio.gather(*(_signs_in(room, "olga", PASSWORD, code) for _ in range(2)))
    assert sorted(bool(_cookie(page)) for page in both) == [False, True]
    assert not _cookie(await _signs_in(room, "olga", PASSWORD, code))


@SQLITE
@pytest.mark.parametrize("change", ["sign-out", "role", "remove", "invite", "revoke"])
async def test_an_old_cookie_is_worth_nothing(room: ConsoleRoom, change: str) -> None:
    """After signing out, another role, a removal, a new invitation, or the end that somebody else gave it."""
    admin, other = await room.signed_in(Role.ADMIN), await room.signed_in(Role.EDITOR, "piero")
    assert (await other.gets("/console")).status == 200
    match change:
        case "sign-out":
            page = await other.posts("/console/sign-out")
            assert "Max-Age=0" in page.headers["Set-Cookie"]
        case "role" | "remove":
            page = await admin.posts(f"/console/staff/piero/{change}", role="viewer")
        case "invite":
            page = await admin.posts("/console/staff", name="piero", role="editor")
        case _:
            page = await admin.posts("/console/account/sessions/2/end")
    assert page.status in {200, 303}
    assert (await other.gets("/console")).leads_to == "/console/sign-in?then=/console"
    assert (await other.posts("/console/account/stay")).status == 401
    late = {"Sec_Fetch_Mode": "navigate", "Referer": f"{room.url}/console/account"}
    page = await other.sends("POST", "/console/account/language", Origin=room.url, **late)
    assert page.leads_to == "/console/sign-in?then=/console/account"


@SQLITE
async def test_only_what_a_person_does_prolongs_a_session(room: ConsoleRoom) -> None:
    """Half an hour of silence ends it, whatever a page asks by itself; twelve hours end it in any case."""
    idle, busy = await room.signed_in(Role.VIEWER), await room.signed_in(Role.VIEWER)
    for _ in range(2):
        room.clock.turn(minutes=14)
        for path in (
            "/console/static/console.css",
            "/console/static/console.js",
            "/console/readings/1/photo",
        ):
            await idle.gets(path)
        assert (await idle.sends("HEAD", "/console/live")).status == 200
        assert (await busy.posts("/console/account/stay")).status == 204
    room.clock.turn(minutes=2)
    assert (await idle.gets("/console")).status == 303
    assert (await busy.gets("/console")).status == 200
    for _ in range(25):
        room.clock.turn(minutes=27)
        assert (await busy.gets("/console")).status == 200
    room.clock.turn(minutes=20)
    assert (await busy.gets("/console")).status == 303


@SQLITE
async def test_a_stream_ends_with_its_session(room: ConsoleRoom) -> None:
    """It says so, for the page to lead to the sign-in."""
    viewer = await room.signed_in(Role.VIEWER)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{room.url}/console/live", headers=viewer.headers) as stream,
    ):
        while not (await stream.content.readline()).startswith(b"data:"):
            pass
        room.clock.turn(minutes=31)
        assert b"signed-out" in await stream.content.read()


@SQLITE
async def test_an_answer_tells_nothing_about_names(room: ConsoleRoom) -> None:
    """Unknown, invited, removed, active, and active with the right password: one status, one page."""
    secret = await _active(room, "active")
    await _active(room, "removed")
    now = room.clock()
    await room.database.write(lambda tx: accounts.remove(tx, "removed", now, "staff:active"))
    await _invited(room, "invited")
    tries = [(name, "a wrong password") for name in ("active", "removed", "invited", "nobody", "", "a" * 300)]
    answers = []
    for name, password in [*tries, ("active", PASSWORD)]:
        page = await _signs_in(room, name, password, "000000")
        answers.append((page.status, page.text, "Set-Cookie" in page.headers))
        await room.database.write(attempts.forgive_all)
    assert len(set(answers)) == 1
    assert answers[0][0] == 403
    assert _cookie(await _signs_in(room, " ACTIVE ", PASSWORD, _code(room, secret)))


@SQLITE
async def test_the_same_statements_answer_every_wrong_proof(room: ConsoleRoom) -> None:
    """So that the time of an answer tells no more than the answer; that of the hash has a test of its own."""
    await _active(room, "active")
    await _invited(room, "invited")
    asked: list[tuple[str, ...]] = []
    for name, password in (("nobody", "x"), ("invited", "x"), ("active", "x"), ("active", PASSWORD)):
        statements: list[str] = []

        def note(*given: object, kept: list[str] = statements) -> None:
            kept.append(str(given[2]))

        event.listen(room.database.engine, "before_cursor_execute", note)
        await _signs_in(room, name, password, "000000")
        event.remove(room.database.engine, "before_cursor_execute", note)
        # Where an account was signed in from is one short look by its index.
        asked.append(tuple(each for each in statements if "staff_sessions" not in each))
        await room.database.write(attempts.forgive_all)
    assert len(set(asked)) == 1


@SQLITE
async def test_a_browser_whose_name_is_no_text_signs_in(room: ConsoleRoom) -> None:
    """Its name is kept as far as it can be read, and shown as words."""
    secret = await _active(room)
    form = f"name=olga&password={PASSWORD.replace(' ', '+')}&code={_code(room, secret)}".encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(room.url.rpartition(":")[2]))
    lines = (
        b"POST /console/sign-in HTTP/1.1",
        f"Host: {room.url.removeprefix('http://')}\r\nOrigin: {room.url}".encode(),
        b"User-Agent: <b>Br\xffwser</b>",
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d" % len(form),
        b"Connection: close",
    )
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + form)
    answer = (await reader.read()).decode()
    writer.close()
    (token,) = re.findall(rf"{COOKIE}=([^;]+)", answer)
    page = await _with(room, token)
    assert "&lt;b&gt;Br?wser&lt;/b&gt;" in page.text


@SQLITE
async def test_who_guesses_waits_and_the_desk_does_not(database: Database) -> None:
    """An address that is made up gains nothing; the owner signs in from where they were before, at once."""
    settings = Settings(
        console=Console.model_validate({"enabled": True, "trusted_proxies": ["127.0.0.1/32"]})
    )
    async with console_on(database, settings=settings) as room:
        secret = await _active(room)
        assert _cookie(
            await _signs_in(room, "olga", PASSWORD, _code(room, secret), X_Forwarded_For="192.0.2.1")
        )
        room.clock.turn(seconds=30)
        guesses = [
            await _signs_in(room, "olga", "a guess", "000000", X_Forwarded_For=f"10.0.0.{n}, 198.51.100.7")
            for n in range(6)
        ]
        assert [page.status for page in guesses] == [403] * 4 + [429] * 2
        code = _code(room, secret)
        page = await _signs_in(room, "olga", PASSWORD, code, X_Forwarded_For="198.51.100.7")
        assert page.status == 429
        page = await _signs_in(room, "nobody", PASSWORD, code, X_Forwarded_For="198.51.100.7")
        assert page.status == 429
        assert _cookie(await _signs_in(room, "olga", PASSWORD, code, X_Forwarded_For="192.0.2.1"))


@SQLITE
async def test_a_made_up_address_gains_nothing_without_proxies(room: ConsoleRoom) -> None:
    """Nobody is believed then, and a line of IPv6 would count as one."""
    guesses = [
        await _signs_in(room, f"name{n}", "a guess", "000000", X_Forwarded_For=f"2001:db8:{n}::1")
        for n in range(5)
    ]
    assert [page.status for page in guesses] == [403] * 4 + [429]


@SQLITE
@pytest.mark.parametrize(
    ("then", "where"),
    [
        ("/console/audit?who=a", "/console/audit?who=a"),
        ("//evil.example", "/console"),
        ("https://evil.example/console", "/console"),
        ("/console/../..//evil.example", "/console"),
        ("/metrics", "/console"),
    ],
)
async def test_signing_in_leads_to_a_page_of_ours(room: ConsoleRoom, then: str, where: str) -> None:
    """Who is signed in already is led there at once; so is who proves again who they are."""
    secret = await _active(room)
    data = {"name": "olga", "password": PASSWORD, "code": _code(room, secret), "then": then}
    page = await room.stranger().sends("POST", "/console/sign-in", data=data, Origin=room.url)
    assert page.leads_to == where
    client = room.browser(_cookie(page))
    again = await client.sends("GET", f"/console/sign-in?then={then.replace('?', '%3F')}")
    assert again.leads_to == where
    room.clock.turn(seconds=30)
    code = _code(room, secret)
    proof = await client.posts("/console/proof", password=PASSWORD, code=code, then=then)
    assert proof.leads_to == where


@SQLITE
async def test_a_session_is_listed_while_it_can_be_used(room: ConsoleRoom) -> None:
    """The list of open sessions and the guard agree."""
    viewer = await room.signed_in(Role.VIEWER)
    idle, longest = timedelta(minutes=30), timedelta(hours=12)

    async def listed() -> int:
        now = room.clock()
        return len(await room.database.read(lambda tx: sessions.open_sessions(tx, now, idle, longest)))

    for _ in range(26):
        room.clock.turn(minutes=28)
        assert await listed() == (1 if (await viewer.gets("/console")).status == 200 else 0)
    assert await listed() == 0
    assert form_token(viewer.token) != viewer.token
