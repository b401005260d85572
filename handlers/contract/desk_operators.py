"""The part of the vocabulary about what operators ask of the desk, and do there, beyond relaying.

Every ask carries the case and the event that it began with, and its answer brings both back: the support
group has no open dialog that could remember them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from handlers.contract.desk import Author, CaseView, GroupMessage, GroupPress, Piece
from handlers.contract.desk_news import CardSupply
from handlers.contract.linking import Customer
from handlers.contract.notices import Works
from handlers.contract.readings import ReadingState

#: What an operator has written or pressed.
OperatorEvent: TypeAlias = GroupMessage | GroupPress
#: Why a phrase cannot be learned.
PhraseFault: TypeAlias = Literal["no-entry", "no-words", "personal", "known", "stale"]

# --- what is asked, and the answers ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. ``link``: to its topic; ``waiting_since``: None where nobody waits for an answer."""

    case: CaseView
    waiting_since: datetime | None = None
    link: str | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListCases:
    """Ask for the cases that are open or paused; `CasesListed` comes back."""


@dataclass(frozen=True, slots=True)
class CasesListed:
    """Cases that are not closed, who waits longest first; ``more``: how many are not in the list."""

    lines: tuple[CaseLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class FindColleague:
    """Ask who is meant: by a name in the group, else by the message that was replied to."""

    case: CaseView
    event: OperatorEvent
    words: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class ColleagueFound:
    """The member of the group who was meant; None: nobody that we know."""

    case: CaseView
    event: OperatorEvent
    words: str
    colleague: Author | None


@dataclass(frozen=True, slots=True)
class SeekAnswers:
    """Ask for an approved answer by its id, or for the three likeliest to some words.

    Without words: to what the customer wrote last.
    """

    case: CaseView
    event: OperatorEvent
    words: str


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An approved answer as Telegram HTML, in ``language``. ``chance``: None where it was named by its id."""

    entry_id: str
    question: str
    html: str
    language: str
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class AnswersFound:
    """The answers that were found, best first."""

    case: CaseView
    event: OperatorEvent
    answers: tuple[FoundAnswer, ...]


@dataclass(frozen=True, slots=True)
class SeekReply:
    """Ask for a canned reply, filled in for the customer; without a name for the list of all."""

    case: CaseView
    event: OperatorEvent
    name: str


@dataclass(frozen=True, slots=True)
class ReplyFound:
    """A canned reply as Telegram HTML. None: there is none of this name, or ``lacks`` a place's value."""

    case: CaseView
    event: OperatorEvent
    name: str
    html: str | None
    names: tuple[str, ...] = ()
    lacks: str | None = None


@dataclass(frozen=True, slots=True)
class ReadCustomer:
    """Ask for all that operators may know of the customer; `CustomerRead` comes back."""

    case: CaseView


@dataclass(frozen=True, slots=True)
class OpenReading:
    """A reading that is not passed on yet, or was refused: its supply point, masked, and what was read."""

    point: str
    taken_on: date
    values: tuple[int, ...]
    state: ReadingState


@dataclass(frozen=True, slots=True)
class CustomerRead:
    """Who the customer is: contracts and supplies masked, readings not passed on, works, earlier cases."""

    case: CaseView
    customers: tuple[Customer, ...]
    supplies: tuple[CardSupply, ...]
    readings: tuple[OpenReading, ...]
    works: tuple[Works, ...]
    earlier: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class SeekKept:
    """Ask for a kept note by its message in the group, to send it; without one for reopening alone."""

    case: CaseView
    event: OperatorEvent
    message_id: int | None


@dataclass(frozen=True, slots=True)
class KeptFound:
    """The pieces of the note, the entry that it answers, and the person's newer case that is not closed.

    ``is_sent``: it has been sent meanwhile.
    """

    case: CaseView
    event: OperatorEvent
    message_id: int | None
    pieces: tuple[Piece, ...]
    reply_to: int | None = None
    is_sent: bool = False
    newer: CaseLine | None = None


@dataclass(frozen=True, slots=True)
class WeighPhrase:
    """Ask whether a phrase may be tried. Its source: ``words``, a kept message, or the customer's question.

    ``source``: as `PhraseWeighed` gave it; then ``version`` must still be that of what has been learned.
    ``message_id``: the message of the customer that was replied to.
    """

    case: CaseView
    event: OperatorEvent
    entry_id: str
    words: str = ""
    message_id: int | None = None
    source: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class PhraseWeighed:
    """The phrase, and by what it is found again: a button cannot carry it. ``fault``: why it is not fit."""

    case: CaseView
    event: OperatorEvent
    entry_id: str
    phrase: str
    source: str
    fault: PhraseFault | None = None


OperatorAsk: TypeAlias = (
    ListCases | FindColleague | SeekAnswers | SeekReply | ReadCustomer | SeekKept | WeighPhrase
)
OperatorAnswered: TypeAlias = (
    CasesListed | ColleagueFound | AnswersFound | ReplyFound | CustomerRead | KeptFound | PhraseWeighed
)

# --- what is done ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakeUpNote:
    """Let a kept message (with its album) be a note no longer: it is sent, and kept anew as an answer."""

    case_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class EditNote:
    """Keep the new words of what stays among operators; the earlier ones stay in the record."""

    entry_id: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class TryPhrase:
    """Compare how the labelled questions are decided with and without a phrase; the group is told later."""

    case_id: int
    entry_id: str
    phrase: str
    source: str


@dataclass(frozen=True, slots=True)
class LearnPhrase:
    """Add a phrase to an entry of the FAQ."""

    entry_id: str
    phrase: str


OperatorWork: TypeAlias = TakeUpNote | EditNote | TryPhrase | LearnPhrase
