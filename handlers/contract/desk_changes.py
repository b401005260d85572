"""What a turn does about cases: from the customer's chat, and from the support group."""

from dataclasses import dataclass
from typing import TypeAlias

from handlers.contract.desk import Author, Ending, Piece, Reason
from handlers.contract.speech import Say

# --- what is done, from the customer's chat ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a case for this person, or take up the one that is open or paused.

    ``about``: what a button or dialog adds (a reading's id, a notice's id). ``tried``: what was tried, to be
    rendered for operators. ``dialog``, ``step``: the dialog that was open, and its state's name.
    ``at_once``: make the topic now, though nothing has been written yet.
    """

    reason: Reason
    about: str = ""
    tried: tuple[Say, ...] = ()
    dialog: str | None = None
    step: str | None = None
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class PassOn:
    """Carry the message that brought this event (`TurnContext.pieces`) into the topic of the case.

    ``wants_answer``: from now on the customer waits, unless they wait already; thanks wait for nothing.
    """

    wants_answer: bool = True


@dataclass(frozen=True, slots=True)
class PassOnEdit:
    """Show operators what the customer has changed; the earlier words stay visible."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class PassOnReaction:
    """Set the customer's reaction on the twin of a message, or take it back."""

    message_id: int
    emoji: str | None


@dataclass(frozen=True, slots=True)
class TellOperators:
    """Write a line of the bot into the topic: an English msgid, with its values."""

    msgid: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PauseCase:
    """The customer goes back to the bot; the case stays with the operators."""


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """Open the person's newest closed case again, in its topic."""


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Close a case; None: the person's own. Its customer is asked for stars where ``asks_stars``."""

    ending: Ending
    case_id: int | None = None
    reason: str = ""
    asks_stars: bool = True
    by: str | None = None


@dataclass(frozen=True, slots=True)
class RateCase:
    """Keep the stars, 1 to 5, of one of the person's own cases; one or two are told in the general topic."""

    case_id: int
    stars: int


@dataclass(frozen=True, slots=True)
class CommentCase:
    """Keep the word that a customer adds to the stars."""

    case_id: int
    words: str


@dataclass(frozen=True, slots=True)
class ReactToMessage:
    """Set the bot's own reaction on the message that brought this event."""

    emoji: str


# --- what is done, from the group --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RelayOut:
    """Carry an operator's message to the customer. ``reply_to``: the entry that it answers."""

    case_id: int
    pieces: tuple[Piece, ...]
    author: Author
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class RelayText:
    """Send the customer a text that no operator typed there: an approved answer, a canned reply.

    ``message_id``: the message in the group that stands for it, so that a reply to it, a reaction and
    `Withdraw` find it, and a second press of its button sends nothing.
    """

    case_id: int
    html: str
    author: Author
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class RelayEdit:
    """Change the customer's copy as the operator has changed the message."""

    entry_id: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class RelayReaction:
    """Set an operator's reaction on the customer's message, or take it back."""

    entry_id: int
    emoji: str | None


@dataclass(frozen=True, slots=True)
class KeepNote:
    """Keep what stays among operators, for the transcript."""

    case_id: int
    pieces: tuple[Piece, ...]
    author: Author


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Delete the customer's copy, or after 48 hours put a line in its place; the record keeps the words."""

    entry_id: int


@dataclass(frozen=True, slots=True)
class AssignCase:
    """Give a case to an operator; None: to nobody."""

    case_id: int
    to: Author | None


@dataclass(frozen=True, slots=True)
class SetCase:
    """Change a case: the language in which its customer is answered, whether its topic is reminded of it."""

    case_id: int
    language: str | None = None
    is_silenced: bool | None = None


@dataclass(frozen=True, slots=True)
class ReopenTopic:
    """Open a closed case again by an operator."""

    case_id: int
    author: Author


@dataclass(frozen=True, slots=True)
class MoveGroup:
    """Follow the group to its new number: rows that wait, topics and cases."""

    to_chat_id: int


@dataclass(frozen=True, slots=True)
class NotePresence:
    """Note that the bot was put out of the group, has come back, or lacks rights; say so where it can be."""

    is_member: bool
    lacks: tuple[str, ...]


CustomerChange: TypeAlias = (
    OpenCase
    | PassOn
    | PassOnEdit
    | PassOnReaction
    | TellOperators
    | PauseCase
    | ReopenCase
    | CloseCase
    | RateCase
    | CommentCase
    | ReactToMessage
)
OperatorChange: TypeAlias = (
    RelayOut
    | RelayText
    | RelayEdit
    | RelayReaction
    | KeepNote
    | Withdraw
    | AssignCase
    | SetCase
    | ReopenTopic
    | MoveGroup
    | NotePresence
)
DeskChange: TypeAlias = CustomerChange | OperatorChange
