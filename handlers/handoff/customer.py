"""The customer's side of a case: the first message, writing in it, leaving it, and what comes after."""

from typing import Final, assert_never

from handlers.contract.chat import Attachment, Command, Text
from handlers.contract.desk import (
    CASE_DIALOG,
    CASE_DIALOG_VERSION,
    CaseStands,
    CaseState,
    CustomerEdited,
    Ending,
    LookAtCase,
    LookAtDesk,
    Reacted,
)
from handlers.contract.desk_changes import (
    CloseCase,
    CustomerChange,
    OpenCase,
    PassOn,
    PassOnEdit,
    PassOnReaction,
    PauseCase,
    ReactToMessage,
    ReopenCase,
)
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.linking import ContactShared
from handlers.contract.speech import N_, Say
from handlers.contract.vocabulary import Event
from handlers.handoff import phrases, stars
from handlers.handoff.states import (
    PATIENCE,
    PATIENCE_AFTERWARDS,
    PATIENCE_IN_CASE,
    AwaitComment,
    AwaitFirstMessage,
    CaseDialogState,
    InCase,
    JustClosed,
    told,
)
from handlers.shared import replies
from handlers.shared.buttons import MENU

#: The bot's own thanks for a thank-you.
_HEART: Final = "❤"


def in_case(state: State | None, event: CustomerEdited | Reacted) -> Turn:
    """Pass an edit or a reaction on, whatever is open: it belongs to what was written earlier."""
    if isinstance(event, CustomerEdited):
        return Turn(state, do=(PassOnEdit(event.piece),))
    return Turn(state, do=(PassOnReaction(event.message_id, event.emoji),))


def is_in_case(state: State | None) -> bool:
    """Whether the bot is quiet because a person answers."""
    return isinstance(state, InCase)


def reads_every_word(state: State | None) -> bool:
    """Whether a person reads what is written now, the wish for a person included."""
    return isinstance(state, InCase | AwaitFirstMessage | JustClosed)


def step(state: CaseDialogState, event: Event) -> Turn | None:
    """Take one step of the dialog; in a case everything that is written is passed on without a word."""
    if isinstance(state, AwaitComment):
        return stars.comment(state, event)
    if not isinstance(event, Text | Attachment | ContactShared):
        return None
    match state:
        case AwaitFirstMessage():
            return _first_message(state, event)
        case InCase():
            return _said_in_case(state, event)
        case JustClosed():
            return _said_afterwards(state, event)
        case _:
            assert_never(state)


def _first_message(state: AwaitFirstMessage, event: Text | Attachment | ContactShared) -> Turn | None:
    if isinstance(event, Text) and replies.is_small_talk(event.text):
        # A greeting or thanks is no matter yet.
        return None
    opened = OpenCase(state.reason, state.about, told(state.tried), state.dialog, state.step)
    receipt = LookAtDesk(state.reason, state.about)
    return Turn(InCase(), do=(opened, PassOn()), ask=receipt, outcome="finished")


def _said_in_case(state: InCase, event: Text | Attachment | ContactShared) -> Turn:
    if isinstance(event, Text):
        if replies.is_settled(event.text):
            return _closed(PassOn())
        if replies.leaves_person(event.text):
            return paused(PassOn())
    is_thanks = isinstance(event, Text) and replies.is_thanks(event.text)
    return Turn(state, do=(PassOn(wants_answer=not is_thanks),))


def _said_afterwards(state: JustClosed, event: Text | Attachment | ContactShared) -> Turn:
    if isinstance(event, Text) and _is_content(event.text):
        return Turn(state, do=(ReactToMessage(_HEART),))
    return Turn(InCase(), phrases.REOPENED, do=(ReopenCase(), PassOn()))


def _is_content(text: str) -> bool:
    """Whether nothing is left to be done for who writes this: thanks, contentment, a heart."""
    return replies.is_small_talk(text) or replies.is_settled(text) or replies.is_applause(text)


def back_to_bot(state: State | None, _argument: str) -> Turn:
    """Let the bot answer again; the case stays open."""
    if isinstance(state, InCase):
        return paused()
    if isinstance(state, AwaitFirstMessage | JustClosed | AwaitComment):
        return Turn(None, _AT_YOUR_SERVICE, outcome="cancelled")
    return Turn(state, _AT_YOUR_SERVICE, repeat=True)


def settled(state: State | None, _argument: str) -> Turn:
    """Close the person's own case, as they say that it is settled."""
    if isinstance(state, InCase):
        return _closed()
    # The button outlives the case; a paused one is closed as well.
    return Turn(state, ask=LookAtCase())


def paused(*before: CustomerChange) -> Turn:
    """Pause the case: the bot answers again."""
    return Turn(None, phrases.PAUSED, do=(*before, PauseCase()), outcome="cancelled")


def _closed(*before: CustomerChange) -> Turn:
    # What is said, and asked, of a closed case is news of it (`customer_news`), whoever closes it.
    return Turn(InCase(), do=(*before, CloseCase(Ending.CUSTOMER)), ask=LookAtCase())


def stands(state: State | None, event: CaseStands) -> Turn:
    """Go on with the person's newest case: it was closed just now, or is to be where it is open."""
    case = event.case
    if isinstance(state, InCase):
        return Turn(None if case is None else JustClosed(case.case_id))
    if case is None or case.state is CaseState.CLOSED:
        return Turn(state, Say(N_("Your case is closed already. Thank you!")))
    after = JustClosed(case.case_id) if state is None else state
    return Turn(after, do=(CloseCase(Ending.CUSTOMER, case.case_id),))


def cancelled(state: CaseDialogState) -> Turn:
    """Leave a person: a case is paused, and where none is open nothing has happened."""
    match state:
        case InCase():
            return paused()
        case AwaitFirstMessage():
            said = Say(N_("All right, cancelled. I am here when you need me."), rows=((MENU,),))
            return Turn(None, said, outcome="cancelled")
        case JustClosed() | AwaitComment():
            return Turn(None, _AT_YOUR_SERVICE, outcome="cancelled")
        case _:
            assert_never(state)


_AT_YOUR_SERVICE: Final = Say(N_("All right, I answer you again. What can I do for you?"), rows=((MENU,),))


def is_own_command(command: Command) -> bool:
    """Whether a command is about the case that is open."""
    return command.name in {"torna", "risolto", "stelle"}


DIALOG: Final[Dialog[CaseDialogState]] = Dialog(
    CASE_DIALOG,
    (AwaitFirstMessage, InCase, JustClosed, AwaitComment),
    step,
    patience=PATIENCE,
    patiences={InCase: PATIENCE_IN_CASE, JustClosed: PATIENCE_AFTERWARDS, AwaitComment: PATIENCE_AFTERWARDS},
    version=CASE_DIALOG_VERSION,
    cancelled=cancelled,
)
