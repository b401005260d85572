"""The support group: its number in the settings, its number now, and what keeps it from working."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from bot.storage.outbox import OPEN_STATES
from bot.storage.tables import cases, deliveries, desk_group
from bot.storage.upsert import upsert

# What keeps the group from working. The words stand in the database.
NO_TOPICS: Final = "no_topics"
NO_RIGHTS: Final = "no_rights"
REMOVED: Final = "removed"
NOT_FOUND: Final = "not_found"

_OURS: Final = select(desk_group).where(desk_group.c.configured_id == bindparam("number"))
#: What Telegram's refusals mean, by a part of their text in small letters (Bot API 10.3).
_OBSTACLES: Final = (
    ("not a forum", NO_TOPICS),
    ("chat_not_forum", NO_TOPICS),
    ("not enough rights", NO_RIGHTS),
    ("chat_admin_required", NO_RIGHTS),
    ("have no rights", NO_RIGHTS),
    ("was kicked", REMOVED),
    ("not a member", REMOVED),
    ("chat not found", NOT_FOUND),
)


def obstacle_of(reason: str) -> str | None:
    """Return what keeps the group from working, by Telegram's words; None: nothing of that kind."""
    said = reason.lower()
    return next((word for part, word in _OBSTACLES if part in said), None)


class Group:
    """The configured support group; None: there is none."""

    def __init__(self, configured_id: int | None) -> None:
        self._configured_id = configured_id

    def chat_id(self, tx: Connection) -> int | None:
        """Return its number now: it changes where the group becomes a supergroup."""
        if self._configured_id is None:
            return None
        row = tx.execute(_OURS, {"number": self._configured_id}).first()
        return self._configured_id if row is None else int(row.chat_id)

    def move(self, tx: Connection, to_chat_id: int) -> None:
        """Follow the group to its new number, with all that waits for it; a second time does nothing."""
        old = self.chat_id(tx)
        if old is None or old == to_chat_id:
            return
        self._note(tx, chat_id=to_chat_id)
        waits = deliveries.c.chat_id == old, deliveries.c.state.in_(OPEN_STATES)
        tx.execute(update(deliveries).where(*waits).values(chat_id=to_chat_id))
        tx.execute(update(cases).where(cases.c.group_id == old).values(group_id=to_chat_id))

    def note_obstacle(self, tx: Connection, word: str | None, now: datetime) -> bool:
        """Note what keeps the group from working (None: nothing does); return whether that is news."""
        if self._configured_id is None:
            return False
        row = tx.execute(_OURS, {"number": self._configured_id}).first()
        if (None if row is None else row.obstacle) == word:
            return False
        self._note(tx, obstacle=word, obstacle_since=None if word is None else now)
        return True

    def _note(self, tx: Connection, **values: Any) -> None:  # noqa: ANN401 - any column
        """Keep facts about the group, whether or not it has a row yet."""
        first = {"configured_id": self._configured_id, "chat_id": self._configured_id, **values}
        noting = upsert(tx.dialect.name, desk_group).values(first)
        tx.execute(noting.on_conflict_do_update(index_elements=[desk_group.c.configured_id], set_=values))
