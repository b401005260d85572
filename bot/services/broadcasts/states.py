"""The states of a broadcast and what leads from one to another, and whose word it takes. Pure."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from bot.errors import SportelloError
from bot.services.broadcasts.broadcast import Broadcast, State

Act: TypeAlias = Literal[
    "change", "approve", "refuse", "send", "start", "pause", "resume", "finish", "cancel"
]  # fmt: skip

#: Nothing leads out of these.
FINAL: Final[frozenset[State]] = frozenset({"done", "cancelled"})
_OPEN: Final[tuple[State, ...]] = ("draft", "approved", "scheduled")
#: From which states each act leads where.
_ACTS: Final[Mapping[Act, Mapping[State, State]]] = {
    "change": dict.fromkeys(_OPEN, "draft"),
    "approve": {"draft": "approved"},
    "refuse": dict.fromkeys(_OPEN, "draft"),
    "send": {"approved": "scheduled"},
    "start": {"scheduled": "sending"},
    "pause": {"sending": "paused"},
    "resume": {"paused": "sending"},
    "finish": {"sending": "done"},
    "cancel": dict.fromkeys((*_OPEN, "sending", "paused"), "cancelled"),
}


class NotPossible(SportelloError):
    """A broadcast cannot be dealt with so, in its state or by this person."""


def after(state: State, act: Act) -> State:
    """Return the state that an act leads to.

    Raises:
        NotPossible: the act makes no sense in that state.
    """
    try:
        return _ACTS[act][state]
    except KeyError:
        possible = [name for name, ways in _ACTS.items() if state in ways and name not in {"start", "finish"}]
        others = f"possible: {', '.join(possible)}" if possible else "it is over"
        raise NotPossible(f"A broadcast that is {state} cannot be told to {act} ({others}).") from None


def needs_second_person(broadcast: Broadcast, count: int, above: int) -> bool:
    """Whether its author's own word is not enough: always for what is urgent, and above a number of people.

    In training nobody is reached, so the author is enough.
    """
    draft = broadcast.draft
    return not draft.training and (draft.urgent or count > above)


def check_approval(broadcast: Broadcast, who: str, count: int, above: int, break_glass: str | None) -> None:
    """Let a person approve a broadcast for `count` people.

    Raises:
        NotPossible: they wrote it and it takes a second person, and no reason to go without one was given.
    """
    is_own = same_person(who, broadcast.author)
    if is_own and needs_second_person(broadcast, count, above) and not (break_glass or "").strip():
        why = "it is urgent" if broadcast.draft.urgent else f"it is for {count} people, more than {above}"
        raise NotPossible(
            f"Broadcast {broadcast.broadcast_id} needs the approval of somebody else than its author "
            f"{broadcast.author}: {why}. One person alone: --break-glass REASON, which stands in the audit."
        )


def may_start(broadcast: Broadcast, count: int, above: int) -> bool:
    """Whether the approval covers what would be sent now: the same content, and not more people than that.

    Whom a broadcast is for is found out when sending starts; by then there may be more people than its
    author alone could answer for.
    """
    if not broadcast.is_approved or broadcast.approved_by is None:
        return False
    if not needs_second_person(broadcast, count, above):
        return True
    return not same_person(broadcast.approved_by, broadcast.author) or bool(broadcast.break_glass)


def same_person(one: str, other: str) -> bool:
    """Whether two names are of one member of staff: neither case nor blanks make a second person."""
    return one.strip().casefold() == other.strip().casefold()
