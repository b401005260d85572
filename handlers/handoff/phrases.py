"""What is said to the customer of a case, and the buttons below it."""

from datetime import timedelta
from typing import Final

from handlers.contract.desk import DeskOutlook
from handlers.contract.speech import N_, At, Say, Shortcut, Verbatim
from handlers.shared.buttons import PERSON

#: What is written behind ``/operatore`` for whom to call and when.
NUMBERS: Final = "numeri"

TO_BOT: Final = Shortcut(N_("🤖 Back to the bot"), "/torna")
SETTLED: Final = Shortcut(N_("✅ Settled, thanks"), "/risolto")
TELEPHONES: Final = Shortcut(N_("📞 Numbers and hours"), f"/operatore {NUMBERS}")
IN_CASE_ROWS: Final = ((SETTLED, TO_BOT),)
_ROUND_MINUTES: Final = 5
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


def write_here(outlook: DeskOutlook) -> Say:
    """Invite the first message, and say what happens next."""
    return Say(
        N_(
            "✍️ <b>Write your message here</b>: a person answers you.\n{next}\n\n"
            "For emergencies the numbers stay the same: /emergenza"
        ),
        rows=((TELEPHONES, TO_BOT),),
        next=what_is_next(outlook),
    )


def receipt(outlook: DeskOutlook) -> Say:
    """Acknowledge the first message of a case, with its number and what happens next."""
    if outlook.case is None:
        return Say(N_("📨 Received. {next}"), rows=IN_CASE_ROWS, next=what_is_next(outlook))
    return Say(
        N_("📨 Received: your case has the number {number}. {next}"),
        rows=IN_CASE_ROWS,
        number=outlook.case.case_id,
        next=what_is_next(outlook),
    )


def opened_at_once(outlook: DeskOutlook) -> Say:
    """Say that a case is open already, and that more may be written."""
    if outlook.case is None:
        return receipt(outlook)
    return Say(
        N_(
            "📨 A person takes this on: your case has the number {number}. {next}\n"
            "Would you like to add something? Write it here."
        ),
        rows=IN_CASE_ROWS,
        number=outlook.case.case_id,
        next=what_is_next(outlook),
    )


def taken_up(outlook: DeskOutlook) -> Say:
    """Say that the customer is with the people of their open case again."""
    return Say(
        N_("🙋 You are with a person again: what you write here goes to your case, number {number}. {next}"),
        rows=IN_CASE_ROWS,
        number=0 if outlook.case is None else outlook.case.case_id,
        next=what_is_next(outlook),
    )


def what_is_next(outlook: DeskOutlook) -> Say:
    """Say when somebody answers: the usual wait while it is open, else when it opens again."""
    if outlook.is_open:
        if outlook.usual_wait is None:
            return Say(N_("We are here now, and answer as soon as we can."))
        return Say(N_("We are here now; the answer usually takes {wait}."), wait=usual(outlook.usual_wait))
    return closed_until(outlook)


def closed_until(outlook: DeskOutlook) -> Say:
    """Say that nobody is there, and when somebody is again, where that is known."""
    if outlook.opens_at is None:
        return Say(N_("Nobody is here just now: you get the answer as soon as somebody is back."))
    return Say(
        N_("Just now we are closed: we are back {moment}, and then you get the answer."),
        moment=At(outlook.opens_at),
    )


def usual(wait: timedelta) -> Say:
    """Say about how long a wait is, rounded up: to five minutes, to hours, to days."""
    minutes = _ROUND_MINUTES * max(1, -(-wait // timedelta(minutes=_ROUND_MINUTES)))
    if minutes < 60:  # noqa: PLR2004 - an hour
        return Say(N_("about {minutes} minutes"), minutes=minutes)
    hours = -(-wait // _HOUR)
    if hours <= 1:
        return Say(N_("about an hour"))
    if wait < _DAY - _HOUR:
        return Say(N_("about {hours} hours"), hours=hours)
    days = -(-wait // _DAY)
    return Say(N_("about a day")) if days <= 1 else Say(N_("about {days} days"), days=days)


def stars_row(case_id: int) -> tuple[Shortcut, ...]:
    """One button a star, in one row."""
    return tuple(Shortcut(Verbatim(f"{stars} ⭐"), f"/stelle {case_id} {stars}") for stars in range(1, 6))


#: Said instead of what a command or a button would have begun.
BUSY: Final = Say(
    N_(
        "A person is on your case just now, so I keep quiet: write here, and they read it. "
        "Would you rather use me again? Press “Back to the bot”."
    ),
    rows=IN_CASE_ROWS,
)
PAUSED: Final = Say(
    N_(
        "All right, I answer you again. Your case stays open: if a person writes to you, you see it here. "
        "To go on with them:"
    ),
    rows=((PERSON,),),
)
REOPENED: Final = Say(
    N_("I have opened your case again, and passed your message on. Would you rather use the bot?"),
    rows=((TO_BOT,),),
)
WRITE_TO_REOPEN: Final = Say(
    N_("Write your message here: I open your case again, and a person answers you."),
    rows=((TELEPHONES, TO_BOT),),
)
