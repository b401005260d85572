"""The composition root: which rooms a bot is made of, and in which order they open and close."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.chat import inbound, webhook
from bot.chat.entrance import Entrance
from bot.chat.introduction import introduce
from bot.chat.line import Line
from bot.chat.outbound import TelegramSender
from bot.chat.polling import Polling
from bot.chat.request import AiohttpRequest, NoAnswer, NotSent
from bot.config import Settings
from bot.config.readings import ReadingRules
from bot.errors import ConfigurationFaulty, TokenRefused
from bot.gateways.mail import Mail, SmtpMail
from bot.gateways.readings.folder import CsvFolder
from bot.gateways.readings.http import HttpUtility
from bot.gateways.readings.port import Utility
from bot.i18n import Texts
from bot.jobs import timers
from bot.jobs.acquisition import Acquisition
from bot.metrics import Metrics
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.letters import MailSender
from bot.services.hours import Hours
from bot.services.linking.links import Links
from bot.services.people import People
from bot.services.questions.questions import Questions
from bot.services.readings.readings import Readings
from bot.services.service import Services
from bot.storage import schema
from bot.storage.engine import Database
from bot.storage.outbox import Carrier
from bot.storage.post import Post
from bot.turns.effects import Effects
from bot.turns.runner import Runner
from bot.turns.turn import TurnParts
from bot.web import health
from bot.web.server import Server
from faq import book
from faq.matcher import read_ahead
from handlers import routes

_log = structlog.get_logger(__name__)

#: SIGTERM to exit is promised within 10 s: this for sends under way, the rest for everything else.
_SEND_GRACE_S: Final = 7.0
_INTRODUCTION_WAIT_S: Final = 5.0
_LEARN_EVERY_S: Final = 5.0
_NO_ANSWER_WAIT_S: Final = 0.5
_FIRST_REFUSAL_WAIT_S: Final = 5.0
_LONGEST_REFUSAL_WAIT_S: Final = 300.0
#: Letters that may leave in bulk; mail servers take more for spam.
_LETTERS_PER_SECOND: Final = 10


def entries_path(settings: Settings) -> Path:
    """Where the FAQ book lies: as configured, or the one that comes with the bot."""
    return settings.faq.entries or Path(str(files("faq") / "entries"))


def load_book(settings: Settings) -> book.Book:
    """The FAQ book with the configured numbers.

    Raises:
        BookError: it has gaps.
    """
    return book.load(entries_path(settings), numbers=settings.numbers.model_dump())


def read_questions(settings: Settings) -> Questions:
    """The book and its matcher, as the desk asks them.

    Raises:
        BookError: it has gaps.
    """
    return Questions(load_book(settings))


def utc_now() -> datetime:
    """The clock of production."""
    return datetime.now(UTC)


def _mail(settings: Settings) -> Mail | None:
    """The way to the mail server; None where none is configured."""
    mail = settings.mail
    if mail.host is None or mail.sender is None:
        return None
    password = None if mail.password is None else mail.password.get_secret_value()
    return SmtpMail(mail.host, mail.port, mail.sender, mail.user, password, mail.security, mail.timeout_s)


def _utility(rules: ReadingRules) -> Utility:
    """The way to the company: its web service where one is configured, else a folder."""
    if rules.url is None:
        return CsvFolder(rules.folder)
    token = None if rules.token is None else rules.token.get_secret_value()
    return HttpUtility(str(rules.url), token, rules.timeout_s)


def services(
    settings: Settings,
    questions: Questions,
    metrics: Metrics,
    bot_name: Callable[[], str | None],
    *,
    has_mail: bool,
) -> Services:
    """Build the service of each subject.

    ``bot_name``: the bot's user name, None while it is not known. ``has_mail``: letters can be sent.
    """
    return Services(
        questions=questions,
        people=People(),
        linking=Links(bot_name, has_mail=has_mail),
        readings=Readings(settings.readings, metrics),
    )


class App:
    """A bot, built and still closed: `start`, then `run`, then `stop`. What is given replaces what is made.

    Raises:
        ConfigurationFaulty: there is no token.
        BookError: the FAQ book has gaps.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime] = utc_now,
        questions: Questions | None = None,
        mail: Mail | None = None,
        utility: Utility | None = None,
    ) -> None:
        token = settings.telegram.token
        if token is None:
            raise ConfigurationFaulty(
                [
                    (
                        "the bot has no token: ask @BotFather for one (/newbot) and set it as "
                        "SPORTELLO_TELEGRAM__TOKEN, or try `sportello demo`, which needs none"
                    )
                ]
            )
        self._settings = settings
        self._closing = AsyncExitStack()
        self.metrics = Metrics()
        self.database = Database(settings.database.url)
        hours = Hours({"e-distribuzione": settings.help_lines.e_distribuzione})
        self._texts = Texts.load(telephone=hours.say)
        self._request = AiohttpRequest(settings.telegram.send_timeout_s)
        api_url = str(settings.telegram.api_url).rstrip("/")
        self._bot = Bot(
            token.get_secret_value(),
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._line = Line(self._bot.get_me, self.metrics)
        self._dispatcher = Dispatcher(
            self.database,
            TelegramSender(self._bot, self._line),
            self.metrics,
            now,
            bulk_per_second=settings.telegram.bulk_per_second,
            send_timeout=timedelta(seconds=settings.telegram.send_timeout_s),
        )
        mail = mail or _mail(settings)
        self._letters = None if mail is None else self._letter_room(mail, now)
        self._questions = questions or read_questions(settings)
        answering = services(
            settings, self._questions, self.metrics, self._bot_name, has_mail=mail is not None
        )
        post = Post(self._texts)
        self._runner = Runner(
            self.database,
            inbound.Reader(settings.telegram.support_chat).read,
            TurnParts(Effects(answering, post), self._texts, self.metrics),
            self._dispatcher,
            now,
        )
        entrance = Entrance(self.database, self.metrics, now, self._runner.wake)
        self._polling = Polling(
            self._bot, self._line, entrance, self.metrics, hold_s=settings.telegram.poll_timeout_s
        )
        self._acquisition = Acquisition(
            self.database,
            utility or _utility(settings.readings),
            post,
            self.metrics,
            now,
            every=settings.readings.acquire_every,
            timeout=timedelta(seconds=settings.readings.timeout_s),
        )
        self._timers = timers.build(self.database, settings, post, self._acquisition, now)
        self._is_started = False
        web_routes = health.routes(self.database, self.metrics, lambda: self._is_started)
        if settings.telegram.webhook_secret is not None and settings.telegram.mode == "webhook":
            web_routes += webhook.routes(entrance, settings.telegram.webhook_secret, self.metrics)
        self.server = Server(settings.web.host, settings.web.port, web_routes)

    async def start(self) -> None:
        """Open every room, so that nothing that arrives from now on can be lost.

        Raises:
            DatabaseUnusable, TokenRefused, PortTaken: everything that was opened is closed again.
        """
        try:
            self._closing.callback(self.database.close)
            self.database.take_alone()
            await schema.prepare(self.database)
            await self._questions.refresh(self.database)
            await self._request.initialize()
            self._closing.push_async_callback(self._request.shutdown)
            self._closing.push_async_callback(self._line.close)
            await self._present_token()
            for dispatcher in self._dispatchers():
                await dispatcher.take_up()
            await self._acquisition.take_up()
            await self.server.start()
            self._closing.push_async_callback(self.server.stop)
            self._timers.start()
            self._closing.push_async_callback(self._timers.stop, 0)
        except BaseException:
            await self._closing.aclose()
            raise
        self._is_started = True
        threading.Thread(target=read_ahead, name="faq-words", daemon=True).start()
        _log.info("ready", port=self.server.port, mode=self._settings.telegram.mode)

    async def run(self, until: asyncio.Event) -> None:
        """Serve until the event; then take nothing more, and finish what is being done and sent.

        A room that breaks ends the whole, for a supervisor to start it again.
        """
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._listen())
            rooms = [self._runner.run(), self._learn(), *(each.run() for each in self._dispatchers())]
            working = [tasks.create_task(room) for room in rooms]
            await until.wait()
            _log.info("stopping")
            self._is_started = False
            listening.cancel()
            await self.server.stop()
            await self._runner.stop()
            sends_end = [dispatcher.stop(_SEND_GRACE_S) for dispatcher in self._dispatchers()]
            await asyncio.gather(*sends_end, self._timers.stop(_SEND_GRACE_S))
            for task in working:
                task.cancel()

    async def stop(self) -> None:
        """Close every room."""
        await self._closing.aclose()

    async def catch_up(self) -> None:
        """Do at once what time brings, each job of the timers once: for a clock that was set forward."""
        await self._timers.ring()
        await self._runner.look()

    def _dispatchers(self) -> list[Dispatcher]:
        return [self._dispatcher] if self._letters is None else [self._dispatcher, self._letters]

    def _letter_room(self, mail: Mail, now: Callable[[], datetime]) -> Dispatcher:
        """The queue of letters, which neither waits for Telegram nor holds it up."""
        settings = self._settings.mail
        sender = MailSender(mail, settings.sender or "", now, settings.timeout_s)
        self._closing.push_async_callback(sender.close)
        return Dispatcher(
            self.database,
            sender,
            self.metrics,
            now,
            bulk_per_second=_LETTERS_PER_SECOND,
            send_timeout=timedelta(seconds=settings.timeout_s),
            carrier=Carrier.MAIL,
        )

    def _bot_name(self) -> str | None:
        """The bot's user name; None until Telegram has answered for the first time."""
        try:
            return self._bot.username
        except RuntimeError:
            return None

    async def _present_token(self) -> None:
        try:
            await self._bot.get_me(read_timeout=_INTRODUCTION_WAIT_S)
        except InvalidToken as error:
            raise TokenRefused from error
        except TelegramError as error:
            self._line.failed(str(error))

    async def _learn(self) -> None:
        """Take in phrases that staff add while we run, in this process or another."""
        while True:
            await asyncio.sleep(_LEARN_EVERY_S)
            try:
                if await self._questions.refresh(self.database):
                    _log.info("learned phrases taken in")
            except DBAPIError:
                self.metrics.failures.labels("database").inc()

    async def _listen(self) -> None:
        """Open the door that is configured, present ourselves, and take what comes."""
        await self._until_answered(self._open_door)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._until_answered(lambda: introduce(self._bot, self._texts, routes.MENU)))
            if self._settings.telegram.mode == "polling":
                tasks.create_task(self._polling.run())

    async def _open_door(self) -> None:
        telegram = self._settings.telegram
        if telegram.mode == "polling":
            await self._bot.delete_webhook()
        elif telegram.webhook_secret is not None:
            await self._bot.set_webhook(
                str(telegram.webhook_url).rstrip("/") + webhook.PATH,
                secret_token=telegram.webhook_secret.get_secret_value(),
                allowed_updates=inbound.KINDS,
            )

    async def _until_answered(self, call: Callable[[], Awaitable[None]]) -> None:
        wait_s = _FIRST_REFUSAL_WAIT_S
        while True:
            await self._line.reopened()
            try:
                return await call()
            except (NotSent, NoAnswer) as error:
                self._line.failed(str(error))
                # The probe may be answered where this call never is.
                await asyncio.sleep(_NO_ANSWER_WAIT_S)
            except TelegramError as error:
                if wait_s == _FIRST_REFUSAL_WAIT_S:
                    _log.warning("Telegram refuses our settings; trying again", reason=str(error))
                await asyncio.sleep(wait_s)
                wait_s = min(_LONGEST_REFUSAL_WAIT_S, wait_s * 2)
