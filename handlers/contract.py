"""The whole vocabulary between the rooms: what happened, what is asked and done; what is said is in `words`.

Everything here is a frozen value. A dialog is ``step(state, event) -> Turn | None``: no clock, no
database, no Telegram, so that a test of a conversation is a plain call.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal, TypeAlias

from faq.book import Entry
from faq.matcher import Decision
from handlers.contract_links import ContactShared, LinkAnswered, LinkAsk, LinkChange
from handlers.contract_readings import ReadingAnswered, ReadingAsk, ReadingChange
from handlers.words import Say

# --- events: facts, and the answers to an Ask ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A person wrote a message; never empty, as typed. ``photo``: the file id of the one it stands below."""

    text: str
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A person typed ``/name argument`` or pressed a shortcut that says the same."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person pressed a button of the dialog that is open; the runner has refused old ones."""

    value: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is not text: ``sticker``, ``voice``, ``photo``, ``document``, ….

    ``file_id``: by what Telegram gives a photo again, to this bot and no other.
    """

    kind: str
    file_id: str | None = None


@dataclass(frozen=True, slots=True)
class Expired:
    """The open dialog has been silent for longer than its patience."""


@dataclass(frozen=True, slots=True)
class Due:
    """The moment that the open state waits for (see `Timed`) has come. Given once, also after a restart."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The person unblocked the bot, or blocked it."""

    active: bool


@dataclass(frozen=True, slots=True)
class AddedToGroup:
    """The bot stands in a group or channel that is not its support group.

    ``invited``: somebody has just put it there, and may expect a word.
    """

    invited: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the FAQ says to a question.

    ``entries`` are the candidates, best first; ``related`` what the best one offers next.
    ``misses`` counts the questions in a row, this one included, that found no answer.
    """

    question_id: int
    decision: Decision
    entries: tuple[Entry, ...]
    related: tuple[Entry, ...] = ()
    misses: int = 0


@dataclass(frozen=True, slots=True)
class EntryRead:
    """The entry that was asked for by id; None where the book no longer holds it.

    ``question_id``: the question that it was picked for, so that the answer can be voted on.
    """

    entry: Entry | None
    related: tuple[Entry, ...] = ()
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """How many questions in a row have found no answer."""

    misses: int


@dataclass(frozen=True, slots=True)
class LanguageIs:
    """The language that the person reads."""

    language: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The moment that was asked for, in UTC."""

    moment: datetime


Answered: TypeAlias = Ranked | EntryRead | Missed | LanguageIs | Reckoned | LinkAnswered | ReadingAnswered
Event: TypeAlias = (
    Text
    | Command
    | Chosen
    | ContactShared
    | Attachment
    | Expired
    | Due
    | Subscribed
    | AddedToGroup
    | Answered
)

# --- what is asked, and what is done ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rank:
    """Ask the FAQ for its answer to a question; `Ranked` comes back."""

    question: str


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """Ask the book for an entry; `EntryRead` comes back."""

    entry_id: str
    question_id: int | None = None


@dataclass(frozen=True, slots=True)
class CountMisses:
    """Ask how many questions in a row have found no answer; `Missed` comes back."""


@dataclass(frozen=True, slots=True)
class ReadLanguage:
    """Ask which language the person reads; `LanguageIs` comes back."""


@dataclass(frozen=True, slots=True)
class Reckon:
    """Ask for the moment so long after now, or after the latest time that clocks showed `since`.

    `since` is local time: "9:30" is this morning's, or yesterday's where it is not yet half past nine.
    `Reckoned` comes back.
    """

    wait: timedelta
    since: time | None = None


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Speak this language to the person from now on, also in this turn."""

    language: str


@dataclass(frozen=True, slots=True)
class SetSubscription:
    """Send the person notices and broadcasts again, or nothing any more."""

    active: bool


@dataclass(frozen=True, slots=True)
class RecordPick:
    """Remember which of the suggestions the person meant; None: none of them."""

    question_id: int
    entry_id: str | None


@dataclass(frozen=True, slots=True)
class RecordVote:
    """Remember whether the answer to a question helped."""

    question_id: int
    helpful: bool


@dataclass(frozen=True, slots=True)
class LeaveChat:
    """Go away from this group, after what the turn says."""


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Take the message that brought this event out of the chat; a pressed button's stays."""


