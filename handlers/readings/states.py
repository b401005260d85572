"""The states of the self-reading: the question of each, and the summary for a person who takes over."""

from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from handlers.contract.desk import LookAtDesk, Reason
from handlers.contract.dialog import State, Turn
from handlers.contract.readings import Counter, GasSupply, Given, Weighed
from handlers.contract.speech import N_, Amount, Choice, Day, Say
from handlers.readings import doubts, phrases
from handlers.readings.phrases import label, of_supply
from handlers.shared.buttons import person

#: More buttons than this nobody reads; with more supplies one writes a part of the name or address.
_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class AwaitSupply(State):
    """The person says which supply it is about. ``given``: the number may be known already."""

    supplies: tuple[GasSupply, ...]
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class AwaitValue(State):
    """The next counter's number is asked for; ``values`` are those of the counters before it."""

    supply: GasSupply
    counters: tuple[Counter, ...]
    values: tuple[int, ...] = ()
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class AwaitYes(State):
    """What was understood is repeated, with what it means, and the person is asked whether it is right."""

    supply: GasSupply
    weighed: tuple[Weighed, ...]
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class AwaitReplaced(State):
    """A number is lower than the last one: the person is asked whether the meter was changed."""

    supply: GasSupply
    weighed: tuple[Weighed, ...]
    lower: Weighed
    photo: str | None = None


SendState: TypeAlias = AwaitSupply | AwaitValue | AwaitYes | AwaitReplaced


def prompt(state: SendState) -> Say:
    """Return the question of a state, with the buttons that answer it."""
    match state:
        case AwaitSupply(supplies, given):
            return _which(supplies, has_number=given is not None and given.text != "")
        case AwaitValue(supply, counters, values):
            counter = counters[len(values)]
            question = Say(
                phrases.question(counter.register, alone=len(counters) == 1), digits=counter.digits
            )
            last = phrases.last_known(counter)
            lines = (question,) if last is None else (last, question)
            return Say(N_("{supply}\n\n{lines}"), supply=of_supply(supply), lines=lines)
        case AwaitYes(supply, weighed):
            return Say(
                N_("{supply}\n\n{lines}\n\nIs that right?"),
                rows=((Choice(N_("✅ Yes"), "yes"), Choice(N_("✏️ Correct"), "correct")),),
                supply=of_supply(supply),
                lines=tuple(line for each in weighed for line in doubts.told(each)),
            )
        case AwaitReplaced(supply, _, lower):
            return Say(
                N_(
                    "{supply}\n\n<b>{number}</b> is lower than the last reading: <b>{last}</b>, on {day}. "
                    "Has the meter been replaced since then?"
                ),
                rows=(
                    (Choice(N_("Yes, it is a new meter"), "yes"),),
                    (Choice(N_("No, I will look again"), "correct"),),
                    (person(Reason.METER_REPLACED),),
                ),
                supply=of_supply(supply),
                number=Amount(lower.value),
                last=Amount(lower.counter.last or 0),
                day=Day(lower.counter.last_on) if lower.counter.last_on else "",
            )
        case _:
            assert_never(state)


def _which(supplies: tuple[GasSupply, ...], *, has_number: bool) -> Say:
    rows = tuple((Choice(label(each), str(place)),) for place, each in enumerate(supplies[:_AT_ONCE]))
    if len(supplies) <= _AT_ONCE and has_number:
        return Say(N_("Which supply is this number for?"), rows=rows)
    if len(supplies) <= _AT_ONCE:
        return Say(N_("Which supply is the reading for?"), rows=rows)
    return Say(
        N_(
            "Which supply is the reading for? You have many: press one, or write me a part of its name or "
            "address."
        ),
        rows=rows,
    )


def tried(state: SendState) -> tuple[Say, ...]:
    """Return what has been tried so far, in sentences for the person who takes over."""
    match state:
        case AwaitValue(supply) | AwaitYes(supply):
            return (_sending(supply),)
        case AwaitReplaced(supply, _, lower):
            is_lower = Say(
                N_("• it shows {number}, which is lower than the last reading ({last})"),
                number=Amount(lower.value),
                last=Amount(lower.counter.last or 0),
            )
            return _sending(supply), is_lower
        case AwaitSupply():
            return ()
        case _:
            assert_never(state)


def _sending(supply: GasSupply) -> Say:
    return Say(
        N_("• I am sending the gas reading of {address} ({point})"),
        address=supply.address,
        point=supply.masked_point,
    )


def to_a_person(state: AwaitReplaced) -> Turn:
    """A new meter begins with a number that only a person can set right."""
    goodbye = Say(
        N_(
            "Thank you for telling me. A new meter is entered by a person, so that your bill is right.\n\n"
            "Write to info@energiacorrente.it with your name, your customer code and, if you can, a photo of "
            "the new meter. So that you need not begin again, you can copy this:\n{told}"
        ),
        told=tried(state),
    )
    told = tried(state)
    wish = LookAtDesk(Reason.METER_REPLACED, is_content=True, tried=told, otherwise=goodbye)
    return Turn(None, ask=wish, outcome="person")
