"""The composition root: which parts a bot is made of. `build` makes them, `services` what answers."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Final

from bot.app import App, Parts
from bot.chat import inbound
from bot.chat.connection import connect
from bot.chat.door import Door
from bot.chat.entrance import Entrance
from bot.chat.members import GroupMembers
from bot.chat.photos import TelegramPhotos
from bot.config import Settings
from bot.config.desk import Desk as DeskRules
from bot.config.readings import ReadingRules
from bot.gateways.mail import Mail, SmtpMail
from bot.gateways.readings.folder import CsvFolder
from bot.gateways.readings.http import HttpUtility
from bot.gateways.readings.port import Utility
from bot.i18n import Texts
from bot.imports import notice_files, notices_json, notices_schema
from bot.jobs import timers
from bot.jobs.acquisition import Acquisition
from bot.jobs.drop_folder import DropFolder
from bot.metrics import Metrics
from bot.outbox.cases import CaseRecord
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.letters import MailSender
from bot.outbox.outcome import Sender
from bot.services.desk import canned, house
from bot.services.desk.answers import OperatorDesk
from bot.services.desk.group import Group
from bot.services.desk.learning import Trials
from bot.services.desk.parts import DeskParts
from bot.services.desk.service import Desk as CaseDesk
from bot.services.hours import Hours
from bot.services.linking.links import Links
from bot.services.notices import store
from bot.services.notices.desk import Desk
from bot.services.people import People
from bot.services.questions.knowing import Knowing
from bot.services.questions.questions import Questions
from bot.services.readings.readings import Readings
from bot.services.service import Services
from bot.storage.engine import Database
from bot.storage.outbox import Carrier
from bot.storage.post import Post
from bot.turns.effects import Effects
from bot.turns.runner import Runner
from bot.turns.turn import TurnParts
from bot.web import api, health
from bot.web.server import servers
from faq import book

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


def load_texts(settings: Settings) -> Texts:
    """Load the catalogues, which say the configured help lines with their hours."""
    hours = Hours({"e-distribuzione": settings.help_lines.e_distribuzione})
    return Texts.load(telephone=hours.say)


def desk_parts(settings: Settings, questions: Questions, texts: Texts) -> DeskParts:
    """Build what the service of cases stands on."""
    group = Group(settings.telegram.support_chat)
    return DeskParts(group, settings.desk, Post(texts, group.chat_id), questions.likely)


def services(  # noqa: PLR0913 - what services stand on
    settings: Settings,
    questions: Questions,
    metrics: Metrics,
    bot_name: Callable[[], str | None],
    *,
    has_mail: bool,
    desk: DeskParts,
    trials: Trials | None = None,
) -> Services:
    """Build the service of each subject.

    ``bot_name``: the bot's user name, None while it is not known. ``has_mail``: letters can be sent.
    ``trials``: where phrases are tried before they are learned.

    Raises:
        ConfigurationFaulty: the file of canned replies has faults.
    """
    replies = canned.load(settings.desk.replies)
    trials = trials or Trials(questions, entries_path(settings))
    return Services(
        questions=questions,
        people=People(),
        linking=Links(bot_name, has_mail=has_mail),
        readings=Readings(settings.readings, metrics),
        notices=Desk(settings.notices.stale_after),
        desk=CaseDesk(desk),
        operators=OperatorDesk(desk.group, questions, replies, trials, settings.desk.operator_name),
    )


def _letters(settings: Settings, mail: Mail, now: Callable[[], datetime]) -> MailSender:
    """Build the sender of letters."""
    return MailSender(mail, settings.mail.sender or "", now, settings.mail.timeout_s)


def _queue(  # noqa: PLR0913 - what a queue stands on
    sender: Sender,
    *,
    database: Database,
    metrics: Metrics,
    now: Callable[[], datetime],
    per_second: int,
    timeout_s: float,
    carrier: Carrier = Carrier.TELEGRAM,
    desk: DeskParts | None = None,
) -> Dispatcher:
    """Build the queue of everything that one sender takes out of the house."""
    return Dispatcher(
        database,
        sender,
        metrics,
        now,
        bulk_per_second=per_second,
        send_timeout=timedelta(seconds=timeout_s),
        carrier=carrier,
        ledger=None if desk is None else CaseRecord(desk),
        group_per_minute=DeskRules().group_per_minute if desk is None else desk.rules.group_per_minute,
    )


def build(
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    questions: Questions | None = None,
    mail: Mail | None = None,
    utility: Utility | None = None,
) -> App:
    """Build a bot, still closed. A part that is given replaces the one that the settings would make.

    Raises:
        ConfigurationFaulty: there is no token.
        BookError: the FAQ book has gaps.
    """
    metrics = Metrics()
    connection = connect(settings.telegram, metrics)
    questions = questions or read_questions(settings)
    mail = mail or _mail(settings)
    database = Database(settings.database.url)
    texts = load_texts(settings)
    desk = desk_parts(settings, questions, texts)
    post = desk.post
    letters = None if mail is None else _letters(settings, mail, now)
    queue = partial(_queue, database=database, metrics=metrics, now=now)
    telegram_queue = queue(
        connection.sender,
        per_second=settings.telegram.bulk_per_second,
        timeout_s=settings.telegram.send_timeout_s,
        desk=desk,
    )
    dispatchers = [telegram_queue]
    if letters is not None:
        # Letters neither wait for Telegram nor hold it up.
        timeout_s = settings.mail.timeout_s
        dispatchers.append(
            queue(letters, per_second=_LETTERS_PER_SECOND, timeout_s=timeout_s, carrier=Carrier.MAIL)
        )
    trials = Trials(questions, entries_path(settings))
    answering = services(
        settings,
        questions,
        metrics,
        connection.bot_name,
        has_mail=mail is not None,
        desk=desk,
        trials=trials,
    )
    token = settings.telegram.token
    key = "" if token is None else token.get_secret_value()
    read = inbound.Reader(settings.telegram.support_chat, key, connection.bot_name).read
    has_group = settings.telegram.support_chat is not None
    runner = Runner(
        database,
        read,
        TurnParts(Effects(answering, post), texts, metrics, keeps_recent=has_group),
        telegram_queue,
        now,
        group=desk.group,
        members=GroupMembers(connection.bot, database, desk.group, now) if has_group else None,
    )
    entrance = Entrance(database, metrics, now, runner.wake)
    door = Door(settings.telegram, connection, entrance, texts, metrics)
    acquisition = Acquisition(
        database,
        utility or _utility(settings.readings),
        post,
        metrics,
        now,
        every=settings.readings.acquire_every,
        timeout=timedelta(seconds=settings.readings.timeout_s),
    )
    is_started = asyncio.Event()
    health_routes = health.routes(database, metrics, now, is_started.is_set)
    api_routes = api.routes(
        database,
        metrics,
        now,
        parse=notices_json.parse,
        take=store.receive,
        documents=notices_schema.documents,
    )
    public_routes = [*door.web_routes(), *api_routes]
    if settings.console.enabled:
        # 5 MB that a bot without a console does not need.
        from bot.console import console  # noqa: PLC0415 - as said
        from bot.console.render import Renderer  # noqa: PLC0415
        from bot.console.visit import Parts as ConsoleParts  # noqa: PLC0415

        photos, knowing = TelegramPhotos(connection.bot), Knowing(questions, entries_path(settings))
        renderer = Renderer(texts)
        public_routes += console.routes(
            ConsoleParts(database, settings, renderer, now, post, photos, metrics, knowing)
        )
    drop_folder = DropFolder(
        settings.notices.folder, database, metrics, now, read=notice_files.read, take=store.receive
    )
    return App(
        Parts(
            mode=settings.telegram.mode,
            metrics=metrics,
            database=database,
            questions=questions,
            try_phrases=partial(trials.run, database, post, now),
            move_in=lambda: database.write(lambda tx: house.move_in(desk, tx, now())),
            connection=connection,
            door=door,
            runner=runner,
            dispatchers=tuple(dispatchers),
            letters=letters,
            acquisition=acquisition,
            timers=timers.build(
                database,
                settings,
                post,
                texts,
                now,
                metrics=metrics,
                acquisition=acquisition,
                drop_folder=drop_folder,
                desk=desk,
            ),
            servers=servers(settings.web, public_routes, health_routes),
            is_started=is_started,
        )
    )
