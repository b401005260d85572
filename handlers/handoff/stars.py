"""After a case: one to five stars by one tap, ``/stelle 12 4``, and then a word, if somebody likes."""

import re
from typing import Final

from handlers.contract.chat import Chosen, Text
from handlers.contract.desk_changes import CommentCase, RateCase
from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Choice, Say
from handlers.contract.vocabulary import Event
from handlers.handoff.states import AwaitComment, JustClosed
from handlers.shared import codes, replies

_RATED: Final = re.compile(r"(\d+) ([1-5])")
_SKIP: Final = Choice(N_("No, thanks"), "skip")
#: From so many stars on somebody was content.
_CONTENT: Final = 3


def is_rating(argument: str) -> bool:
    """Whether the argument names a case and its stars, as our buttons do."""
    return _rating(argument) is not None


def rate(state: State | None, argument: str) -> Turn:
    """Keep the stars, and ask for a word where nothing else is open."""
    rating = _rating(argument)
    if rating is None:
        return Turn(state, Say(N_("The stars stand below the message that says that your case is closed.")))
    case_id, stars = rating
    done = (RateCase(case_id, stars),)
    if state is not None and not isinstance(state, JustClosed | AwaitComment):
        return Turn(state, Say(N_("Thank you for the stars!")), do=done)
    if stars >= _CONTENT:
        asked = N_("Thank you! Would you like to add a word? Write it here.")
    else:
        asked = N_("I am sorry that it did not go well. What could we do better? If you like, write it here.")
    return Turn(AwaitComment(case_id), Say(asked, rows=((_SKIP,),)), do=done)


def _rating(argument: str) -> tuple[int, int] | None:
    found = _RATED.fullmatch(argument.strip())
    case_id = None if found is None else codes.row_number(found[1])
    return None if found is None or case_id is None else (case_id, int(found[2]))


def comment(state: AwaitComment, event: Event) -> Turn | None:
    """Keep the word, or let it be."""
    match event:
        case Chosen("skip"):
            return Turn(JustClosed(state.case_id), Say(_ALL_RIGHT))
        case Text(text) if replies.is_small_talk(text) or replies.understood(text) is not None:
            return Turn(JustClosed(state.case_id), Say(_ALL_RIGHT))
        case Text(text):
            kept = Say(N_("Thank you! Your words go to the people of the desk."))
            return Turn(JustClosed(state.case_id), kept, do=(CommentCase(state.case_id, text),))
        case _:
            return None


_ALL_RIGHT: Final = N_("All right, thank you! I am here whenever you need me.")
