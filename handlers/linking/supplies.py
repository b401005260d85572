"""The supplies of a person: shown with masked codes, called what the person likes, let go again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias, assert_never

from handlers.contract.chat import Attachment, Chosen, Text
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.linking import (
    Customer,
    LinksRead,
    NameSupply,
    ReadLinks,
    ReadSupply,
    Supply,
    SupplyRead,
    UnlinkCustomer,
)
from handlers.contract.speech import N_, Choice, Say, Shortcut, fitting
from handlers.contract.vocabulary import Event
from handlers.shared import buttons, codes, names, replies
from handlers.shared import supplies as supply_words

_LONGEST_NICKNAME: Final = 30
#: More supplies than this do not fit well into one message with a button each.
_AT_ONCE: Final = 20
_IN_LETTERS: Final = Say(N_("A name in letters, please."))
_SIGNS: Final = {"power": "⚡", "gas": "🔥"}


@dataclass(frozen=True, slots=True)
class AwaitNickname(State):
    """The person is asked what to call a supply."""

    supply_id: int
    masked_point: str
    address: str
    nickname: str | None


@dataclass(frozen=True, slots=True)
class AwaitLeave(State):
    """The person is asked whether to take a link away; the choices are ids and labels of customers."""

    customer_ids: tuple[int, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AwaitYes(State):
    """The person is asked once more."""

    customer_id: int
    label: str


SuppliesState: TypeAlias = AwaitNickname | AwaitLeave | AwaitYes


def show(state: State | None, _argument: str) -> Turn:
    """Show what the person is connected to."""
    return Turn(state, ask=ReadLinks("show"))


def rename(state: State | None, argument: str) -> Turn:
    """Ask what to call a supply: ``/nome 12``."""
    supply_id = codes.row_number(argument)
    return Turn(state, ask=ReadLinks("show") if supply_id is None else ReadSupply(supply_id))


def leave(state: State | None, _argument: str) -> Turn:
    """Ask which link to take away."""
    return Turn(state, ask=ReadLinks("unlink"))


def links_read(state: State | None, event: LinksRead) -> Turn:
    """Show them, or offer to take one away."""
    if not event.customers:
        nothing = N_("You have not connected any supplies yet. It takes two minutes.")
        return Turn(state, Say(nothing, rows=((buttons.connect(),),)))
    if event.purpose == "show":
        return Turn(state, *_shown(event))
    if len(event.customers) == 1:
        only = event.customers[0]
        return Turn(AwaitYes(only.customer_id, _label(only)))
    return Turn(
        AwaitLeave(
            tuple(customer.customer_id for customer in event.customers),
            tuple(_label(customer) for customer in event.customers),
        )
    )


def supply_read(state: State | None, event: SupplyRead) -> Turn:
    """Ask for the name of a supply, if it is the person's."""
    supply = event.supply
    if supply is None:
        return Turn(state, Say(supply_words.GONE))
    return Turn(AwaitNickname(supply.supply_id, supply.masked_point, supply.address, supply.nickname))


def _label(customer: Customer) -> str:
    return f"{customer.name} ({customer.masked_code})"


def _shown(event: LinksRead) -> list[Say]:
    """The customers one below the other, with a button for each supply."""
    says: list[Say] = []
    for customer in event.customers:
        supplies = [supply for supply in event.supplies if supply.customer_id == customer.customer_id]
        parts = [supplies[start : start + _AT_ONCE] for start in range(0, len(supplies), _AT_ONCE)]
        says += [_customer_shown(customer, part) for part in parts or [[]]]
    return says


def _customer_shown(customer: Customer, supplies: list[Supply]) -> Say:
    if not supplies:
        return Say(
            N_("<b>{name}</b>, customer code {code}\n\nNo supplies are known yet."),
            name=customer.name,
            code=customer.masked_code,
        )
    return Say(
        N_(
            "<b>{name}</b>, customer code {code}\n\n{supplies}\n\n"
            "Press a supply to give it a name of your own. /scollega takes the connection away."
        ),
        rows=tuple(
            (
                Shortcut(
                    fitting(f"✏️ {_SIGNS[supply.kind]} {supply.nickname or supply.address}"),
                    f"/nome {supply.supply_id}",
                ),
            )
            for supply in supplies
        ),
        name=customer.name,
        code=customer.masked_code,
        supplies=tuple(_line(supply) for supply in supplies),
    )


