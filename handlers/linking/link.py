"""Connecting a person to a customer: code and tax code name one, the number or a letter proves it.

What is said is the same whether such a customer exists or not; this dialog does not know either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias, assert_never

from faq.language.text import fold
from handlers.contract.chat import Attachment, Chosen, Due, Text
from handlers.contract.desk import Reason
from handlers.contract.dialog import Dialog, State, Timed, Turn
from handlers.contract.linking import (
    CheckKey,
    CheckPhone,
    ContactShared,
    CountLetter,
    Identified,
    Identify,
    KeyRefused,
    LetterAllowed,
    LinkCustomer,
    NotProven,
    Proven,
    ReadLinks,
    SendLetter,
    TriesSpent,
)
from handlers.contract.notices import ReadPlanned
from handlers.contract.readings import ReadGasSupplies, ReadReadings
from handlers.contract.speech import N_, After, At, Choice, Say, Shortcut
from handlers.contract.vocabulary import Ask, Event
from handlers.shared import bill, codes
from handlers.shared.buttons import person

#: What people may have come from, and what leads back there once they are linked: ``/collega autolettura``.
_WAYS_BACK: Final[Mapping[str, Ask]] = {
    "autolettura": ReadGasSupplies(),
    "letture": ReadReadings(),
    "interruzioni": ReadPlanned(),
}
_AGAIN: Final = Shortcut(N_("🔁 Start over"), "/collega")
_BY_MAIL: Final = Choice(N_("✉️ With an e-mail"), "mail")
_BY_PHONE: Final = Choice(N_("📱 With my phone number"), "phone")


@dataclass(frozen=True, slots=True)
class AwaitCode(State):
    """The customer code is asked for. ``then``: where the person came from, and wants to go back to."""

    then: str | None = None


@dataclass(frozen=True, slots=True)
class AwaitTaxCode(State):
    """The tax code that belongs to the customer code is asked for; it is handed on and not kept."""

    code: str
    then: str | None = None


@dataclass(frozen=True, slots=True)
class AwaitProof(State):
    """The person chooses how to prove who they are."""

    attempt_id: int
    then: str | None = None


@dataclass(frozen=True, slots=True)
class AwaitContact(State):
    """The person's own number is asked for. ``by_mail``: there is another way."""

    attempt_id: int
    by_mail: bool
    then: str | None = None


@dataclass(frozen=True, slots=True)
class AwaitKey(Timed):
    """A letter may be on its way; its key is good until then."""

    attempt_id: int
    then: str | None = None


LinkState: TypeAlias = AwaitCode | AwaitTaxCode | AwaitProof | AwaitContact | AwaitKey


def begin(_state: State | None, argument: str) -> Turn:
    """Ask for the customer code: ``/collega``, or ``/collega autolettura`` to go on there afterwards."""
    then = fold(argument)
    return Turn(AwaitCode(then if then in _WAYS_BACK else None), repeat=True)


def is_way_back(argument: str) -> bool:
    """Whether the argument names what to go on with: ``autolettura``."""
    return fold(argument) in _WAYS_BACK


def use_key(state: State | None, key: str) -> Turn:
    """Take the key that a letter brought; any other dialog stays open."""
    return Turn(state, ask=CheckKey(key))


def answered(
    state: State | None, event: Identified | TriesSpent | Proven | NotProven | KeyRefused | LetterAllowed
) -> Turn:
    """Say what the service has found or refused, and open the step that follows."""
    then = _then(state)
    match event:
        case Identified(attempt_id, by_mail):
            proof = AwaitProof(attempt_id, then) if by_mail else AwaitContact(attempt_id, by_mail, then)
            return Turn(proof)
        case LetterAllowed(attempt_id, until):
            return Turn(AwaitKey(until, attempt_id, then), do=(SendLetter(attempt_id, until),))
        case Proven(attempt_id):
            return Turn(
                None if type(state) in DIALOG.states else state,
                Say(N_("✅ Done! Your Telegram is now connected to your contract.")),
                do=(LinkCustomer(attempt_id),),
                ask=ReadLinks("show") if then is None else _WAYS_BACK[then],
            )
        case TriesSpent(wait):
            paused = Say(
                N_(
                    "There have been several tries, so for safety I must pause. You can try again {moment}. "
                    "If you would rather talk to a person: /operatore"
                ),
                moment=After(wait),
            )
            if not isinstance(state, AwaitContact):
                # There the keyboard has to go, and that takes a message without buttons.
                paused = paused.with_row(person(Reason.TRIES_SPENT))
            return Turn(None, paused, outcome="postponed")
        case NotProven():
            return _not_proven(state)
        case KeyRefused():
            refused = Say(
                N_(
                    "This link is no longer good: it works once, for half an hour, and only in the chat "
                    "that asked for it. You can ask for another."
                ),
                rows=((_AGAIN,),),
            )
            return Turn(state, refused, repeat=True)
        case _:
            assert_never(event)


def _then(state: State | None) -> str | None:
    """Where the person came from."""
    return state.then if isinstance(state, LinkState) and state.then in _WAYS_BACK else None


