"""The chat page over HTTP: its files, its guards, its stream, and what a person does on it."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

import bot.demo.pages
from bot.demo.lookalike import Lookalike
from bot.demo.server import serve
from bot.demo.stage.cast import opening_night
from bot.demo.telegram.model import Json
from tests.demo.conftest import Caller

_FILES = {path.name: path.read_bytes() for path in (Path(bot.demo.pages.__file__).parent / "files").iterdir()}


class Screen:
    """A page in a browser, without the browser."""

    def __init__(self, telegram: Lookalike, http: ClientSession, lines: AsyncIterator[bytes]) -> None:
        self._telegram = telegram
        self._http = http
        self._lines = lines

    async def hears(self) -> Any:  # noqa: ANN401 - JSON of any shape
        """The next event of the stream."""
        async for line in self._lines:
            if line.startswith(b"data: "):
                return json.loads(line.removeprefix(b"data: "))
        raise AssertionError("the stream has ended")

    async def does(self, act: str, **body: object) -> int:
        """The status of a person's act."""
        return await self.posts(act, body, self._telegram.url)

    async def posts(self, act: str, body: Json, origin: str) -> int:
        """The status of an act that a page of this origin tries."""
        headers = {"Origin": origin}
        async with self._http.post(
            f"{self._telegram.url}/demo/{act}", json=body, headers=headers
        ) as response:
            return response.status


@asynccontextmanager
async def _screen(telegram: Lookalike) -> AsyncIterator[Screen]:
    async with ClientSession() as http, http.get(f"{telegram.url}/demo/events") as stream:
        assert stream.content_type == "text/event-stream"
        yield Screen(telegram, http, aiter(stream.content))


async def test_page_is_guarded(telegram: Lookalike, bot: Caller) -> None:
    """The page is served under a policy that allows its own files alone."""
    async with bot.http.get(f"{telegram.url}/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert (response.status, response.content_type) == (200, "text/html")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", sorted(_FILES))
async def test_files(telegram: Lookalike, bot: Caller, name: str) -> None:
    """Each file of the page is served, and names no other machine and no inline script or style."""
    path = {"index.html": ""}.get(
        name, name.removesuffix(".html") if ".html" in name else f"demo/page/{name}"
    )
    async with bot.http.get(f"{telegram.url}/{path}") as response:
        assert await response.read() == _FILES[name]
    text = _FILES[name].decode().replace("http://www.w3.org/2000/svg", "")
    assert (
        re.findall(
            r"https?://[\w-]|<style|\sstyle=|\son\w+=\"|innerHTML|<script(?! type=\"module\" src=)", text
        )
        == []
    )


@pytest.mark.parametrize("path", ["demo/page/nothing.js", "demo/page/..%2Fpage.py", "demo/files/nothing"])
async def test_what_is_not_there(telegram: Lookalike, bot: Caller, path: str) -> None:
    """Nothing but the page's own files and the chat's own pictures can be read."""
    async with bot.http.get(f"{telegram.url}/{path}") as response:
        assert response.status == 404


@pytest.mark.parametrize("path", ["", "demo/events", "demo/page/chat.js", "demo/files/photo-1"])
async def test_other_names_for_this_machine(telegram: Lookalike, bot: Caller, path: str) -> None:
    """A host name that is not this machine's is refused: another site could point its name here."""
    async with bot.http.get(f"{telegram.url}/{path}", headers={"Host": "example.org"}) as response:
        assert response.status == 403