def _line(supply: Supply) -> Say:
    sign = _SIGNS[supply.kind]
    return supply_words.in_full(sign, supply.address, supply.masked_point, supply.nickname)


def _step(state: SuppliesState, event: Event) -> Turn | None:
    match state, event:
        case AwaitNickname(supply_id), Chosen("none"):
            return Turn(None, do=(NameSupply(supply_id, None),), ask=ReadLinks("show"))
        case AwaitNickname(supply_id), Text(text):
            return _nickname_typed(state, supply_id, names.tidied(text))
        case AwaitNickname(), Attachment():
            return Turn(state, _IN_LETTERS, repeat=True)
        case AwaitLeave(customer_ids, labels), Chosen(value) if value.isdecimal():
            position = int(value)
            if position >= len(customer_ids):
                return None
            return Turn(AwaitYes(customer_ids[position], labels[position]))
        case AwaitYes(customer_id), Chosen("yes"):
            return _disconnected(customer_id)
        case AwaitYes(customer_id), Text(text):
            return _replied(customer_id, replies.understood(text, _IS_TO_LEAVE))
        case _:
            return None


_IS_TO_LEAVE: Final = replies.Question(frozenset({"disconnects"}), is_of_right=False)


def _replied(customer_id: int, answer: replies.Answer | None) -> Turn | None:
    match answer:
        case "yes":
            return _disconnected(customer_id)
        case "no":
            return Turn(None, Say(N_("All right, the connection stays.")), outcome="cancelled")
        case None:
            return None


def _disconnected(customer_id: int) -> Turn:
    return Turn(
        None,
        Say(N_("Done, the connection is gone. You can connect again whenever you like.")),
        do=(UnlinkCustomer(customer_id),),
    )


def _nickname_typed(state: State, supply_id: int, nickname: str) -> Turn | None:
    if nickname.endswith("?"):
        return None
    if not nickname:
        return Turn(state, _IN_LETTERS, repeat=True)
    if _says_nothing(nickname):
        return None
    if len(nickname) > _LONGEST_NICKNAME:
        return Turn(
            state,
            Say(N_("That is a little long: {most} characters at most, please."), most=_LONGEST_NICKNAME),
            repeat=True,
        )
    return Turn(None, do=(NameSupply(supply_id, nickname),), ask=ReadLinks("show"))


def _says_nothing(text: str) -> bool:
    """Whether somebody has only nodded, or shaken the head: that is no name."""
    reply = replies.read(text)
    return replies.is_small_talk(text) or (reply is not None and not reply.reports)


def _prompt(state: SuppliesState) -> Say:
    match state:
        case AwaitNickname(_, masked_point, address, nickname):
            return Say(
                N_("What shall we call the supply in {address} ({point})? For example: Home, Mum, Shop."),
                rows=() if nickname is None else ((Choice(N_("Without a name"), "none"),),),
                address=address,
                point=masked_point,
            )
        case AwaitLeave(_, labels):
            return Say(
                N_("Which connection shall I take away?"),
                rows=tuple((Choice(fitting(label), str(place)),) for place, label in enumerate(labels)),
            )
        case AwaitYes(_, label):
            return Say(
                N_(
                    "Shall I take away the connection with <b>{customer}</b>? You will no longer see its "
                    "supplies here, and the names that you gave them are forgotten."
                ),
                rows=((Choice(N_("Yes, disconnect"), "yes"),),),
                customer=label,
            )
        case _:
            assert_never(state)


DIALOG: Final[Dialog[SuppliesState]] = Dialog(
    "supplies",
    (AwaitNickname, AwaitLeave, AwaitYes),
    _step,
    patience=timedelta(hours=1),
    prompt=_prompt,
)
