"""Delivery to a webhook: the secret, the order within a chat, chats side by side, and trying again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

from bot.demo.lookalike import Lookalike
from bot.demo.server import serve
from bot.demo.telegram.world import World
from tests.demo.conftest import Caller


@dataclass
class Hook:
    """A bot's own web server: what it got, and how it answers."""

    url: str = ""
    got: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The texts of the messages that came."""
        return [update["message"]["text"] for _secret, update in self.got]


@asynccontextmanager
async def hook(answer: Callable[[Any], Awaitable[int]]) -> AsyncIterator[Hook]:
    """Serves a webhook that answers each update with the status that `answer` gives."""
    here = Hook()

    async def take(request: web.Request) -> web.Response:
        update = await request.json()
        here.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), update))
        return web.Response(status=await answer(update))

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    here.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield here
    finally:
        await runner.cleanup()


async def _fine(_update: object) -> int:
    return 200


async def test_delivery_with_secret(bot: Caller, telegram: Lookalike) -> None:
    """What waited and what comes is posted in order with the secret, and is then forgotten."""
    ada = telegram.user("Ada")
    await ada.says("uno")
    async with hook(_fine) as here:
        await bot.result("setWebhook", url=here.url, secret_token="s3cret", max_connections=7)
        await ada.says("due")
        await telegram.until(lambda: len(telegram.world.updates) == 0, "everything delivered")
        assert (here.texts, {secret for secret, _update in here.got}) == (["uno", "due"], {"s3cret"})
        info = await bot.result("getWebhookInfo")
        assert (info["url"], info["max_connections"], info["pending_update_count"]) == (here.url, 7, 0)


async def test_no_polling_beside_a_webhook(bot: Caller, telegram: Lookalike) -> None:
    """As long as a webhook is set updates cannot be fetched; setting it ends a poll that waits."""
    poll = asyncio.create_task(bot.refusal("getUpdates", timeout=30))
    await telegram.until(lambda: telegram.journal.of("getUpdates"), "a poll")
    async with hook(_fine) as here:
        await bot.result("setWebhook", url=here.url)
        assert await poll == (409, "Conflict: terminated by setWebhook request")
        assert await bot.refusal("getUpdates") == (
            409,
            (
                "Conflict: can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first"
            ),
        )
        await bot.result("deleteWebhook")
        assert await bot.result("getUpdates") == []


async def test_a_refused_update_comes_again(bot: Caller, telegram: Lookalike) -> None:
    """Until a 2xx the same update is posted again, and nothing of that chat overtakes it."""
    statuses = iter([500, 404, 200, 200])

    async def grudgingly(_update: object) -> int:
        return next(statuses)

    async with hook(grudgingly) as here:
        await bot.result("setWebhook", url=here.url)
        ada = telegram.user("Ada")
        await ada.says("uno")
        await ada.says("due")
        await telegram.until(lambda: len(telegram.world.updates) == 0, "everything delivered")
        assert here.texts == ["uno", "uno", "uno", "due"]
        assert [delivery.status for delivery in telegram.journal.deliveries] == [500, 404, 200, 200]
        assert (await bot.result("getWebhookInfo"))["last_error_message"].startswith(
            "Wrong response from the webhook: 404"
        )


async def test_chats_do_not_wait_for_each_other(bot: Caller, telegram: Lookalike) -> None:
    """A slow chat holds up itself only; never more requests at once than max_connections."""
    ada, bruno, carla = (telegram.user(name) for name in ("Ada", "Bruno", "Carla"))
    go_on = asyncio.Event()
    under_way: list[int] = []
    most = 0

    async def slowly(update: Any) -> int:  # noqa: ANN401 - JSON of any shape
        nonlocal most
        under_way.append(update["update_id"])
        most = max(most, len(under_way))
        if update["message"]["chat"]["id"] == ada.id:
            await go_on.wait()
        under_way.remove(update["update_id"])
        return 200

    async with hook(slowly) as here:
        await bot.result("setWebhook", url=here.url, max_connections=2)
        await ada.says("uno")
        await ada.says("due")
        await bruno.says("tre")
        await carla.says("quattro")
        await telegram.until(lambda: len(telegram.world.updates) == 2, "the others delivered")
        assert here.texts == ["uno", "tre", "quattro"]
        go_on.set()
        await telegram.until(lambda: len(telegram.world.updates) == 0, "everything delivered")
    assert (here.texts[-1], most) == ("due", 2)


async def test_a_webhook_that_is_away(bot: Caller, telegram: Lookalike) -> None:
    """A refused connection is a failure like another; the update waits."""
    async with hook(_fine) as here:
        url = here.url
    await bot.result("setWebhook", url=url)
    await telegram.user("Ada").says("uno")
    await telegram.until(lambda: len(telegram.journal.deliveries) > 1, "a second attempt")
    assert len(telegram.world.updates) == 1
    assert "last_error_message" in await bot.result("getWebhookInfo")
    await bot.result("deleteWebhook", drop_pending_updates=True)
    assert await bot.result("getUpdates") == []


async def test_webhooks_that_are_refused(bot: Caller) -> None:
    """Only https (or this machine), a plain secret and 1 to 100 connections are taken."""
    refusals = [
        await bot.refusal("setWebhook", url="http://example.org/hook"),
        await bot.refusal("setWebhook", url="https://example.org/hook", secret_token="no spaces"),
        await bot.refusal("setWebhook", url="https://example.org/hook", max_connections=101),
    ]
    assert [code for code, _sentence in refusals] == [400, 400, 400]


async def test_a_webhook_set_anew_is_tried_at_once() -> None:
    """However long the pause after a failure, a bot that starts again and sets its webhook need not wait."""
    statuses = iter([500, 200])

    async def after_a_restart(_update: object) -> int:
        return next(statuses)

    world = World(lambda: 0.0)
    async with (
        hook(after_a_restart) as here,
        serve(stage=lambda _clock: world, first_pause_s=3600) as demo,
        ClientSession() as http,
    ):
        telegram = Lookalike(demo, limit_s=5)
        bot = Caller(telegram, http)
        await bot.result("setWebhook", url=here.url)
        await telegram.user("Ada").says("uno")
        await telegram.until(lambda: world.updates.last_error, "a failure")
        await bot.result("setWebhook", url=here.url)
        await telegram.until(lambda: len(world.updates) == 0, "everything delivered")
        assert here.texts == ["uno", "uno"]
