"""Where a customer stands with a person: about to write, in a case, just out of one, asked for a word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeAlias

from handlers.contract.desk import Reason
from handlers.contract.dialog import State
from handlers.contract.speech import Amount, Say

#: A sentence of what was tried, with its values, in a form that can be saved.
Kept: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class AwaitFirstMessage(State):
    """A person is wished for; the first message opens the case, and no case is opened without one.

    ``dialog``, ``step``, ``tried``: what was open when the wish came.
    """

    reason: Reason
    about: str = ""
    dialog: str | None = None
    step: str | None = None
    tried: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class InCase(State):
    """A case is open: what is written goes to a person, and the bot is quiet."""


@dataclass(frozen=True, slots=True)
class JustClosed(State):
    """The case was closed within the last day; words open it again."""

    case_id: int


@dataclass(frozen=True, slots=True)
class AwaitComment(State):
    """The stars are given; a word may be added to them."""

    case_id: int


CaseDialogState: TypeAlias = AwaitFirstMessage | InCase | JustClosed | AwaitComment

PATIENCE: Final = timedelta(hours=1)
#: A case is closed by its people, or by the desk after some days; never by the patience of a dialog.
PATIENCE_IN_CASE: Final = timedelta(days=365)
PATIENCE_AFTERWARDS: Final = timedelta(days=1)


def kept(says: Iterable[Say]) -> tuple[Kept, ...]:
    """Keep sentences of what was tried; one with a value that is no word and no number is left out."""
    return tuple(
        (say.text, tuple((name, _word(value)) for name, value in say.values.items()))
        for say in says
        if all(isinstance(value, str | int | Amount) for value in say.values.values())
    )


def told(sentences: Iterable[Kept]) -> tuple[Say, ...]:
    """Give the sentences back that were `kept`."""
    return tuple(_said(text, values) for text, values in sentences)


def _said(text: str, values: tuple[tuple[str, str], ...]) -> Say:
    places: dict[str, Any] = dict(values)
    return Say(text, **places)


def _word(value: object) -> str:
    return str(value.number) if isinstance(value, Amount) else str(value)
