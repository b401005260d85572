"""What operators do to a case by a command or a button: take it, give it away, close it, reopen it, ….

Each takes the case as it was found, the event and the words behind the command, and decides one turn.
"""

import re
from typing import Final

from handlers.contract.desk import (
    Author,
    CaseFound,
    CaseState,
    CaseView,
    Ending,
    GroupMessage,
    GroupPress,
    Side,
)
from handlers.contract.desk_changes import AssignCase, CloseCase, SetCase, Withdraw
from handlers.contract.desk_operators import FindColleague, OperatorEvent, SeekKept
from handlers.contract.dialog import Turn
from handlers.contract.speech import N_, Button, Say, Shortcut, Verbatim
from handlers.handoff import notes
from handlers.shared import codes

#: The languages in which customers are answered, by the names that their speakers give them.
LANGUAGES: Final = {"it": "Italiano", "en": "English", "de": "Deutsch"}
_NO_STARS: Final = re.compile(r"[\s,;:.(–-]*\bsenza\s+stelle\b[\s,;:.)–-]*", re.IGNORECASE)
_CLOSED: Final = N_("This case is closed. /riapri opens it again.")


def take(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    """Give the case to who asks for it; where it is a colleague's, only after asking.

    ``words`` of the button that answers name whom it is taken from, so an old button asks again.
    """
    author = event.author
    if case.state is CaseState.CLOSED:
        return say(event, Say(_CLOSED))
    if holds(case, author):
        return say(event, Say(N_("This case is yours already.")))
    if case.assigned_name is not None and words != f"da {case.assigned_to or 0}":
        row = (
            Shortcut(N_("🙋 Take it over"), f"/prendo {case.case_id} da {case.assigned_to or 0}"),
            Shortcut(N_("No"), f"/lascia {case.case_id}"),
        )
        question = N_("{name} is working on this case. Do you want to take it over?")
        # Never in the place of the card, which has a button for this too.
        return Turn(None, Say(question, rows=(row,), name=case.assigned_name))
    return assigned(case, author, instead=words != "")


def holds(case: CaseView, author: Author) -> bool:
    """Tell whether a case is this operator's. Anonymous admins have no number, only a name."""
    if author.person_id is None:
        return case.assigned_to is None and case.assigned_name == author.name
    return case.assigned_to == author.person_id


def assigned(case: CaseView, to: Author, *, instead: bool = False) -> Turn:
    """Give a case to an operator, and tell the others."""
    words = Say(N_("🙋 {name} is looking after this case now."), name=to.name, instead=instead)
    return Turn(None, words, do=(AssignCase(case.case_id, to),))


def assign(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    """Find the colleague who is named, or whose message was replied to."""
    if case.state is CaseState.CLOSED:
        return say(event, Say(_CLOSED))
    answered = replied_to(event)
    if not words and answered is None:
        return say(
            event, Say(N_("Write /assegna @name, or reply with /assegna to a message of your colleague."))
        )
    return Turn(None, ask=FindColleague(case, event, words.removeprefix("@"), answered))


def release(_found: CaseFound, case: CaseView, event: OperatorEvent, _words: str) -> Turn:
    """Let a case be nobody's."""
    if case.assigned_name is None:
        return say(event, Say(N_("Nobody has taken this case.")))
    told = N_("{name} is no longer looking after this case: whoever can, take it with /prendo.")
    return Turn(None, Say(told, name=case.assigned_name), do=(AssignCase(case.case_id, None),))


def close(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    """Close a case: with a reason, without a question for stars, or as spam.

    The card's button asks first: a slip of the finger would reach the customer.
    """
    if case.state is CaseState.CLOSED:
        return say(event, Say(N_("This case is closed already.")))
    if isinstance(event, GroupPress) and not words:
        return _how_to_close(case, event.author)
    reason, found = _NO_STARS.subn(" ", words)
    reason = " ".join(reason.split())
    is_spam = reason.casefold() == "spam"
    if isinstance(event, GroupPress):
        reason = ""
    closing = CloseCase(
        Ending.SPAM if is_spam else Ending.OPERATOR,
        case.case_id,
        "" if is_spam else reason,
        asks_stars=not (found or is_spam),
        by=event.author.name,
    )
    told = N_("✅ {name} has closed case no. {number}.")
    instead = isinstance(event, GroupPress)
    return Turn(None, Say(told, name=event.author.name, number=case.case_id, instead=instead), do=(closing,))


def _how_to_close(case: CaseView, author: Author) -> Turn:
    """Ask whether and how to close a case; of a colleague's case say whose it is."""
    number = case.case_id
    rows: tuple[tuple[Button, ...], ...] = (
        (Shortcut(N_("✅ Close"), f"/chiudi {number} ok"),),
        (
            Shortcut(N_("Without stars"), f"/chiudi {number} senza stelle"),
            Shortcut(N_("Spam"), f"/chiudi {number} spam"),
        ),
        (Shortcut(N_("No, leave it open"), f"/lascia {number}"),),
    )
    if case.assigned_name is None or holds(case, author):
        return Turn(None, Say(N_("Close case no. {number}?"), rows=rows, number=number))
    colleagues = N_("{name} is working on this case. Close case no. {number} all the same?")
    return Turn(None, Say(colleagues, rows=rows, number=number, name=case.assigned_name))


def reopen(_found: CaseFound, case: CaseView, event: OperatorEvent, _words: str) -> Turn:
    """Open a closed case again, unless its customer has a newer one."""
    if case.state is CaseState.CLOSED:
        return Turn(None, ask=SeekKept(case, event, None))
    if case.state is CaseState.PAUSED:
        paused = N_(
            "This case is paused: the customer went back to the bot. Just write, and your message arrives."
        )
        return say(event, Say(paused))
    return say(event, Say(N_("This case is open already.")))


def withdraw(found: CaseFound, _case: CaseView, event: OperatorEvent, words: str) -> Turn:
    """Take back a message that the customer has."""
    number = codes.row_number(words) if isinstance(event, GroupPress) else None
    if number is not None:
        return Turn(None, Say(N_("↩️ Taken back."), instead=True), do=(Withdraw(number),))
    entry = found.entry
    is_line = entry is not None and entry.side is Side.BOT and not entry.is_across
    if entry is None or is_line or entry.side is Side.CUSTOMER:
        return say(event, Say(N_("Reply with /ritira to the message that you want to take back.")))
    if entry.side is Side.NOTE:
        return say(event, Say(N_("This is a note: the customer has never seen it.")))
    return Turn(None, Say(N_("↩️ Taken back.")), do=(Withdraw(entry.entry_id),))


def note(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    """Keep the words behind the command among operators."""
    if not isinstance(event, GroupMessage):
        return Turn(None)
    has_file = any(piece.file_id is not None for piece in event.pieces)
    if not words and not has_file:
        return say(event, Say(N_("Write the note behind it: /nota called twice, nobody answers.")))
    return Turn(None, do=(notes.keep_words(case, event),))


def set_language(_found: CaseFound, case: CaseView, event: OperatorEvent, words: str) -> Turn:
    """Answer the customer in another language from now on; without one, ask which."""
    code = words.casefold()
    if code in LANGUAGES:
        told = Say(
            N_("The customer is answered in {language} from now on."),
            language=LANGUAGES[code],
            instead=isinstance(event, GroupPress),
        )
        return Turn(None, told, do=(SetCase(case.case_id, language=code),))
    row = tuple(
        Shortcut(Verbatim(name), f"/lingua {case.case_id} {code}") for code, name in LANGUAGES.items()
    )
    return Turn(None, Say(N_("Which language shall we answer this customer in?"), rows=(row,)))


def silence(_found: CaseFound, case: CaseView, _event: OperatorEvent, _words: str) -> Turn:
    """Stop the reminders in this topic, or begin them again."""
    if case.is_silenced:
        words = N_("🔔 Reminders are on again in this topic.")
    else:
        words = N_("🔕 No more reminders in this topic. /silenzia turns them on again.")
    return Turn(None, Say(words), do=(SetCase(case.case_id, is_silenced=not case.is_silenced),))


def leave(_found: CaseFound, _case: CaseView, _event: OperatorEvent, _words: str) -> Turn:
    """Let things be as they are, after a question of ours."""
    return Turn(None, Say(N_("All right, everything stays as it is."), instead=True))


# --- what the others use too -------------------------------------------------------------------------


def say(event: OperatorEvent, words: Say) -> Turn:
    """Answer who wrote or pressed: a press without values by a word over the chat, all else by a line."""
    if isinstance(event, GroupPress) and not words.values and not words.rows:
        return Turn(None, toast=words.text)
    return Turn(None, words)


def replied_to(event: OperatorEvent) -> int | None:
    """Return the message that a command was a reply to."""
    return event.pieces[0].reply_to if isinstance(event, GroupMessage) else None
