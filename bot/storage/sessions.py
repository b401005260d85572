"""Where the dialog of each chat stands, saved by names, so that a restart is not noticed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeAlias

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Executable, and_, bindparam, exists, or_, select

from bot.storage.tables import sessions, updates
from bot.storage.upsert import upsert
from handlers.contract.dialog import Dialog, State, Timed, by_state

#: Made once for each kind of state: making one costs more than using it.
_codecs: Final[dict[type[State], TypeAdapter[State]]] = {}


#: Nobody goes back further than this.
_LONGEST_TRAIL: Final = 30
#: As many of a person's last messages as the card of a case shows.
_MOST_RECENT: Final = 10
#: The moment of a message, and its words as they were typed.
Recent: TypeAlias = tuple[tuple[datetime, str], ...]
_RECENT: Final[TypeAdapter[Recent]] = TypeAdapter(Recent)
# Built once: building a statement costs more than running it.
_LOAD: Final = select(sessions).where(sessions.c.chat_id == bindparam("chat_id"))


@cache
def _save_in(dialect: str) -> Executable:
    saving = upsert(dialect, sessions)
    return saving.on_conflict_do_update(index_elements=[sessions.c.chat_id], set_=dict(saving.excluded))


@dataclass(frozen=True, slots=True)
class Session:
    """A chat's open dialog (None: none) under a number that old buttons no longer carry."""

    chat_id: int
    revision: int = 0
    state: State | None = None
    expires_at: datetime | None = None
    #: When the state is to be woken; None also where it has been already.
    wake_at: datetime | None = None
    #: The states of this dialog that one may go back to, the first first.
    trail: tuple[State, ...] = ()
    #: A dialog was open that this release cannot resume; the person should be told.
    lost: bool = False
    #: What the person wrote last; kept only where there is a desk that may want to know.
    recent: Recent = ()

    def moved(
        self,
        state: State | None,
        expires_at: datetime | None,
        *,
        keeps_trail: bool = False,
        is_repeated: bool = False,
    ) -> "Session":
        """The session after a turn: another state has another revision.

        A state that stands in the trail is gone back to, so that a trail never runs in a circle; one whose
        question ``is_repeated`` by the next leaves no step in it.
        """
        if state == self.state:
            return replace(self, expires_at=expires_at, lost=False)
        trail: tuple[State, ...] = ()
        if keeps_trail and self.state is not None:
            trail = self.trail if is_repeated else (*self.trail, self.state)
            trail = trail[: trail.index(state)] if state in trail else trail[-_LONGEST_TRAIL:]
        wake_at = state.until if isinstance(state, Timed) else None
        revision = self.revision + 1
        return Session(self.chat_id, revision, state, expires_at, wake_at, trail, recent=self.recent)

    def hearing(self, words: str, now: datetime) -> "Session":
        """The session after a person has written this."""
        return replace(self, recent=(*self.recent, (now, words))[-_MOST_RECENT:])

    def woken(self) -> "Session":
        """The session whose state need not be woken any more."""
        return replace(self, wake_at=None)


def load(tx: Connection, chat_id: int, dialogs: Sequence[Dialog[Any]]) -> Session:
    """The session of the chat; a new one where there is none."""
    row = tx.execute(_LOAD, {"chat_id": chat_id}).first()
    if row is None:
        return Session(chat_id)
    recent = _read_recent(row.recent)
    if row.dialog is None:
        return Session(chat_id, row.revision, recent=recent)
    for dialog in dialogs:
        if dialog.name == row.dialog and dialog.version == row.version:
            try:
                state = _read_state(dialog, row.state, row.fields)
                trail = tuple(_read_state(dialog, name, fields) for name, fields in row.trail or ())
            except (ValidationError, LookupError):
                break
            return Session(chat_id, row.revision, state, row.expires_at, row.wake_at, trail, recent=recent)
    return Session(chat_id, row.revision, expires_at=row.expires_at, lost=True, recent=recent)


def _read_recent(saved: Any) -> Recent:  # noqa: ANN401 - JSON as it was saved
    """Read the last words; none where they are not as they should be, for no dialog hangs on them."""
    try:
        return _RECENT.validate_python(saved or (), strict=False)
    except ValidationError:
        return ()


