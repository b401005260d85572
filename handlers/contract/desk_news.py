"""The part of the vocabulary about what a case makes known unasked: to its customer, and to the group."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from handlers.contract.desk import Ending, Reason
from handlers.contract.speech import Say


class Cause(StrEnum):
    """Why a message did not reach the other side, or only its words did. The words stand in the database."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_FOUND = "not_found"
    NO_VOICE = "no_voice"
    NOT_COPYABLE = "not_copyable"
    TOO_LONG = "too_long"
    GONE = "gone"
    #: It looked like a password or a code, which nobody but its owner may read.
    WITHHELD = "withheld"
    #: Nobody knows whether it arrived.
    UNCONFIRMED = "unconfirmed"
    OTHER = "other"


# --- for the customer ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """A person takes part from now on, under the name of the configuration."""

    name: str


@dataclass(frozen=True, slots=True)
class StillWaiting:
    """Nobody has answered yet. ``opens_at`` None: the desk is open; ``usual_wait`` None: too few cases."""

    opens_at: datetime | None
    usual_wait: timedelta | None


@dataclass(frozen=True, slots=True)
class ClosingSoon:
    """The case will be closed at that moment unless somebody writes.

    ``is_unanswered``: the customer wrote last, and waits for a word of the desk.
    """

    case_id: int
    closes_at: datetime
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """The case is closed; ``asks_stars``: with a question for stars."""

    case_id: int
    ending: Ending
    asks_stars: bool


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """An operator has opened the case again."""

    case_id: int


@dataclass(frozen=True, slots=True)
class NotPassedOn:
    """What the customer wrote could not be shown to the operators."""

    kind: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class MessageWithdrawn:
    """Said in the place of a message that an operator has withdrawn too late to delete it."""


@dataclass(frozen=True, slots=True)
class AllArrives:
    """The customer writes very much while nobody has answered: nothing of it is lost."""


DeskFacts: TypeAlias = (
    AnsweredBy
    | StillWaiting
    | ClosingSoon
    | CaseClosed
    | CaseReopened
    | NotPassedOn
    | MessageWithdrawn
    | AllArrives
)

# --- for the group ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardSupply:
    """A connected supply as operators see it: masked code, address, comune."""

    kind: str
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class CardCandidate:
    """An entry of the FAQ that may answer, with its chance."""

    entry_id: str
    question: str
    chance: float


@dataclass(frozen=True, slots=True)
class CardLine:
    """One of the last messages: who said it, when, and the words as Telegram HTML.

    ``is_operator``: a person wrote it, in the case; else what is not the customer's is the bot's.
    """

    is_customer: bool
    written_at: datetime
    html: str
    is_operator: bool = False


@dataclass(frozen=True, slots=True)
class CaseCard:
    """The first message of a topic, pinned: all that is known of a case."""

    case_id: int
    first_name: str
    language: str
    reason: Reason
    about: str
    opened_at: datetime
    is_linked: bool
    supplies: tuple[CardSupply, ...]
    #: The dialog that was open, its step's name, and what was tried.
    dialog: str | None
    step: str | None
    tried: tuple[Say, ...]
    recent: tuple[CardLine, ...]
    candidates: tuple[CardCandidate, ...]
    #: The reading in question, in words: value, day, state.
    reading: str | None = None
    #: The broadcast or notice that it is about.
    notice: str | None = None
    previous_case_id: int | None = None
    #: A link to the topic of the case before.
    previous_link: str | None = None
    assigned_name: str | None = None


@dataclass(frozen=True, slots=True)
class EditShown:
    """The customer has changed a message: its new words, as Telegram HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """An operator's message did not reach the customer."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class CaseNote:
    """A line of the bot in a topic: an English msgid with its values."""

    msgid: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseWaits:
    """Nobody has answered for so long. ``is_released``: it was somebody's, and is nobody's now."""

    case_id: int
    waited: timedelta
    is_released: bool = False
    #: Set in the general topic, where the case is linked to.
    link: str | None = None


@dataclass(frozen=True, slots=True)
class LowStars:
    """A customer was not content."""

    case_id: int
    stars: int
    comment: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class GroupBehind:
    """So many minutes of messages wait for Telegram's limit of the group; None: no longer."""

    minutes: int | None


@dataclass(frozen=True, slots=True)
class TopicReplaced:
    """A topic died; this is the new one of its case."""

    case_id: int
    link: str | None


@dataclass(frozen=True, slots=True)
class PhraseChange:
    """A labelled question that would be decided otherwise: how, in words of `faq.examine.regression`."""

    query: str
    before: str
    after: str
    is_worse: bool


@dataclass(frozen=True, slots=True)
class PhraseTried:
    """What learning a phrase would change. ``source``, ``version``: by what a button finds it again.

    ``checked``: by how many labelled questions it was tried.
    """

    case_id: int
    entry_id: str
    phrase: str
    source: str
    version: str
    changes: tuple[PhraseChange, ...]
    is_refused: bool
    checked: int = 0


@dataclass(frozen=True, slots=True)
class GroupFault:
    """The group cannot be worked in: ``no_topics`` or ``no_rights``."""

    word: str


GroupFacts: TypeAlias = (
    CaseCard
    | EditShown
    | NotDelivered
    | CaseNote
    | CaseWaits
    | LowStars
    | GroupBehind
    | TopicReplaced
    | PhraseTried
    | GroupFault
)
