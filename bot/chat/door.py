"""The door for updates: the token is presented, then polling or the webhook is opened, with retries."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from bot import config
from bot.chat import inbound, webhook
from bot.chat.connection import Connection
from bot.chat.entrance import Entrance
from bot.chat.introduction import introduce, introduce_to_group
from bot.chat.polling import Polling
from bot.chat.request import NoAnswer, NotSent
from bot.errors import TokenRefused
from bot.i18n import Texts
from bot.metrics import Metrics
from handlers import routes

_log = structlog.get_logger(__name__)

_INTRODUCTION_WAIT_S: Final = 5.0
_NO_ANSWER_WAIT_S: Final = 0.5
_FIRST_REFUSAL_WAIT_S: Final = 5.0
_LONGEST_REFUSAL_WAIT_S: Final = 300.0


class Door:
    """Takes updates from Telegram, by polling or by webhook as the settings say."""

    def __init__(
        self,
        settings: config.Telegram,
        connection: Connection,
        entrance: Entrance,
        texts: Texts,
        metrics: Metrics,
    ) -> None:
        self._settings = settings
        self._bot = connection.bot
        self._line = connection.line
        self._entrance = entrance
        self._texts = texts
        self._metrics = metrics
        self._polling = Polling(self._bot, self._line, entrance, metrics, hold_s=settings.poll_timeout_s)

    def web_routes(self) -> list[web.RouteDef]:
        """Return the routes that Telegram calls; none where updates are polled."""
        secret = self._settings.webhook_secret
        if secret is None or self._settings.mode != "webhook":
            return []
        return webhook.routes(self._entrance, secret, self._metrics)

    async def present_token(self) -> None:
        """Ask Telegram who we are; where it does not answer, go on and let the line wait for it.

        Raises:
            TokenRefused: Telegram knows no such bot.
        """
        try:
            await self._bot.get_me(read_timeout=_INTRODUCTION_WAIT_S)
        except InvalidToken as error:
            raise TokenRefused from error
        except TelegramError as error:
            self._line.failed(str(error))

    async def listen(self) -> None:
        """Choose the way that updates come, register commands and descriptions, and take updates."""
        await self._until_answered(self._choose_way)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._until_answered(self._introduce))
            if self._settings.mode == "polling":
                tasks.create_task(self._polling.run())

    async def _introduce(self) -> None:
        """Register commands and descriptions, for everybody and for the support group."""
        await introduce(self._bot, self._texts, routes.MENU)
        if self._settings.support_chat is not None:
            await introduce_to_group(self._bot, self._texts, routes.GROUP_MENU, self._settings.support_chat)

    async def _choose_way(self) -> None:
        """Delete the webhook where updates are polled, else set it."""
        if self._settings.mode == "polling":
            await self._bot.delete_webhook()
        elif self._settings.webhook_secret is not None:
            await self._bot.set_webhook(
                str(self._settings.webhook_url).rstrip("/") + webhook.PATH,
                secret_token=self._settings.webhook_secret.get_secret_value(),
                allowed_updates=inbound.KINDS,
            )

    async def _until_answered(self, call: Callable[[], Awaitable[None]]) -> None:
        """Call until it succeeds; after a refusal wait 5 s, then twice as long each time, at most 300 s."""
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
