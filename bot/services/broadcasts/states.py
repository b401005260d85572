"""The states of a broadcast and what leads from one to another, and whose word it takes. Pure."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from bot.errors import SportelloError
from bot.services.broadcasts.broadcast import Broadcast, State
from bot.services.broadcasts.sentence import Sentence
from handlers.contract.speech import N_

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
    """A broadcast cannot be dealt with so, in its state or by this person. ``sentence`` says why."""

    def __init__(self, msgid: str, /, **values: object) -> None:
        self.sentence = Sentence.of(msgid, **values)
        super().__init__(self.sentence)


def after(state: State, act: Act) -> State:
    """Return the state that an act leads to.

    Raises:
        NotPossible: the act makes no sense in that state.
    """
    try:
        return _ACTS[act][state]
    except KeyError:
        possible = [name for name, ways in _ACTS.items() if state in ways and name not in {"start", "finish"}]
        if not possible:
            raise NotPossible(
                N_("A broadcast that is {state} cannot be told to {act}: it is over."), state=state, act=act
            ) from None
        raise NotPossible(
            N_("A broadcast that is {state} cannot be told to {act} (possible: {others})."),
            state=state,
            act=act,
            others=", ".join(possible),
        ) from None


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
        urgent = N_(
            "Broadcast {number} needs the approval of somebody else than its author {author}: it is urgent. "
            "One person alone gives a reason for it (break-glass), which stands in the audit."
        )
        many = N_(
            "Broadcast {number} needs the approval of somebody else than its author {author}: it is for "
            "{count} people, more than {above}. One person alone gives a reason for it (break-glass), which "
            "stands in the audit."
        )
        raise NotPossible(
            urgent if broadcast.draft.urgent else many,
            number=broadcast.broadcast_id,
            author=broadcast.author,
            count=count,
            above=above,
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
