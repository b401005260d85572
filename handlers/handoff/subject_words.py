"""What a case is about, in the few words that the name of its topic has room for."""

from collections.abc import Mapping
from typing import Final

from handlers.contract.desk import Reason
from handlers.contract.speech import N_, Say

_SUBJECTS: Final[Mapping[Reason, str]] = {
    Reason.WISH: N_("asks for a person"),
    Reason.MISSES: N_("no answer found"),
    Reason.METER_REPLACED: N_("meter replaced"),
    Reason.NO_MOBILE: N_("no validated mobile"),
    Reason.NO_CODE: N_("the code does not arrive"),
    Reason.TRIES_SPENT: N_("too many tries"),
    Reason.ACCOUNT: N_("portal account"),
    Reason.READING_DOUBT: N_("doubtful reading"),
    Reason.READING_WRONG: N_("wrong reading"),
    Reason.NOTICE_DAY: N_("cannot on that day"),
    Reason.STILL_OFF: N_("still without power"),
    Reason.BROADCAST: N_("answer to a message of ours"),
    Reason.OTHER: N_("other matter"),
}


def name_subject(reason: Reason) -> Say:
    """Say what a case is about."""
    return Say(_SUBJECTS[reason])
