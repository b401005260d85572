"""Who is a member of the support group: asked of Telegram, and remembered for ten minutes."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection, select
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.chat.inbound_group import is_member
from bot.services.desk.group import Group
from bot.storage.engine import Database
from bot.storage.tables import desk_members
from bot.storage.upsert import upsert
from handlers.contract.desk import Author

_log = structlog.get_logger(__name__)

#: The bot is to stop within seconds, and whoever wrote is asked about again soon.
_PATIENCE_S: Final = 2.0
_REMEMBERED: Final = timedelta(minutes=10)


class GroupMembers:
    """Members as `desk_members` holds them. All processes share what one of them has learned."""

    def __init__(self, bot: Bot, database: Database, group: Group, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._database = database
        self._group = group
        self._now = now

    @staticmethod
    def is_known(tx: Connection, person_id: int, now: datetime) -> bool:
        """Tell whether Telegram has said lately what somebody is in the group, member or not."""
        asked = select(desk_members.c.checked_at).where(desk_members.c.person_id == person_id)
        checked_at = tx.execute(asked).scalar()
        # A moment far ahead was written under another clock.
        return checked_at is not None and abs(now - checked_at) < _REMEMBERED

    async def ask(self, author: Author) -> bool:
        """Ask Telegram once, and write the answer down; return whether there was one."""
        person_id = author.person_id
        group_id = await self._database.read(self._group.chat_id)
        if person_id is None or group_id is None:
            return False
        try:
            async with asyncio.timeout(_PATIENCE_S):
                found = await self._is_member(group_id, person_id)
        except (TelegramError, TimeoutError) as error:
            _log.warning("a member of the support group could not be looked up", reason=str(error))
            return False
        values: dict[str, object] = {
            "person_id": person_id,
            "is_member": found,
            "username": author.username,
            "name": author.name,
            "checked_at": self._now(),
        }
        await self._database.write(lambda tx: _keep(tx, values))
        return True

    async def _is_member(self, group_id: int, person_id: int) -> bool:
        """Ask for the person's place; who cannot be found there has none, nor has anybody where we are out.

        Raises:
            TelegramError: Telegram gave no answer.
        """
        try:
            return is_member(await self._bot.get_chat_member(group_id, person_id))
        except ChatMigrated as moved:
            return await self._is_member(moved.new_chat_id, person_id)
        except (BadRequest, Forbidden) as error:
            _log.info("no member of the support group", person_id=person_id, reason=str(error))
            return False


def _keep(tx: Connection, values: dict[str, object]) -> None:
    saving = upsert(tx.dialect.name, desk_members)
    tx.execute(
        saving.on_conflict_do_update(index_elements=[desk_members.c.person_id], set_=dict(saving.excluded)),
        values,
    )
