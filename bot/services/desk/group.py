"""The support group: the number that the settings give it, and the one that it has now."""

from sqlalchemy import Connection, select

from bot.storage.tables import desk_group


class Group:
    """The configured support group; None: there is none."""

    def __init__(self, configured_id: int | None) -> None:
        self._configured_id = configured_id

    def chat_id(self, tx: Connection) -> int | None:
        """Return its number now: it changes where the group becomes a supergroup."""
        if self._configured_id is None:
            return None
        of_group = desk_group.c.configured_id == self._configured_id
        moved = tx.execute(select(desk_group.c.chat_id).where(of_group)).scalar()
        return self._configured_id if moved is None else moved
