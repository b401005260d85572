"""What a subject offers: dialogs (states, turns, the step from an event to a turn) and commands."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from handlers.contract.chat import Text
from handlers.contract.speech import Say
from handlers.contract.vocabulary import Ask, Do, Event

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
        """Return the same turn with `repeat`: the prompt is said again, so that the person finds back."""
        turn = copy(self)
        object.__setattr__(turn, "repeat", True)
        return turn


S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Dialog(Generic[S]):
    """A conversation of several turns over the states `S`. `step` gives None for an event not its own.

    A state saved under another ``version`` is not resumed: the person is told to begin again.
    Annotate the constant, ``DIALOG: Final[Dialog[SendState]] = Dialog(…)``: on Python 3.11 a call of
    ``Dialog[SendState](…)`` fails, because a frozen object with slots cannot note its type argument.
    """

    name: str
    states: tuple[type[S], ...]
    step: Callable[[S, Event], Turn | None]
    patience: timedelta
    version: int = 1
    #: What a state asks; said when it opens, with buttons for back and cancel below its own.
    prompt: Callable[[S], Say] | None = None
    #: Whether a message is a secret here though it would be none elsewhere (`handlers.shared.secrets`).
    is_secret: Callable[[S, str], bool] | None = None
    #: What has been tried on the way to this state, in sentences, for the person who takes over.
    tried: Callable[[S], tuple[Say, ...]] | None = None
    #: What is said when the dialog has been silent for too long; None: it closes without a word.
    goodbye: Callable[[S], Say] | None = None
    #: The turn of a person who cancels; None: it closes with the usual word.
    cancelled: Callable[[S], Turn] | None = None
    #: States whose patience is another.
    patiences: Mapping[type[S], timedelta] = field(default_factory=dict, hash=False)
    #: Former class names of renamed states, under which they may still be saved.
    aliases: Mapping[str, type[S]] = field(default_factory=dict, hash=False)

    def patience_in(self, state: S) -> timedelta:
        """Return how long the dialog bears silence in this state."""
        return self.patiences.get(type(state), self.patience)

    def expired(self, state: S) -> Turn:
        """Close the dialog that has been silent for longer than its patience."""
        return Turn(None, *(() if self.goodbye is None else (self.goodbye(state),)), outcome="expired")

    def kind(self, name: str) -> type[S]:
        """Find a state by the class name that it is, or once was, saved under.

        Raises:
            LookupError: the dialog has no state of this name.
        """
        for kind in self.states:
            if kind.__name__ == name:
                return kind
        return self.aliases[name]


def by_state(dialogs: Iterable[Dialog[Any]]) -> Mapping[type[State], Dialog[Any]]:
    """Map each kind of state to the dialog that it belongs to."""
    return {kind: dialog for dialog in dialogs for kind in dialog.states}


# --- what a subject offers ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommandOffer:
    """A command without its slash: what it begins, and how the menu and /help put it (None: not there)."""

    name: str
    #: From the open state and what was written behind the command to a turn.
    begin: Callable[[State | None, str], Turn]
    menu: str | None = None
    help: str | None = None
    #: The same in other languages and habits; in neither menu nor help.
    aliases: tuple[str, ...] = ()
    #: What the command does instead of `begin` while a dialog is open, with its state.
    in_dialog: Callable[[State, Dialog[Any]], Turn] | None = None
    #: Whether people write behind it in their own words, where a secret may be.
    takes_words: bool = False
    #: Whether what was typed behind the command is an argument of its own, and no words of a person.
    reads: Callable[[str], bool] = lambda _argument: False
    #: Carries out the command with an argument that it `reads` and a person typed; None: as `begin` does.
    typed: Callable[[State | None, Text], Turn] | None = None
    #: Whether words that it does not read are meant to be read as a message, and not as a decoration.
    yields: bool = False
    #: Whether its buttons also work while a person is on a case, where the bot is quiet: they answer what it
    #: has promised.
    keeps_promises: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The command and its aliases."""
        return self.name, *self.aliases


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a subject registers: its dialogs, its commands in the order of menu and help, its doors."""

    dialogs: tuple[Dialog[Any], ...] = ()
    commands: tuple[CommandOffer, ...] = ()
    #: Answers words that nobody asked for, while no guide is open; None where they are not its own.
    unasked: Callable[[State | None, Text], Turn | None] | None = None
    #: What takes the argument of /start, by how it begins: links from outside Telegram lead here.
    deep_links: Mapping[str, Callable[[State | None, str], Turn]] = field(default_factory=dict, hash=False)