def _read_state(dialog: Dialog[Any], name: str, fields: Any) -> State:  # noqa: ANN401 - JSON as it was saved
    return _codec(dialog.kind(name)).validate_python(fields, strict=False)


def save(tx: Connection, session: Session, dialogs: Sequence[Dialog[Any]]) -> None:
    """Keep the session."""
    name, version = _address(session.state, dialogs)
    values = {
        "chat_id": session.chat_id,
        "revision": session.revision,
        "dialog": name,
        "version": version,
        "state": None if session.state is None else type(session.state).__name__,
        "fields": None if session.state is None else _fields(session.state),
        "expires_at": session.expires_at,
        "wake_at": session.wake_at,
        "trail": [[type(state).__name__, _fields(state)] for state in session.trail] or None,
        "recent": _RECENT.dump_python(session.recent, mode="json") or None,
    }
    tx.execute(_save_in(tx.dialect.name), values)


def close(tx: Connection, chat_id: int) -> None:
    """Close the chat's dialog without looking at it; old buttons stay refused."""
    values = {
        "revision": sessions.c.revision + 1,
        "dialog": None,
        "version": None,
        "state": None,
        "fields": None,
        "expires_at": None,
        "wake_at": None,
        "trail": None,
    }
    tx.execute(sessions.update().where(sessions.c.chat_id == chat_id).values(values))


def is_open(tx: Connection, chat_id: int, dialog: str) -> bool:
    """Tell whether this dialog is open in the chat, whatever its version."""
    is_there = select(sessions.c.chat_id).where(sessions.c.chat_id == chat_id, sessions.c.dialog == dialog)
    return tx.execute(is_there).first() is not None


def put(  # noqa: PLR0913, PLR0917 - the columns of a session
    tx: Connection,
    chat_id: int,
    dialog: str,
    version: int,
    state: str,
    fields: Mapping[str, Any],
    expires_at: datetime | None,
) -> None:
    """Open a state, named by dialog and class, in a chat whose turn this is not; old buttons are refused."""
    opened = {
        "dialog": dialog,
        "version": version,
        "state": state,
        "fields": dict(fields),
        "expires_at": expires_at,
        "wake_at": None,
        "trail": None,
    }
    saving = upsert(tx.dialect.name, sessions).values(chat_id=chat_id, revision=1, **opened)
    revised = {"revision": sessions.c.revision + 1, **opened}
    tx.execute(saving.on_conflict_do_update(index_elements=[sessions.c.chat_id], set_=revised))


def open_dialog(tx: Connection, chat_id: int) -> tuple[str, str] | None:
    """Return the names of the dialog and the state that are open in a chat; None: nothing is."""
    row = tx.execute(_LOAD, {"chat_id": chat_id}).first()
    return None if row is None or row.dialog is None else (str(row.dialog), str(row.state))


def recent(tx: Connection, chat_id: int) -> Recent:
    """Return what a person wrote last, the oldest first."""
    row = tx.execute(_LOAD, {"chat_id": chat_id}).first()
    return () if row is None else _read_recent(row.recent)


def forget_recent(tx: Connection) -> int:
    """Forget the last words of people of whom no update is kept any more; return how many people."""
    is_kept = exists().where(updates.c.chat_id == sessions.c.chat_id)
    is_old = and_(sessions.c.recent.is_not(None), ~is_kept)
    return tx.execute(sessions.update().where(is_old).values(recent=None)).rowcount


def overdue_chats(tx: Connection, now: datetime) -> Iterable[int]:
    """The chats whose dialog has run out of patience, or waits to be woken."""
    is_overdue = or_(sessions.c.expires_at <= now, sessions.c.wake_at <= now)
    return list(tx.execute(select(sessions.c.chat_id).where(is_overdue)).scalars())


def _address(state: State | None, dialogs: Sequence[Dialog[Any]]) -> tuple[str | None, int | None]:
    if state is None:
        return None, None
    dialog = by_state(dialogs).get(type(state))
    if dialog is None:
        raise LookupError(f"{type(state).__name__} belongs to no dialog")
    return dialog.name, dialog.version


def _codec(kind: type[State]) -> TypeAdapter[State]:
    if kind not in _codecs:
        _codecs[kind] = TypeAdapter(kind)
    return _codecs[kind]


def _fields(state: State) -> Any:  # noqa: ANN401 - JSON
    return _codec(type(state)).dump_python(state, mode="json")
