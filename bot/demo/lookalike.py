"""Telegram for tests: a server of its own, people who walk through chats, faults, and a journal."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.demo.server import Demo, serve
from bot.demo.telegram import groups
from bot.demo.telegram.faults import Call, Faults, Journal
from bot.demo.telegram.model import Chat, Json
from bot.demo.telegram.rooms import USUAL_RIGHTS, GroupKind, Role
from bot.demo.telegram.transcripts import Line, transcript
from bot.demo.telegram.world import World
from bot.demo.walker import Walker, WalkError

#: Every wait of a test ends after this, in seconds.
LIMIT_S = 10.0


class Lookalike:
    """What a test holds in its hand. The bot may run in this loop or in another process."""

    def __init__(self, demo: Demo, limit_s: float) -> None:
        self.demo = demo
        self._limit_s = limit_s
        self._walkers: dict[tuple[int, int, int], Walker] = {}

    @classmethod
    @asynccontextmanager
    async def serve(cls, *, port: int = 0, limit_s: float = LIMIT_S) -> AsyncIterator["Lookalike"]:
        """An empty world, served.

        A webhook that fails is tried again after 0.05 s, then 0.1 s, and so on.
        """
        async with serve(port=port, stage=World, first_pause_s=0.05) as demo:
            yield cls(demo, limit_s)

    @property
    def url(self) -> str:
        """For `telegram.api_url`."""
        return self.demo.api_url

    @property
    def token(self) -> str:
        """The only token this server knows."""
        return self.demo.token

    @property
    def world(self) -> World:
        """The world itself, for acts that have no word here."""
        return self.demo.world

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.demo.api.faults

    @property
    def journal(self) -> Journal:
        """Every call and delivery so far."""
        return self.demo.api.journal

    def user(
        self, first_name: str, *, language: str = "it", at: Chat | None = None, topic: int = 0
    ) -> Walker:
        """The person of this name, made at the first mention; in private, in a group or in a topic."""
        people = self.world.people.values()
        person = next((person for person in people if person.first_name == first_name), None)
        person = person or self.world.add_person(first_name, language=language)
        room = self.world.rooms[at.id if at else person.id]
        key = (person.id, room.chat.id, topic)
        if key not in self._walkers:
            self._walkers[key] = Walker(self.world, self.demo.bell, person, room, self._limit_s, thread=topic)
        return self._walkers[key]

    def group(self, title: str, kind: GroupKind = "supergroup") -> Chat:
        """A group; `world.set_status(group.id, user.person, "member")` brings the bot in."""
        return self.world.add_group(title, kind)

    def forum(self, title: str, *operators: str, rights: frozenset[str] = USUAL_RIGHTS) -> Chat:
        """A supergroup with topics, the bot administrator in it; the first operator owns it."""
        chat = self.world.add_group(title, is_forum=True)
        role: Role = "creator"
        for name in operators:
            groups.becomes(self.world, self.user(name).person, chat.id, role)
            role = "member"
        by = self.user(operators[0]).person if operators else self.world.bot
        self.world.set_status(chat.id, by, "administrator", rights)
        return chat

    def transcript(self, chat: Chat, thread: int | None = 0, *, services: bool = False) -> tuple[Line, ...]:
        """What stands now in a group's General (0), in a topic of it, or everywhere (None), line by line."""
        return transcript(self.world.rooms[chat.id], thread, services=services)

    def injects(self, body: Json, *, chat_id: int = 0) -> int:
        """Queues an update with exactly this content, however odd; gives its update_id."""
        number = self.world.updates.put_raw(chat_id, body)
        self.demo.bell.ring()
        return number

    async def called(self, method: str, *, chat_id: int | None = None, times: int = 1) -> list[Call]:
        """Waits until the bot has called this method so often and has its answers; gives all these calls."""

        def answered() -> list[Call]:
            return [call for call in self.journal.of(method, chat_id=chat_id) if call.status is not None]

        await self.until(lambda: len(answered()) >= times, f"{times} calls of {method}")
        return answered()

    async def until(self, holds: Callable[[], object], what: str) -> None:
        """Waits until `holds()` is true, looking again at everything that happens.

        Raises:
            WalkError: it was not so within the limit; the message lists the last calls.

        """
        if not await self.demo.bell.until(holds, self._limit_s):
            calls = "\n".join(f"{call.method} -> {call.status}" for call in self.journal.calls[-20:])
            raise WalkError(f"never: {what}. Last calls:\n{calls}")

    async def go_away(self) -> None:
        """Telegram is down: the port is closed and connections are refused."""
        await self.demo.go_away()

    async def come_back(self) -> None:
        """Telegram is up again, on the same port."""
        await self.demo.come_back()
