"""While a person is on a case the bot is quiet: it passes on, hides secrets, answers dangers."""

from collections.abc import Mapping
from typing import Final, assert_never

from faq.urgent import recognise
from handlers import basics, handoff, questions
from handlers.basics import CANCEL
from handlers.contract.chat import (
    AddedToGroup,
    Attachment,
    Chosen,
    Command,
    DeleteMessage,
    Due,
    Expired,
    Text,
)
from handlers.contract.desk import CustomerEdited, Reacted
from handlers.contract.desk_changes import PassOn, TellOperators
from handlers.contract.dialog import State, Turn
from handlers.contract.linking import ContactShared
from handlers.contract.people import Subscribed
from handlers.contract.questions import ReadEntry
from handlers.contract.speech import N_, Say
from handlers.contract.vocabulary import Do, UnaskedEvent
from handlers.routes.written import is_secret, written
from handlers.shared import replies, secrets
from handlers.subjects import COMMANDS, dialog_of, is_deep_link, obey

_HIDDEN_FROM_OPERATORS: Final = N_(
    "The customer has written something that looked like a password or a code. It was deleted, and is not "
    "shown here."
)
#: By the id of the danger (`faq.urgent`).
_DANGER_ANSWERED: Final[Mapping[str, str]] = {
    "urgent-gas-leak": N_("⚠️ Smell of gas: the bot has said at once what to do."),
    "urgent-electric-danger": N_("⚠️ Electrical danger: the bot has said at once what to do."),
    "urgent-power-cut": N_("⚠️ Power cut: the bot has said at once what to do."),
}
_OTHER_DANGER_ANSWERED: Final = N_("⚠️ The bot has said at once what to do in this danger.")
_NUMBERS_SHOWN: Final = N_("The bot has shown the emergency numbers.")


def beside_a_person(state: State | None, event: UnaskedEvent) -> Turn:  # noqa: C901 - a kind a line
    """Pass on what is written, and be quiet; dangers and secrets come first, promises are kept."""
    match event:
        case Text() | Attachment() if is_secret(state, event):
            return hide(state, written(event))
        case Text() | Command() if (danger := _danger(event)) is not None:
            told = TellOperators(_DANGER_ANSWERED.get(danger, _OTHER_DANGER_ANSWERED))
            return _also(questions.put_question(state, written(event)), PassOn(), told)
        case Text() if (turn := basics.number_to_call(state, event)) is not None:
            return _also(turn, PassOn(), TellOperators(_NUMBERS_SHOWN))
        case Text() | Attachment() | ContactShared():
            return _step(state, event)
        case Command():
            return _command_beside_a_person(state, event)
        case Chosen(value):
            return obey(Command("annulla"), state) if value == CANCEL else Turn(state, handoff.BUSY)
        case CustomerEdited() | Reacted():
            return of_a_case(state, event)
        case Subscribed():
            # Who blocks the bot is in the case still when they come back.
            return staying(state, basics.subscription(state, event))
        case Expired():
            dialog = dialog_of(state)
            return Turn(None) if state is None or dialog is None else dialog.expired(state)
        case Due() | AddedToGroup():
            return Turn(state)
        case _:
            assert_never(event)


def _step(state: State | None, event: Text | Attachment | ContactShared) -> Turn:
    dialog = dialog_of(state)
    turn = None if state is None or dialog is None else dialog.step(state, event)
    return turn or Turn(state)


def _command_beside_a_person(state: State | None, command: Command) -> Turn:
    """Carry out what is about the case or was promised; pass on words behind a slash; say why else not."""
    offer = COMMANDS.get(command.name)
    if offer is None or (command.argument and command.typed and not offer.reads(command.argument)):
        is_message = len(written(command).split()) > 1 and not replies.is_filler(command.argument)
        return Turn(state, do=(PassOn(),)) if is_message else Turn(state, handoff.BUSY)
    if offer.name == "annulla" or handoff.is_own_command(command):
        return obey(command, state)
    if offer.name == "emergenza":
        return _also(obey(command, state), TellOperators(_NUMBERS_SHOWN))
    is_promised = offer.keeps_promises and not command.typed
    if is_promised or is_deep_link(command.name, command.argument):
        return staying(state, obey(command, state))
    return Turn(state, handoff.BUSY)


def _danger(event: Text | Command) -> str | None:
    """The danger that somebody has written of, be it behind a slash."""
    danger = recognise.recognise(written(event))
    return None if danger == handoff.WISH else danger


def staying(state: State | None, turn: Turn) -> Turn:
    """Keep the case open whatever was carried out beside it; another dialog does not open."""
    if turn.state is not None and turn.state != state:
        return Turn(state, handoff.BUSY)
    return Turn(state, *turn.says, ask=turn.ask, do=turn.dos, toast=turn.toast)


def _also(turn: Turn, *dos: Do) -> Turn:
    """The same turn with more that is done."""
    return Turn(turn.state, *turn.says, ask=turn.ask, do=(*turn.dos, *dos), toast=turn.toast)


def of_a_case(state: State | None, event: CustomerEdited | Reacted) -> Turn:
    """Pass on an edit or a reaction of what is in a case; a secret is hidden, a danger answered as well."""
    if isinstance(event, Reacted):
        return handoff.in_case(state, event)
    text = event.words
    if text and secrets.holds_secret(text):
        return hide(state, text)
    turn = handoff.in_case(state, event)
    danger = _danger(Text(text)) if text else None
    return turn if danger is None else _also(Turn(state, ask=ReadEntry(danger)), *turn.dos)


def hide(state: State | None, text: str) -> Turn:
    """Take a secret out of the chat, unkept; who is in danger is answered all the same."""
    hidden = Say(
        N_(
            "🔒 I have deleted your message: it looked like a password or a code. "
            "Those are yours alone, so never write them to anybody, not even to me. "
            "You only need them on the portal's own page."
        )
    )
    danger = recognise.recognise(text)
    if handoff.is_in_case(state):
        return Turn(
            state,
            hidden,
            do=(DeleteMessage(), TellOperators(_HIDDEN_FROM_OPERATORS)),
            ask=None if danger in {None, handoff.WISH} else ReadEntry(str(danger)),
        )
    if danger is None:
        return Turn(state, hidden, do=(DeleteMessage(),), repeat=True)
    return Turn(state, hidden, do=(DeleteMessage(),), ask=ReadEntry(danger))
