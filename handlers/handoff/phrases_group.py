"""Words that operators read in several places: why a case is there, its name, the dialog that was open."""

from collections.abc import Mapping, Sequence
from functools import reduce
from html import escape
from typing import Final

from handlers.contract.desk import CaseView, Reason
from handlers.contract.desk_news import CardSupply
from handlers.contract.speech import N_, Say, Verbatim
from handlers.shared.plain import cut

_LONGEST_NAME: Final = 40
_LONGEST_ADDRESS: Final = 80

#: Why a case was opened, as the card, lists and the names of topics say it.
REASONS: Final[Mapping[Reason, str]] = {
    Reason.WISH: N_("wants to talk to a person"),
    Reason.MISSES: N_("the bot did not understand, twice"),
    Reason.METER_REPLACED: N_("meter replaced"),
    Reason.NO_MOBILE: N_("no mobile on record for the proof"),
    Reason.NO_CODE: N_("the code does not arrive"),
    Reason.TRIES_SPENT: N_("no tries left"),
    Reason.ACCOUNT: N_("access to the account"),
    Reason.READING_DOUBT: N_("doubtful reading"),
    Reason.READING_WRONG: N_("wrong reading passed on"),
    Reason.NOTICE_DAY: N_("cannot be there on the day of the works"),
    Reason.STILL_OFF: N_("still off after the works"),
    Reason.BROADCAST: N_("answer to a message to many"),
    Reason.OTHER: N_("something else"),
}
#: What the customer was doing, by the name of the dialog.
DIALOGS: Final[Mapping[str, str]] = {
    "link": N_("connecting supplies"),
    "supplies": N_("own supplies"),
    "follow": N_("following an address"),
    "questions": N_("a question to the FAQ"),
    "self-reading": N_("sending a reading"),
    "reading-photo": N_("photo of the meter"),
    "reading-reminders": N_("reminders of readings"),
    "readings": N_("own readings"),
    "recovery": N_("help with password or user name"),
}
_POWER: Final = "power"


def name_reason(reason: Reason) -> Say:
    """Say why a case was opened."""
    return Say(REASONS[reason])


def number_link(number: int, link: str | None) -> Verbatim:
    """Return the number of a case, linked to its topic where there is one."""
    return Verbatim(f"n. {number}" if link is None else f'<a href="{escape(link)}">n. {number}</a>')


def case_name(case: CaseView, link: str | None) -> Say:
    """Name a case by its number and its customer's first name."""
    name = cut(case.first_name, _LONGEST_NAME)
    return Say("<b>{number}</b> {name}", number=number_link(case.case_id, link), name=name)


def joined(parts: Sequence[Say], between: str = " · ") -> Say:
    """Join sayings of one line; there is at least one."""
    return reduce(
        lambda before, after: Say(f"{{before}}{between}{{after}}", before=before, after=after), parts
    )


def supply_line(supply: CardSupply) -> Say:
    """Name a supply by its masked point and its address."""
    sign = "💡" if supply.kind == _POWER else "🔥"
    address = cut(supply.address, _LONGEST_ADDRESS)
    return Say("{sign} {code} · {address}", sign=sign, code=supply.code, address=address)
