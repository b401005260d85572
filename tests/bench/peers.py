"""Two other ways from a webhook call to sendMessage, for comparison: each a process that only echoes.

`bare`: aiohttp alone, one handler and one session. `ptb`: python-telegram-bot as its own examples wire it to
a web server of one's choice. Neither keeps anything: a killed one has lost what it was about to say.
"""

import asyncio
import os
import sys
from typing import Any

from aiohttp import ClientSession, web
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def bare(api: str, token: str) -> web.Application:
    """Answer every call with a sendMessage of one's own."""
    http = ClientSession()

    async def receive(request: web.Request) -> web.Response:
        message = (await request.json())["message"]
        answer = {"chat_id": message["chat"]["id"], "text": message["text"]}
        async with http.post(f"{api}/bot{token}/sendMessage", json=answer) as response:
            await response.read()
        return web.Response()

    async def close(_app: web.Application) -> None:
        await http.close()

    application = web.Application()
    application.add_routes([web.post("/", receive), web.get("/readyz", _is_ready)])
    application.on_cleanup.append(close)
    return application


async def ptb(api: str, token: str) -> web.Application:
    """Put every call into the queue of an Application with one handler."""

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    bot: Any = Application.builder().token(token).base_url(f"{api}/bot").updater(None).build()
    bot.add_handler(MessageHandler(filters.TEXT, echo))

    async def receive(request: web.Request) -> web.Response:
        await bot.update_queue.put(Update.de_json(await request.json(), bot.bot))
        return web.Response()

    async def start(_app: web.Application) -> None:
        await bot.initialize()
        await bot.start()

    async def stop(_app: web.Application) -> None:
        await bot.stop()
        await bot.shutdown()

    application = web.Application()
    application.add_routes([web.post("/", receive), web.get("/readyz", _is_ready)])
    application.on_startup.append(start)
    application.on_cleanup.append(stop)
    return application


async def _is_ready(_request: web.Request) -> web.Response:
    return web.Response()


if __name__ == "__main__":
    asyncio.set_event_loop(asyncio.new_event_loop())
    web.run_app(
        {"bare": bare, "ptb": ptb}[sys.argv[1]](os.environ["API_URL"], os.environ["TOKEN"]),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        access_log=None,
        print=None,
        loop=asyncio.get_event_loop(),
    )