@dataclass(frozen=True, slots=True)
class RemindAt:
    """Say this at that moment, whatever is going on then. A new one under the same `key` replaces it."""

    key: str
    moment: datetime
    say: Say


Ask: TypeAlias = Rank | ReadEntry | CountMisses | ReadLanguage | Reckon | LinkAsk | ReadingAsk
#: What a service carries out; a reminder is words, so the turn sees to it.
Change: TypeAlias = (
    SetLanguage
    | SetSubscription
    | RecordPick
    | RecordVote
    | LeaveChat
    | DeleteMessage
    | LinkChange
    | ReadingChange
)
Do: TypeAlias = Change | RemindAt

# --- dialogs -----------------------------------------------------------------------------------------

#: How a dialog ended: well; put off to another day; passed to a person; stopped by the person; silent for
#: too long; left for another one.
Outcome: TypeAlias = Literal["finished", "postponed", "person", "cancelled", "expired", "abandoned"]


@dataclass(frozen=True, slots=True)
class State:
    """Where a dialog stands. Saved by the names of dialog and class, so both are promises."""

    @property
    def step_name(self) -> str:
        """The name in the figures of where people give up."""
        return type(self).__name__


@dataclass(frozen=True, slots=True)
class Timed(State):
    """A state that is woken by `Due` at this moment, if it is still open then."""

    until: datetime


@dataclass(frozen=True, slots=True, init=False)
class Turn:
    """What follows from an event: the new state (None closes the dialog), words, one Ask, some Dos.

    After the words comes the new state's prompt by itself; with `repeat` also where the state is the same.
    With an ``ask`` the turn goes on: the answer is the next event, and `state` is what meets it.
    A ``toast`` is a short word over the chat for who pressed a button; nobody else sees it.
    With ``back`` the state before `state` is what opens; the first one stays.
    """

    state: State | None
    says: tuple[Say, ...]
    ask: Ask | None
    dos: tuple[Do, ...]
    toast: str | None
    repeat: bool
    back: bool
    #: How the dialog ended, where it closes; None: well.
    outcome: Outcome | None

    def __init__(  # noqa: PLR0913 - most turns name two
        self,
        state: State | None,
        *says: Say,
        ask: Ask | None = None,
        do: tuple[Do, ...] = (),
        toast: str | None = None,
        repeat: bool = False,
        back: bool = False,
        outcome: Outcome | None = None,
    ) -> None:
        object.__setattr__(self, "state", state)
        object.__setattr__(self, "says", says)
        object.__setattr__(self, "ask", ask)
        object.__setattr__(self, "dos", do)
        object.__setattr__(self, "toast", toast)
        object.__setattr__(self, "repeat", repeat)
        object.__setattr__(self, "back", back)
        object.__setattr__(self, "outcome", outcome)

    def repeating(self) -> "Turn":
        """The same turn, after which the prompt is said again, so that the person finds back."""
        return Turn(
            self.state,
            *self.says,
            ask=self.ask,
            do=self.dos,
            toast=self.toast,
            repeat=True,
            back=self.back,
            outcome=self.outcome,
        )


@dataclass(frozen=True, slots=True)
class Dialog:
    """A conversation of several turns. `step` gives None for an event that is not its own.

    A state saved under another ``version`` is not resumed: the person is told to begin again.
    """

    name: str
    states: tuple[type[State], ...]
    step: Callable[[State, Event], Turn | None]
    patience: timedelta
    version: int = field(default=1)
    #: What a state asks; said when it opens, with buttons for back and cancel below its own.
    prompt: Callable[[State], Say] | None = None
    #: Whether a message must not be kept: it is deleted, and the person is told why.
    is_secret: Callable[[State, str], bool] | None = None
    #: What has been tried on the way to this state, in sentences, for the person who takes over.
    tried: Callable[[State], tuple[Say, ...]] | None = None
