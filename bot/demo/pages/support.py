"""The support group's page: its topics, and operators to play. Without such a group nothing leads here."""

from collections import Counter

from aiohttp import web

from bot.demo.pages import views
from bot.demo.pages.page import HEADERS, Page
from bot.demo.telegram import keyboards, reactions
from bot.demo.telegram.contents import is_service, kind
from bot.demo.telegram.formatted import plain
from bot.demo.telegram.model import Json, Message, Person, Picture, Service, Voice, Words
from bot.demo.telegram.pictures import dimensions, meter
from bot.demo.telegram.rooms import Room
from bot.demo.telegram.topics import ICONS
from bot.demo.telegram.world import World

#: Readings on the meters of the two photos of an album.
_ALBUM = ("04217", "04218")


class Support:
    """What two operators see of the group, and what they do there."""

    def __init__(self, world: World, page: Page) -> None:
        self._world = world
        self._page = page

    def routes(self) -> list[web.RouteDef]:
        """What the application has to serve."""
        return [
            web.get("/support", self._show),
            web.get("/demo/support", self._events),
            web.post("/demo/support", self._act),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        return self._page.file(request, "support.html")

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """The whole group, and again whenever something happens in it, until the page is closed."""
        return await self._page.stream(
            request, self._view, lambda: {"now": self._world.now(), "group": self._view()}
        )

    async def _act(self, request: web.Request) -> web.Response:
        """Let an operator do something; what Telegram's app would not offer is refused."""
        self._page.check_origin(request)
        try:
            body = await request.json()
            room = views.support_room(self._world)
            if room is None:
                raise web.HTTPNotFound
            self._do(room, room.members[body["person"]].person, body)
        except (KeyError, TypeError, ValueError, IndexError):
            raise web.HTTPBadRequest(text="no such act") from None
        return web.json_response({}, headers=HEADERS)

    def _do(self, room: Room, person: Person, body: Json) -> None:
        match body["act"]:
            case "say":
                self._say(room, person, body)
            case "edit":
                self._edit(room, person, body)
            case "react":
                self._react(room, person, body)
            case "press":
                self._press(room, person, body)
            case "attach":
                self._attach(room, person, body)
            case _:
                raise KeyError(body["act"])

    def _say(self, room: Room, person: Person, body: Json) -> None:
        words = Words(plain(str(body["text"])))
        if not words.body.text:
            raise ValueError("nothing to say")
        self._world.send(
            person,
            words,
            chat_id=room.chat.id,
            thread=int(body["thread"]),
            reply_to=int(body.get("reply") or 0),
        )

    def _edit(self, room: Room, person: Person, body: Json) -> None:
        message = room.messages[int(body["message"])]
        words = Words(plain(str(body["text"])))
        if message.sender != person or not isinstance(message.content, Words) or not words.body.text:
            raise ValueError("not to be edited")
        self._world.edit(person, message.id, words, chat_id=room.chat.id)

    def _react(self, room: Room, person: Person, body: Json) -> None:
        emoji = str(body["emoji"])
        if emoji and emoji not in reactions.ALLOWED:
            raise ValueError("no such reaction")
        given = (emoji,) if emoji else ()
        reactions.reacts(self._world, person, room.chat.id, int(body["message"]), *given)

    def _press(self, room: Room, person: Person, body: Json) -> None:
        message = (room.removed | room.messages)[int(body["message"])]
        button = keyboards.buttons(message.markup)[int(body["row"])][int(body["column"])]
        if button.data is not None:
            self._world.press(person, message, button.data)

    def _attach(self, room: Room, person: Person, body: Json) -> None:
        thread = int(body["thread"])
        match body["sample"]:
            case "voice":
                self._world.send(person, Voice(4), chat_id=room.chat.id, thread=thread)
            case "album":
                photos = tuple(self._photo(reading) for reading in _ALBUM)
                self._world.send_album(person, photos, chat_id=room.chat.id, thread=thread)
            case _:
                raise KeyError(body["sample"])

    def _photo(self, reading: str) -> Picture:
        content = meter(reading)
        width, height = dimensions(content) or (0, 0)
        return Picture(self._world.keep_file(content, "photo"), width, height, len(content))

    def _view(self) -> Json | None:
        """The group as the page shows it; None where there is none."""
        room = views.support_room(self._world)
        if room is None:
            return None
        flashes = [event for event in room.shown if event.kind in {"toast", "alert"}]
        flash = flashes[-1] if flashes else None
        return {
            "id": room.chat.id,
            "title": room.chat.title,
            "operators": [
                {"id": member.person.id, "name": member.person.name}
                for member in room.members.values()
                if member.is_in
            ],
            "topics": [
                {
                    "id": topic.id,
                    "name": topic.name,
                    "icon": ICONS.get(topic.icon, "💬"),
                    "is_closed": topic.is_closed,
                }
                for topic in room.topics.values()
            ],
            "messages": [self._message(room, room.messages[number]) for number in sorted(room.messages)],
            "flash": {"count": len(flashes), "person": flash.person_id, "text": flash.text}
            if flash
            else None,
        }

    def _message(self, room: Room, message: Message) -> Json:
        given = room.reactions.get(message.id, {})
        counts = Counter(emoji for found in given.values() for emoji in found)
        return views.message(self._world, message) | {
            "thread": message.thread,
            "sender_id": message.sender.id,
            "is_service": is_service(message.content),
            "detail": _detail(message),
            "is_pinned": message.id in room.pinned,
            "reactions": [
                {
                    "emoji": emoji,
                    "count": count,
                    "people": [who for who, found in given.items() if emoji in found],
                }
                for emoji, count in counts.items()
            ],
        }


def _detail(message: Message) -> str:
    """The name that a service line tells of a topic, if it tells one."""
    if not isinstance(message.content, Service):
        return ""
    told = message.content.body[kind(message.content)]
    return str(told.get("name", "")) if isinstance(told, dict) else ""
