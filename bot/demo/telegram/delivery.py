"""Delivery of updates to a webhook: in order within a chat, chats side by side, again until it is taken."""

import asyncio
import time

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo.telegram.bell import Bell
from bot.demo.telegram.faults import Delivery, Journal
from bot.demo.telegram.updates import Pending, Webhook
from bot.demo.telegram.world import World

#: Telegram gives a webhook about a minute to answer.
PATIENCE_S = 60.0
#: How much longer than the first pause the longest may become.
LONGEST_PAUSE = 64
_TAKEN = range(200, 300)


class Deliveries:
    """Posts what waits to the webhook, if one is set."""

    def __init__(self, world: World, bell: Bell, journal: Journal, first_pause_s: float) -> None:
        """`first_pause_s` is the wait after a first failure; it doubles up to LONGEST_PAUSE times as long."""
        self._world = world
        self._bell = bell
        self._journal = journal
        self._first_pause_s = first_pause_s
        self._busy: set[int] = set()

    async def run(self) -> None:
        """Delivers until it is cancelled."""
        timeout = ClientTimeout(total=PATIENCE_S)
        async with ClientSession(timeout=timeout) as http, asyncio.TaskGroup() as tasks:
            while True:
                await self._bell.until(self._next)
                while pending := self._next():
                    self._busy.add(pending.chat_id)
                    tasks.create_task(self._deliver(http, pending))

    def _next(self) -> Pending | None:
        queue = self._world.updates
        if not queue.webhook.url or len(self._busy) >= queue.webhook.max_connections:
            return None
        return queue.next_for_webhook(self._busy)

    async def _deliver(self, http: ClientSession, pending: Pending) -> None:
        """One update, until it is taken or the webhook is gone; a webhook set anew is tried at once."""
        pause_s = self._first_pause_s
        queue = self._world.updates
        while (hook := queue.webhook).url and queue.holds(pending.id):
            error = await self._post(http, hook, pending)
            if not error:
                queue.settle(pending.id)
                break
            queue.last_error = (self._world.now(), error)
            if await self._is_set_anew(hook, pause_s):
                pause_s = self._first_pause_s
            else:
                pause_s = min(pause_s * 2, self._first_pause_s * LONGEST_PAUSE)
        self._busy.discard(pending.chat_id)
        self._bell.ring()

    async def _is_set_anew(self, hook: Webhook, within_s: float) -> bool:
        """Waits so long for the bot to set or delete the webhook."""
        return await self._bell.until(lambda: self._world.updates.webhook is not hook, within_s)

    async def _post(self, http: ClientSession, hook: Webhook, pending: Pending) -> str:
        """One attempt; what went wrong, in Telegram's words, or nothing."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        delivery = Delivery(pending.id, pending.chat_id)
        self._journal.deliveries.append(delivery)
        try:
            async with http.post(hook.url, json=pending.body, headers=headers) as response:
                await response.read()
                delivery.status = response.status
                reason = response.reason
        except TimeoutError:
            return "Read timeout expired"
        except (ClientError, OSError) as error:
            return f"Connection failed: {type(error).__name__}"
        finally:
            delivery.over = time.monotonic()
            self._bell.ring()
        if delivery.status in _TAKEN:
            return ""
        return f"Wrong response from the webhook: {delivery.status} {reason}"
