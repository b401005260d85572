"""Where a request comes from: proxies that are believed, names that lead here, the console's own Origin."""

import asyncio

import pytest
from aiohttp import web

from bot.config import Settings
from bot.config.console import Console
from bot.console.rules import Rule
from bot.console.sender import address_of
from bot.console.visit import Visit
from bot.storage.engine import Database
from tests.support.consoleroom import ConsoleRoom, Page, console_on

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _proxied() -> Settings:
    """Behind a proxy on this machine, which speaks https as desk.example."""
    console = {"public_url": "https://desk.example", "trusted_proxies": ["127.0.0.1/32"], "enabled": True}
    return Settings(console=Console.model_validate(console))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", ""])
async def test_a_name_that_was_made_to_lead_here_changes_nothing(room: ConsoleRoom, host: str) -> None:
    """Without a public address the console is at home on this machine alone (DNS rebinding)."""
    page = await room.stranger().sends("POST", "/console/sign-in", Host=host, Origin=f"http://{host}")
    assert page.status == 403


async def test_a_proxy_decides_where_the_console_is_at_home(database: Database) -> None:
    """Its Origin is the public one; what was readable on the way is led to https, and never taken."""
    async with console_on(database, settings=_proxied()) as room:
        client = room.stranger()
        page = await client.sends("GET", "/console/sign-in?then=/console", X_Forwarded_Proto="http")
        assert (page.status, page.leads_to) == (308, "https://desk.example/console/sign-in?then=/console")
        page = await client.sends("GET", "/console/sign-in", X_Forwarded_Proto="https")
        assert page.status == 200
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        fields = {"name": "nobody", "password": "x", "code": "1"}

        async def signs_in(**headers: str) -> Page:
            return await client.sends("POST", "/console/sign-in", data=fields, **headers)

        right = "https://desk.example"
        assert "not right" in (await signs_in(Origin=right)).text
        assert "not right" not in (await signs_in(Origin=right, X_Forwarded_Proto="http")).text
        assert "not right" not in (await signs_in(Origin=room.url)).text
        assert "not right" not in (await signs_in(Origin="https://desk.example:8443")).text


@pytest.mark.parametrize(
    ("proxies", "lines", "address"),
    [
        ([], ["198.51.100.7"], "127.0.0.1"),
        (["127.0.0.1/32"], [], "127.0.0.1"),
        (["127.0.0.1/32"], ["198.51.100.7"], "198.51.100.7"),
        (["127.0.0.1/32"], ["192.0.2.66, 198.51.100.7"], "198.51.100.7"),
        (["127.0.0.1/32"], ["192.0.2.66", "198.51.100.7"], "198.51.100.7"),
        (["127.0.0.1/32"], ["192.0.2.66, nonsense"], "127.0.0.1"),
        (["127.0.0.1/32", "10.0.0.0/8"], ["192.0.2.66, 198.51.100.7, 10.1.1.1"], "198.51.100.7"),
        (["127.0.0.1/32", "10.0.0.0/8"], ["10.2.2.2, 10.1.1.1"], "10.2.2.2"),
        (["127.0.0.1/32", "10.0.0.0/8"], ["192.0.2.66, ::ffff:10.1.1.1"], "192.0.2.66"),
        (["127.0.0.1/32"], ["2001:db8::1%eth0"], "2001:db8::1"),
        (["10.0.0.0/8"], ["198.51.100.7"], "127.0.0.1"),
    ],
)
async def test_an_address_is_believed_of_proxies_alone(
    database: Database, proxies: list[str], lines: list[str], address: str
) -> None:
    """From the end on, over all lines; what somebody wrote before that counts for nothing."""

    async def tell(visit: Visit) -> web.Response:
        return web.Response(text=address_of(visit.request, visit.parts.settings.console))

    settings = Settings(console=Console.model_validate({"enabled": True, "trusted_proxies": proxies}))
    async with console_on(database, settings=settings, rules=(Rule("GET", "/tell", None, tell),)) as room:
        head = "".join(f"X-Forwarded-For: {line}\r\n" for line in lines)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(room.url.rpartition(":")[2]))
        writer.write(f"GET /console/tell HTTP/1.1\r\nHost: x\r\n{head}Connection: close\r\n\r\n".encode())
        assert (await reader.read()).endswith(b"\r\n\r\n" + address.encode())
        writer.close()
