"""What people are told of their readings unasked: that one was refused, that a window opens or closes."""

from typing import Final, assert_never

from handlers.contract.desk import Reason
from handlers.contract.readings import ReadingFacts, ReadingRefused, WindowCloses, WindowOpens
from handlers.contract.speech import N_, At, Day, Say, Shortcut
from handlers.shared.buttons import person, send_reading

_AFTER_REFUSAL: Final = (
    (Shortcut(N_("📟 Send a new reading"), "/autolettura"),),
    (person(Reason.READING_DOUBT),),
)
_BELOW_REMINDER: Final = (
    (send_reading(),),
    (Shortcut(N_("🔕 Do not remind me any more"), "/promemoria no"),),
)


def say(facts: ReadingFacts) -> Say:
    """Put news about readings into words."""
    match facts:
        case ReadingRefused():
            return _refused(facts)
        case WindowOpens(closes_at):
            return Say(
                N_(
                    "📟 You can send your gas reading now: the window closes {moment}. It takes half a "
                    "minute, and the number on the meter is all I need."
                ),
                rows=_BELOW_REMINDER,
                moment=At(closes_at),
            )
        case WindowCloses(closes_at):
            return Say(
                N_(
                    "⏳ The window for gas readings closes {moment}, and a reading of yours is missing. It "
                    "takes half a minute, and the number on the meter is all I need."
                ),
                rows=_BELOW_REMINDER,
                moment=At(closes_at),
            )
        case _:
            assert_never(facts)


def _refused(facts: ReadingRefused) -> Say:
    if facts.reason is None:
        return Say(
            N_(
                "❌ The company could not take your gas reading of {day} for <b>{supply}</b> and gave no "
                "reason. You may send a new one, or ask a person."
            ),
            rows=_AFTER_REFUSAL,
            day=Day(facts.day),
            supply=facts.supply,
        )
    return Say(
        N_(
            "❌ The company could not take your gas reading of {day} for <b>{supply}</b>. Its reason: "
            "“{reason}” You may send a new one, or ask a person."
        ),
        rows=_AFTER_REFUSAL,
        day=Day(facts.day),
        supply=facts.supply,
        reason=facts.reason,
    )
