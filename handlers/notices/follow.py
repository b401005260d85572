"""Following an address without a contract: typed as people do, the missing part asked, confirmed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias, assert_never

from handlers.contract.chat import Attachment, Chosen, Text
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.notices import (
    MOST_FOLLOWED,
    Address,
    AddressRead,
    FollowAddress,
    ReadAddress,
    ReadChoices,
)
from handlers.contract.speech import N_, Choice, Say, fitting
from handlers.contract.vocabulary import Event
from handlers.notices import buttons
from handlers.shared import names, replies

#: Streets among which one can choose on a phone.
_MOST_STREETS: Final = 5
_IN_LETTERS: Final = Say(N_("Write me the address, please: street, number and comune."))


@dataclass(frozen=True, slots=True)
class AwaitAddress(State):
    """The address is asked for, or the first part that is missing. ``is_sure``: the street was chosen."""

    street: str = ""
    number: str = ""
    comune: str = ""
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class AwaitStreet(State):
    """The person is asked which of several streets they mean."""

    street: str
    number: str
    comune: str
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AwaitFollow(State):
    """The person is asked whether the address is right."""

    street: str
    number: str
    comune: str


FollowState: TypeAlias = AwaitAddress | AwaitStreet | AwaitFollow


def begin(state: State | None, argument: str) -> Turn:
    """Ask for an address, or take the one that was written: ``/segui via Verdi 12, Cesena``."""
    if names.tidied(argument):
        return Turn(state, ask=ReadAddress(argument))
    return Turn(state, ask=ReadChoices("follow"))


def start() -> Turn:
    """Ask for an address."""
    return Turn(AwaitAddress(), repeat=True)


def full(state: State | None) -> Turn:
    """Say that no more addresses can be followed."""
    words = N_("You follow {most} addresses already, and that is as many as there can be. Remove one first.")
    rest = None if isinstance(state, FollowState) else state
    return Turn(rest, Say(words, rows=((buttons.SETTINGS,),), most=MOST_FOLLOWED))


def address_read(state: State | None, event: AddressRead) -> Turn:
    """Ask for what is missing, in doubt for the street, and whether all is right."""
    if event.is_full:
        return full(state)
    address, is_sure = event.address, isinstance(state, AwaitAddress) and state.is_sure
    if address.street and address.comune and event.streets and not is_sure:
        streets = event.streets[:_MOST_STREETS]
        return Turn(AwaitStreet(address.street, address.number, address.comune, streets))
    asked = _next(address, is_sure=is_sure)
    if asked == state or asked == AwaitAddress():
        unclear = Say(N_("I do not recognise an address in this. For example: via Verdi 12, Cesena"))
        return Turn(asked, unclear, repeat=True)
    return Turn(asked)


def _next(address: Address, *, is_sure: bool) -> AwaitAddress | AwaitFollow:
    if address.street and address.number and address.comune:
        return AwaitFollow(address.street, address.number, address.comune)
    return AwaitAddress(address.street, address.number, address.comune, is_sure)


def _step(state: FollowState, event: Event) -> Turn | None:
    match state, event:
        case AwaitAddress(street, _, comune), Chosen("none") if street and comune:
            return Turn(AwaitFollow(street, "", comune))
        case AwaitAddress() | AwaitStreet(), Attachment():
            return Turn(state, _IN_LETTERS, repeat=True)
        case AwaitAddress(), Text(text):
            return _typed(state, text)
        case AwaitStreet(street, number, comune), Chosen("typed"):
            return Turn(_next(Address(street, number, comune), is_sure=True))
        case AwaitStreet(_, number, comune, streets), Chosen(value) if value.isdecimal():
            place = int(value)
            if place >= len(streets):
                return None
            return Turn(_next(Address(streets[place], number, comune), is_sure=True))
        case AwaitFollow(), Chosen("yes"):
            return _followed(state)
        case AwaitFollow(), Chosen("no"):
            return Turn(AwaitAddress())
        case AwaitFollow(), Text(text):
            return _confirming(state, text)
        case _:
            return None


def _typed(state: AwaitAddress, text: str) -> Turn | None:
    words = names.tidied(text)
    if words.endswith("?") or replies.read(text) is not None or replies.is_small_talk(text):
        return None
    if not words:
        return Turn(state, _IN_LETTERS, repeat=True)
    known = Address(state.street, state.number, state.comune)
    return Turn(state, ask=ReadAddress(text, known if known != Address("", "", "") else None))


def _confirming(state: AwaitFollow, text: str) -> Turn | None:
    """Take a yes, a no, or the address once more, which holds a number."""
    match replies.understood(text, replies.PROPOSAL):
        case "yes":
            return _followed(state)
        case "no":
            return Turn(AwaitAddress())
        case None:
            is_address = any(map(str.isdigit, text)) and not text.rstrip().endswith("?")
            return Turn(state, ask=ReadAddress(text)) if is_address else None


def _followed(state: AwaitFollow) -> Turn:
    done = Say(
        N_("✅ Done: from now on I write to you about planned works at <b>{address}</b> too."),
        rows=((buttons.PLANNED, buttons.SETTINGS),),
        address=_in_one_line(state),
    )
    return Turn(None, done, do=(FollowAddress(Address(state.street, state.number, state.comune)),))


def _in_one_line(state: AwaitFollow | AwaitAddress | AwaitStreet) -> str:
    address = f"{state.street} {state.number}".strip()
    return names.shown(f"{address}, {state.comune}" if state.comune else address)


def _prompt(state: FollowState) -> Say:
    match state:
        case AwaitAddress("", _, _):
            return Say(
                N_(
                    "Which address do you want to follow? Write it as you would say it, for example: "
                    "<i>via Verdi 12, Cesena</i>"
                )
            )
        case AwaitAddress(_, _, ""):
            return Say(N_("In which comune is <b>{address}</b>?"), address=_in_one_line(state))
        case AwaitAddress():
            return Say(
                N_("Which house number in <b>{address}</b>?"),
                rows=((Choice(N_("Without a number"), "none"),),),
                address=_in_one_line(state),
            )
        case AwaitStreet(street, _, comune, streets):
            found = tuple((Choice(fitting(name), str(place)),) for place, name in enumerate(streets))
            return Say(
                N_("Which street in {comune} do you mean by “{street}”?"),
                rows=(*found, (Choice(N_("None of these, as I wrote it"), "typed"),)),
                street=names.shown(street),
                comune=names.shown(comune),
            )
        case AwaitFollow():
            return Say(
                N_("Shall I follow <b>{address}</b>?"),
                rows=((Choice(N_("Yes, follow it"), "yes"), Choice(N_("No, write it again"), "no")),),
                address=_in_one_line(state),
            )
        case _:
            assert_never(state)


DIALOG: Final[Dialog[FollowState]] = Dialog(
    "follow",
    (AwaitAddress, AwaitStreet, AwaitFollow),
    _step,
    patience=timedelta(hours=1),
    prompt=_prompt,
)
