"""The wish for a person: by command or button, ``/operatore notice-day 123``, and what follows from it."""

import re
from collections.abc import Mapping
from typing import Any, Final

from handlers.contract.desk import DeskOutlook, LookAtDesk, Reason
from handlers.contract.desk_changes import OpenCase, PassOn, TellOperators
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.questions import ReadEntry
from handlers.contract.speech import N_, Say
from handlers.handoff import call, phrases
from handlers.handoff.states import AwaitFirstMessage, InCase, JustClosed, kept
from handlers.shared import codes, replies

_REASONED: Final = re.compile(r"([a-z-]+)(?: ([\w-]{1,40}))?", re.ASCII)
_WORDS: Final = frozenset(reason.value for reason in Reason)
#: These say what it is about by themselves, so the topic is made before a word is written.
_CONTENT: Final = frozenset(
    {
        Reason.METER_REPLACED,
        Reason.READING_DOUBT,
        Reason.READING_WRONG,
        Reason.NOTICE_DAY,
        Reason.STILL_OFF,
    }
)


def is_reasoned(argument: str) -> bool:
    """Whether the argument is one of our buttons': a reason with what it is about, or the numbers."""
    return argument == phrases.NUMBERS or _reasoned(argument) is not None


def begin(state: State | None, argument: str) -> Turn:
    """Ask how the desk stands; words behind the command are the first message of the case."""
    if argument == phrases.NUMBERS:
        return call.call(state, ())
    reasoned = _reasoned(argument)
    if reasoned is not None:
        return wish(state, *reasoned)
    is_message = any(map(str.isalnum, argument)) and not (
        replies.is_filler(argument) or replies.is_small_talk(argument)
    )
    return Turn(state, ask=LookAtDesk(Reason.WISH, is_content=is_message))


def wish(state: State | None, reason: Reason, about: str = "") -> Turn:
    """Ask how the desk stands for somebody who wishes for a person."""
    is_content = reason in _CONTENT and (about != "" or reason is Reason.METER_REPLACED)
    return Turn(state, ask=LookAtDesk(reason, about, is_content))


def wish_answered_by_book(state: State | None, question_id: int) -> Turn:
    """Ask how the desk stands; without one the book's own entry answers the question."""
    return Turn(state, ask=LookAtDesk(Reason.WISH, str(question_id)))


def outlook(state: State | None, event: DeskOutlook, dialog: Dialog[Any] | None) -> Turn:
    """Open a case, or the place for its first message; without a desk say whom to call."""
    tried = event.tried or _tried(state, dialog)
    if not event.is_there:
        return _without_a_desk(state, event, tried)
    if isinstance(state, InCase) and event.otherwise is not None:
        return _added(state, event)
    if isinstance(state, InCase):
        say = phrases.opened_at_once(event) if event.is_content else phrases.receipt(event)
        return Turn(state, say)
    about = "" if event.reason is Reason.WISH else event.about
    step = None if state is None or dialog is None else state.step_name
    name = None if dialog is None else dialog.name
    if event.case is not None or event.is_content:
        opened = OpenCase(event.reason, about, tried, name, step, at_once=event.is_content)
        # Words behind the command are content for which no button could give a reason.
        is_written = event.is_content and event.reason is Reason.WISH
        do = (opened, PassOn()) if is_written else (opened,)
        if event.case is not None:
            return Turn(InCase(), phrases.taken_up(event), do=do, outcome="person")
        again = LookAtDesk(event.reason, about, is_content=not is_written)
        return Turn(InCase(), do=do, ask=again, outcome="person")
    if isinstance(state, JustClosed):
        return Turn(state, phrases.WRITE_TO_REOPEN)
    if isinstance(state, AwaitFirstMessage) and event.reason is Reason.WISH:
        return Turn(state, phrases.write_here(event))
    waiting = AwaitFirstMessage(event.reason, about, name, step, kept(tried))
    return Turn(waiting, phrases.write_here(event), outcome="person")


def _tried(state: State | None, dialog: Dialog[Any] | None) -> tuple[Say, ...]:
    return () if state is None or dialog is None or dialog.tried is None else dialog.tried(state)


_ADDED: Final = N_("I have told the person who is on your case.")
_TOLD: Final[Mapping[Reason, str]] = {
    Reason.NOTICE_DAY: N_("The customer cannot be at home on the day that was announced (notice {about})."),
    Reason.METER_REPLACED: N_("The customer says that the meter has been replaced."),
}


def _added(state: InCase, event: DeskOutlook) -> Turn:
    """Tell the operators of a case what its customer has reported by a button."""
    told = _TOLD.get(event.reason, N_("The customer wishes for a person once more."))
    return Turn(state, Say(_ADDED), do=(TellOperators(told, (("about", event.about),)),))


def _without_a_desk(state: State | None, event: DeskOutlook, tried: tuple[Say, ...]) -> Turn:
    if event.otherwise is not None:
        return Turn(state, event.otherwise)
    question_id = codes.row_number(event.about) if event.reason is Reason.WISH else None
    if question_id is not None:
        return Turn(state, ask=ReadEntry(call.WISH, question_id))
    return call.call(state, tried)


def _reasoned(argument: str) -> tuple[Reason, str] | None:
    found = _REASONED.fullmatch(argument.strip())
    if found is None or found[1] not in _WORDS:
        return None
    return Reason(found[1]), found[2] or ""