async def test_the_stream(telegram: Lookalike, bot: Caller) -> None:
    """A page that opens is told everything, then what happens, with the words as text and entities."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with _screen(telegram) as screen:
        world = await screen.hears()
        assert [(room["name"], room["messages"][0]["text"]) for room in world["rooms"]] == [("Ada", "/start")]
        keyboard = {"inline_keyboard": [[{"text": "Sì", "callback_data": "1", "style": "success"}]]}
        await bot.result(
            "sendMessage", chat_id=ada.id, text="<b>ciao</b>", parse_mode="HTML", reply_markup=keyboard
        )
        message = (await screen.hears())["message"]
        assert (message["text"], message["entities"]) == (
            "ciao",
            [{"type": "bold", "offset": 0, "length": 4}],
        )
        assert message["buttons"] == [[{"label": "Sì", "url": None, "copy": None, "style": "success"}]]
        await bot.result("editMessageText", chat_id=ada.id, message_id=2, text="cambiato")
        await bot.result("sendChatAction", chat_id=ada.id, action="typing")
        await bot.result("deleteMessage", chat_id=ada.id, message_id=2)
        await bot.result("sendMessage", chat_id=ada.id, text="x", reply_markup={"keyboard": [["a"]]})
        events = [await screen.hears() for _ in range(4)]
        assert [event["kind"] for event in events] == ["edited", "action", "deleted", "message"]
        assert events[3]["room"]["keyboard"]["rows"] == [[{"label": "a", "contact": False}]]
        await bot.result("setMyCommands", commands=[{"command": "aiuto", "description": "Aiuto"}])
        assert [room["commands"][0]["command"] for room in (await screen.hears())["rooms"]] == ["aiuto"]


async def test_acts(telegram: Lookalike, bot: Caller) -> None:
    """What a person does on the page reaches the bot; its toast reaches the page."""
    ada = telegram.user("Ada")
    async with _screen(telegram) as screen:
        await screen.does("say", person=ada.id, text="/start")
        await screen.does("say", person=ada.id, text="  ")
        for sample in ("photo", "voice", "sticker", "contact"):
            await screen.does("attach", person=ada.id, sample=sample)
        keyboard = {"inline_keyboard": [[{"text": "Sì", "callback_data": "1"}]]}
        sent = await bot.result("sendMessage", chat_id=ada.id, text="Vuoi?", reply_markup=keyboard)
        await screen.does("press", person=ada.id, message=sent["message_id"], row=0, column=0)
        updates = await bot.result("getUpdates")
        await bot.result(
            "answerCallbackQuery", callback_query_id=updates[-1]["callback_query"]["id"], text="Ecco"
        )
        await screen.does("block", person=ada.id, on=True)
        known = {"text", "photo", "voice", "sticker", "contact"}
        assert [sorted(known & set(update["message"])) for update in updates[:-1]] == [
            ["text"],
            ["photo"],
            ["voice"],
            ["sticker"],
            ["contact"],
        ]
        events = [await screen.hears() for _ in range(10)]
        assert [event["kind"] for event in events[-3:]] == ["pressed", "toast", "membership"]
        assert (events[-2]["text"], events[-1]["room"]["status"]) == ("Ecco", "kicked")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("say", {}),
        ("say", {"person": 1, "text": "x"}),
        ("press", {"message": 1, "row": 0, "column": 0}),
        ("press", {"message": 99, "row": 0, "column": 0}),
        ("attach", {"sample": "elephant"}),
    ],
)
async def test_acts_that_make_no_sense(telegram: Lookalike, name: str, body: Json) -> None:
    """An act of nobody, on nothing or of an unknown kind is refused, and nothing happens."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with _screen(telegram) as screen:
        assert await screen.posts(name, {"person": ada.id} | body, telegram.url) == 400
    assert len(ada.chat) == 1


async def test_acts_from_elsewhere(telegram: Lookalike) -> None:
    """Only the page itself may act: any other origin is refused."""
    ada = telegram.user("Ada")
    async with _screen(telegram) as screen:
        assert await screen.posts("say", {"person": ada.id, "text": "x"}, "http://example.org") == 403
    assert ada.chat == []


async def test_a_photo_is_seen(telegram: Lookalike, bot: Caller) -> None:
    """Photos of the chat are served to the page as pictures."""
    ada = telegram.user("Ada")
    await ada.sends_photo()
    async with _screen(telegram) as screen:
        media = (await screen.hears())["rooms"][0]["messages"][0]["media"]
    async with bot.http.get(f"{telegram.url}/{media['url']}") as response:
        assert (response.status, response.content_type) == (200, "image/png")


async def test_the_demo_has_its_people() -> None:
    """Without a world of its own the server opens with people of several languages and empty chats."""
    async with serve() as demo:
        people = demo.world.people.values()
        assert {person.language for person in people} >= {"it", "de", "en"}
        rooms = opening_night(lambda: 0.0).rooms.values()
        assert all(not room.messages for room in rooms if room.is_private)
        assert demo.url == demo.api_url == f"http://127.0.0.1:{demo.port}"
