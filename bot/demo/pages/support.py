"""The support group's page: its topics, and operators to play. Without such a group nothing leads here."""

from aiohttp import web

from bot.demo.pages import acts, views
from bot.demo.pages.page import HEADERS, Page
from bot.demo.telegram.contents import is_service, kind
from bot.demo.telegram.model import Json, Message, Service
from bot.demo.telegram.rooms import Room
from bot.demo.telegram.topics import ICONS
from bot.demo.telegram.world import World

#: What the operators speak.
_LANGUAGE = "it"
_ACTS = {
    "say": acts.say,
    "edit": acts.edit,
    "react": acts.react,
    "press": acts.press,
    "attach": acts.attach,
}


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
            _ACTS[body["act"]](self._world, room.members[body["person"]].person, room.chat.id, body)
        except (KeyError, TypeError, ValueError, IndexError):
            raise web.HTTPBadRequest(text="no such act") from None
        return web.json_response({}, headers=HEADERS)

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
            "commands": self._world.profile.commands_for(room.chat.id, _LANGUAGE),
            "messages": [self._message(room, room.messages[number]) for number in sorted(room.messages)],
            "flash": {"count": len(flashes), "person": flash.person_id, "text": flash.text}
            if flash
            else None,
        }

    def _message(self, room: Room, message: Message) -> Json:
        return views.message(self._world, message) | {
            "thread": message.thread,
            "sender_id": message.sender.id,
            "is_service": is_service(message.content),
            "detail": _detail(message),
            "is_pinned": message.id in room.pinned,
        }


def _detail(message: Message) -> str:
    """The new name or icon that a service line tells of a topic, if it tells one."""
    if not isinstance(message.content, Service):
        return ""
    told = message.content.body[kind(message.content)]
    if not isinstance(told, dict):
        return ""
    return str(told.get("name", "")) or ICONS.get(str(told.get("icon_custom_emoji_id", "")), "")