def _not_proven(state: State | None) -> Turn:
    """Say that nothing fits, without a word about what."""
    # Without buttons of its own, so that the keyboard can go.
    nothing_fits = Say(
        N_(
            "With these details I cannot connect you. Perhaps a digit is wrong, or the contract has "
            "another number than the one you use on Telegram. You can start over with /collega, or talk "
            "to a person: /operatore"
        )
    )
    if isinstance(state, AwaitContact) and state.by_mail:
        return Turn(AwaitProof(state.attempt_id, state.then), nothing_fits)
    return Turn(state, nothing_fits, repeat=True)


def _step(state: LinkState, event: Event) -> Turn | None:
    match state, event:
        case AwaitCode(), Text(text):
            return _code_typed(state, text)
        case AwaitTaxCode(code), Text(text):
            return _tax_code_typed(state, code, text)
        case AwaitCode() | AwaitTaxCode(), Attachment():
            return Turn(
                state, Say(N_("I cannot read it from there. Could you type it here, please?")), repeat=True
            )
        case ((AwaitProof() | AwaitContact() | AwaitKey()), _):
            return _proving(state, event)
        case _:
            return None


def _code_typed(state: AwaitCode, text: str) -> Turn | None:
    code = codes.customer_code(text)
    if code is not None:
        return Turn(AwaitTaxCode(code, state.then))
    if codes.is_public_number(text):
        return Turn(state, Say(bill.HELP_LINE), repeat=True)
    if bill.about_code(text) is None and not codes.is_code_like(text):
        return None
    return Turn(state, Say(bill.LOOK_AGAIN), repeat=True)


def _tax_code_typed(state: State, code: str, text: str) -> Turn | None:
    tax_code = codes.tax_code(text)
    if tax_code is not None:
        return Turn(state, ask=Identify(code, tax_code))
    if not codes.is_code_like(text):
        return None
    return Turn(
        state,
        Say(
            N_(
                "Something is not right in this code: perhaps a letter or digit was swapped. "
                "A codice fiscale has 16 characters, a partita IVA 11 digits. Could you look again?"
            )
        ),
        repeat=True,
    )


def _proving(state: AwaitProof | AwaitContact | AwaitKey, event: Event) -> Turn | None:
    attempt_id = state.attempt_id
    match event:
        case ContactShared(phone):
            by_mail = state.by_mail if isinstance(state, AwaitContact) else True
            return Turn(AwaitContact(attempt_id, by_mail, state.then), ask=CheckPhone(attempt_id, phone))
        case Chosen("phone"):
            return Turn(AwaitContact(attempt_id, by_mail=True, then=state.then))
        case Chosen("mail"):
            return Turn(state, ask=CountLetter(attempt_id))
        case Attachment("contact"):
            return Turn(
                state,
                Say(N_("I need your own number, sent with the button “Share my number”.")),
                repeat=True,
            )
        case Due():
            return Turn(
                AwaitProof(attempt_id, state.then),
                Say(N_("The link that I sent you by e-mail has expired by now.")),
            )
        case _:
            return None


def _goodbye(_state: LinkState) -> Say:
    return Say(N_("We stopped at connecting your Telegram. When you like, we start again with /collega."))


def _prompt(state: LinkState) -> Say:
    match state:
        case AwaitCode():
            return Say(
                N_(
                    "🔗 Let us connect your Telegram to your supplies. Write me your <b>customer code</b>: "
                    "six digits, on the first page of the bill, under <b>DATI CLIENTE</b>."
                )
            )
        case AwaitTaxCode():
            return Say(
                N_(
                    "Now the <b>codice fiscale</b> of the person on the contract, or the <b>partita IVA</b> "
                    "if it is a company. It is on the bill too. I do not keep it."
                )
            )
        case AwaitProof():
            return Say(
                N_("Last step: let us make sure that it is really you. How do you prefer?"),
                rows=((_BY_PHONE,), (_BY_MAIL,)),
            )
        case AwaitContact(_, by_mail):
            return Say(
                N_(
                    "Press <b>Share my number</b> below: Telegram sends me your number, and I compare it "
                    "with the mobile number on your contract. I do not keep it."
                ),
                rows=((_BY_MAIL,),) if by_mail else (),
                contact=N_("📱 Share my number"),
            )
        case AwaitKey(until):
            return Say(
                N_(
                    "If the details are right, an e-mail is on its way to the address on your contract. "
                    "Open it and press the link {until} at the latest.\n\n"
                    "Not there? Look in the spam as well."
                ),
                rows=((Choice(N_("📨 Send it again"), "mail"),), (_BY_PHONE,)),
                until=At(until),
            )
        case _:
            assert_never(state)


DIALOG: Final[Dialog[LinkState]] = Dialog(
    "link",
    (AwaitCode, AwaitTaxCode, AwaitProof, AwaitContact, AwaitKey),
    _step,
    patience=timedelta(hours=2),
    prompt=_prompt,
    goodbye=_goodbye,
)
