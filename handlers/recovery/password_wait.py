"""E-Distribuzione's password changes once in 24 hours: when the next change is possible (seed 000)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never

from handlers.contract.chat import Chosen, Reckon, Reckoned, RemindAt, Text
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, At, Choice, Say, Shortcut
from handlers.contract.vocabulary import Event
from handlers.recovery.guides import Guide
from handlers.recovery.portals import no, yes
from handlers.shared import replies
from handlers.shared.portals import E_DISTRIBUZIONE

#: The least time between two changes of a password (seed 000).
BETWEEN_CHANGES: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AwaitChangeTime(State):
    """The password has been changed within a day; the question is when."""


@dataclass(frozen=True, slots=True)
class AwaitReminderWish(State):
    """From `moment` on the password can be changed again."""

    moment: datetime


PasswordWaitState: TypeAlias = AwaitChangeTime | AwaitReminderWish
STATES: Final = (AwaitChangeTime, AwaitReminderWish)


def step(state: PasswordWaitState, event: Event) -> Turn | None:
    """Compute from the last change when the next is possible, and promise a reminder."""
    match state, event:
        case AwaitChangeTime(), _:
            return _changed(state, event)
        case AwaitReminderWish(moment), Chosen("yes"):
            promised = Say(N_("Agreed, I will write to you {moment}. See you then!"), moment=At(moment))
            return Turn(None, promised, do=(_reminder(moment),), outcome="postponed")
        case AwaitReminderWish(moment), Chosen("no"):
            words = Say(N_("All right. You can change it again {moment}. I am here."), moment=At(moment))
            return Turn(None, words, outcome="postponed")
        case _:
            return None


def _changed(state: AwaitChangeTime, event: Event) -> Turn | None:
    match event:
        case Reckoned(moment):
            return Turn(AwaitReminderWish(moment))
        case Chosen("just now" | "unknown"):
            return Turn(state, ask=Reckon(BETWEEN_CHANGES))
        case Text(text) if (clock := replies.time_of_day(text)) is not None:
            return Turn(state, ask=Reckon(BETWEEN_CHANGES, since=clock))
        case _:
            return None


def _reminder(moment: datetime) -> RemindAt:
    return RemindAt(
        "password",
        moment,
        Say(
            N_("⏰ As promised: you can change the password of E-Distribuzione’s customer area again now."),
            rows=((Shortcut(N_("🔑 Let us do it"), f"/recupera {E_DISTRIBUZIONE} password"),),),
        ),
    )


def prompt(state: PasswordWaitState) -> Say:
    """The instruction of a state, with the buttons that answer it."""
    match state:
        case AwaitChangeTime():
            return _WHEN_CHANGED
        case AwaitReminderWish(moment):
            return Say(
                N_("You can change it again <b>{moment}</b>. Shall I remind you then?"),
                rows=((yes(N_("Yes, remind me")), no(N_("No, thank you"))),),
                moment=At(moment),
            )
        case _:
            assert_never(state)


_WHEN_CHANGED: Final = Say(
    N_(
        "That is why: the password can be changed only <b>once in 24 hours</b>. "
        "If you remember the one you chose, sign in with it.\n\n"
        "Otherwise, at what time did you change it? Write it like this: 9:30."
    ),
    rows=((Choice(N_("Just now"), "just now"), Choice(N_("I do not know"), "unknown")),),
)


GUIDE: Final[Guide[PasswordWaitState]] = Guide(
    STATES,
    step,
    prompt,
    question=lambda _: replies.PROPOSAL,
    portal=lambda _: E_DISTRIBUZIONE,
    goal=lambda _: "password",
    tried=lambda _: (),
)
