"""The record that each part of the recovery exports: its states, and what is said and done in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.contract.dialog import State, Turn
from handlers.contract.speech import Say
from handlers.contract.vocabulary import Event
from handlers.recovery.portals import Goal
from handlers.shared.portals import Portal
from handlers.shared.replies import Question

S = TypeVar("S", bound=State)


@dataclass(frozen=True, slots=True)
class Guide(Generic[S]):
    """One part of the recovery, over the states `S`.

    A new part is a module with a ``GUIDE: Final[Guide[ItsState]] = Guide(…)``, named in `guide.GUIDES`.
    """

    states: tuple[type[S], ...]
    #: From an event to a turn; None for an event that is not its own.
    step: Callable[[S, Event], Turn | None]
    #: The instruction of a state, with the buttons that answer it.
    prompt: Callable[[S], Say]
    #: What the state takes for a yes in words. A step that ends well never takes a mere "ok".
    question: Callable[[S], Question]
    #: The portal that the state is about; None while that is the question.
    portal: Callable[[S], Portal | None]
    #: What is to be recovered; None while that is the question.
    goal: Callable[[S], Goal | None]
    #: What has been tried on the way to the state, by the keys that `portals.told` puts into words.
    tried: Callable[[S], tuple[str, ...]]
