"""Both sides of the desk in one walk: customers in private, operators in a support group with topics."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Final

from sqlalchemy import Connection, func, select

from bot.app import App
from bot.config.desk import Desk as DeskRules
from bot.demo.lookalike import Lookalike
from bot.demo.telegram import shapes, topics
from bot.demo.telegram.pace import Pace
from bot.demo.walker import Bubble, Walker
from bot.gateways.mail import Mail
from bot.services.questions.questions import Questions
from bot.storage.engine import Database
from bot.storage.tables import case_entries, cases, deliveries, updates
from bot.wiring import build
from tests.conftest import settings_for
from tests.support.recoverywalk import Act
from tests.support.watching import until_stored

#: Tuesday, 1 December 2026, ten o'clock in Rome: the desk is open.
TUESDAY: Final = datetime(2026, 12, 1, 9, tzinfo=UTC)
#: The pace where it is not the law under test.
_FAST: Final = 100_000


class RunningClock:
    """A clock that runs on by itself from a moment, and is turned."""

    def __init__(self, start: datetime = TUESDAY) -> None:
        self._start = start
        self._zero = monotonic()
        self._turned = timedelta()

    def __call__(self) -> datetime:
        """Tell the time."""
        return self._start + self._turned + timedelta(seconds=monotonic() - self._zero)

    def turn(self, **time: float) -> None:
        """Let time pass: ``turn(minutes=31)``."""
        self._turned += timedelta(**time)

    def set(self, moment: datetime) -> None:
        """Go on from a moment."""
        self._turned += moment - self()


class DeskWalk:
    """A support group, its operators, one customer, and the bot between them.

    ``quiet`` waits until nothing is under way: every update has had its turn, and all that is due is sent.
    """

    def __init__(
        self,
        telegram: Lookalike,
        database_url: str,
        questions: Questions,
        folder: Path,
        *,
        mail: Mail | None = None,
    ) -> None:
        self.telegram = telegram
        self.clock = RunningClock()
        self.rules: dict[str, Any] = {"group_per_minute": _FAST}
        self.group = telegram.forum("Assistenza", "Olga", "Piero")
        self.ada = telegram.user("Ada")
        self.mail = mail
        self._database_url = database_url
        self._questions = questions
        self._folder = folder
        telegram.world.group_pace = Pace(_FAST, 60.0)
        telegram.world.topic_pace = Pace(_FAST, 10.0)
        self.app: App | None = None
        self._database: Database | None = None

    # --- the bot

    @asynccontextmanager
    async def opened(self, **telegram_settings: object) -> AsyncIterator[App]:
        """The bot at work; stopped, as by SIGTERM, where the block ends."""
        values = {"support_chat": self.group.id, **telegram_settings}
        settings = settings_for(self.telegram, self._database_url, folder=self._folder, **values)
        settings = settings.model_copy(update={"desk": DeskRules.model_validate(self.rules)})
        bot = build(settings, now=self.clock, questions=self._questions, mail=self.mail)
        until = asyncio.Event()
        await bot.start()
        running = asyncio.create_task(bot.run(until))
        self._database, self.app = Database(self._database_url), bot
        try:
            yield bot
        finally:
            self._database.close()
            self._database = self.app = None
            until.set()
            try:
                await running
            finally:
                await bot.stop()

    async def turn(self, act: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - what the act gives
        """Start the bot, let somebody act, wait until all is done, and stop the bot."""
        async with self.opened():
            given = await act()
            await self.quiet()
        return given

    async def quiet(self) -> None:
        """Wait until every update has had its turn and everything that is due has been sent.

        What Telegram has refused once, and is tried again later, is not waited for.
        """
        await self.heard()
        await until_stored(self.database, self._under_way, 0)

    async def heard(self) -> None:
        """Wait until every update has had its turn, whatever Telegram then takes of us."""
        await self.telegram.until(lambda: len(self.telegram.world.updates) == 0, "all updates fetched")
        await until_stored(self.database, _new_updates, 0)

    def _under_way(self, tx: Connection) -> int:
        is_open = deliveries.c.state.in_(("queued", "claimed")) & (deliveries.c.due_at <= self.clock())
        due = select(func.count()).where(is_open, deliveries.c.attempts == 0)
        return _new_updates(tx) + int(tx.execute(due).scalar_one())

    @property
    def database(self) -> Database:
        """The database of the bot at work, to look into."""
        assert self._database is not None
        return self._database

    async def turn_within(self, act: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - what the act gives
        """Let somebody act while the bot is at work, and wait until all is done."""
        given = await act()
        await self.quiet()
        return given

    async def does(self, act: Act) -> None:
        """Let the customer take one turn of a script, and see what it says."""
        await self.quiet()
        if act.says is not None:
            await self.ada.says(act.says)
        elif act.presses is not None:
            await self.ada.presses(act.presses)
        for words in act.seen:
            await self.ada.sees(words)
        await self.quiet()

    async def passes(self, **time: float) -> None:
        """Let time pass, and the bot do what it does by the clock."""
        self.clock.turn(**time)
        assert self.app is not None
        await self.app.catch_up()
        await self.quiet()

    def as_update(self, bubble: Bubble) -> Any:  # noqa: ANN401 - JSON
        """A message as Telegram tells of it."""
        return shapes.message(bubble.message)

    async def opens(self, words: str, by: Walker | None = None) -> None:
        """Let a customer wish for a person and write what it is about."""
        person = by or self.ada
        await person.says("vorrei parlare con una persona")
        await person.sees("Scrivi qui il tuo messaggio")
        await person.says(words)
        await person.sees("Ricevuto")
        await self.quiet()

    # --- the group

    @property
    def room(self) -> Any:  # noqa: ANN401 - a room
        """The support group."""
        return self.telegram.world.rooms[self.group.id]

    @property
    def topics(self) -> list[Any]:
        """The topics that stand there, oldest first."""
        return [self.room.topics[number] for number in sorted(self.room.topics)]

    def operator(self, name: str = "Olga", topic: int | None = None) -> Walker:
        """An operator in a topic; in the newest where none is named, in General for 0."""
        number = self.topics[-1].id if topic is None else topic
        return self.telegram.user(name, at=self.group, topic=number)

    def topic_dies(self, words: str = "message thread not found") -> None:
        """Let the newest topic refuse everything of the bot, while people go on writing there."""
        topics.dies(self.telegram.world, self.group.id, self.topics[-1].id, words)

    def of_bot(self, walker: Walker) -> list[Bubble]:
        """What stands of the bot where somebody walks, without the lines that Telegram writes."""
        lines = {line.id for line in walker.transcript}
        return [bubble for bubble in walker.chat if bubble.by_bot and bubble.id in lines]

    async def case(self) -> Any:  # noqa: ANN401 - a row
        """The newest case."""
        newest = select(cases).order_by(cases.c.case_id.desc())
        return await self.database.read(lambda tx: tx.execute(newest).first())

    async def entries(self, *sides: str) -> list[Any]:
        """The entries of these sides, in their order."""
        of = select(case_entries).where(case_entries.c.side.in_(sides)).order_by(case_entries.c.entry_id)
        return await self.database.read(lambda tx: list(tx.execute(of).all()))


def _new_updates(tx: Connection) -> int:
    new = select(func.count()).select_from(updates).where(updates.c.state == "new")
    return int(tx.execute(new).scalar_one())
