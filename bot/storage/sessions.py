"""Where the dialog of each chat stands, saved by names, so that a restart is not noticed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.tables import sessions
from handlers.contract import Dialog, State

#: Made once for each kind of state: making one costs more than using it.
_codecs: Final[dict[type[State], TypeAdapter[State]]] = {}


# Built once: building a statement costs more than running it.
_LOAD: Final = select(sessions).where(sessions.c.chat_id == bindparam("chat_id"))
_SAVE: Final = {
    name: (inserted := dialect.insert(sessions)).on_conflict_do_update(
        index_elements=[sessions.c.chat_id], set_=dict(inserted.excluded)
    )
    for name, dialect in (("postgresql", postgresql), ("sqlite", sqlite))
}


@dataclass(frozen=True, slots=True)
class Session:
    """A chat's open dialog (None: none) under a number that old buttons no longer carry."""

    chat_id: int
    revision: int = 0
    state: State | None = None
    expires_at: datetime | None = None
    #: A dialog was open that this release cannot resume; the person should be told.
    lost: bool = False

    def moved(self, state: State | None, expires_at: datetime | None) -> "Session":
        """The session after a turn: another state has another revision."""
        if state == self.state:
            return replace(self, expires_at=expires_at, lost=False)
        return Session(self.chat_id, self.revision + 1, state, expires_at)


def load(tx: Connection, chat_id: int, dialogs: Sequence[Dialog]) -> Session:
    """The session of the chat; a new one where there is none."""
    row = tx.execute(_LOAD, {"chat_id": chat_id}).first()
    if row is None:
        return Session(chat_id)
    if row.dialog is None:
        return Session(chat_id, row.revision)
    for dialog in dialogs:
        if dialog.name == row.dialog and dialog.version == row.version:
            for kind in dialog.states:
                if kind.__name__ == row.state:
                    try:
                        state = _codec(kind).validate_python(row.fields, strict=False)
                    except ValidationError:
                        break
                    return Session(chat_id, row.revision, state, row.expires_at)
    return Session(chat_id, row.revision, expires_at=row.expires_at, lost=True)


def save(tx: Connection, session: Session, dialogs: Sequence[Dialog]) -> None:
    """Keep the session."""
    name, version = _address(session.state, dialogs)
    values = {
        "chat_id": session.chat_id,
        "revision": session.revision,
        "dialog": name,
        "version": version,
        "state": None if session.state is None else type(session.state).__name__,
        "fields": None
        if session.state is None
        else _codec(type(session.state)).dump_python(session.state, mode="json"),
        "expires_at": session.expires_at,
    }
    tx.execute(_SAVE[tx.dialect.name], values)


def expired_chats(tx: Connection, now: datetime) -> Iterable[int]:
    """The chats whose dialog has run out of patience."""
    return list(tx.execute(select(sessions.c.chat_id).where(sessions.c.expires_at <= now)).scalars())


def _address(state: State | None, dialogs: Sequence[Dialog]) -> tuple[str | None, int | None]:
    if state is None:
        return None, None
    for dialog in dialogs:
        if type(state) in dialog.states:
            return dialog.name, dialog.version
    raise LookupError(f"{type(state).__name__} belongs to no dialog")


def _codec(kind: type[State]) -> TypeAdapter[State]:
    if kind not in _codecs:
        _codecs[kind] = TypeAdapter(kind)
    return _codecs[kind]
