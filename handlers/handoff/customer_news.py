"""What a case makes known to its customer unasked, in words."""

from collections.abc import Mapping
from typing import Final, assert_never

from handlers.contract.desk import DeskOutlook, Ending, Reason
from handlers.contract.desk_news import (
    AllArrives,
    AnsweredBy,
    CaseClosed,
    CaseReopened,
    Cause,
    ClosingSoon,
    DeskFacts,
    MessageWithdrawn,
    NotPassedOn,
    StillWaiting,
)
from handlers.contract.speech import N_, At, Say
from handlers.handoff import phrases


def say_news(facts: DeskFacts) -> Say:
    """Put news of a case into words for its customer."""
    match facts:
        case AnsweredBy(name):
            return Say(N_("💬 <b>{name}</b> answers you from here on."), name=name)
        case StillWaiting():
            return _still_waiting(facts)
        case ClosingSoon():
            words = _CLOSING_UNANSWERED if facts.is_unanswered else _CLOSING_SOON
            return Say(words, rows=phrases.IN_CASE_ROWS, moment=At(facts.closes_at))
        case CaseClosed():
            return _closed(facts)
        case CaseReopened(case_id):
            return Say(
                N_("Your case number {number} is open again: what you write here goes to a person."),
                rows=phrases.IN_CASE_ROWS,
                number=case_id,
            )
        case NotPassedOn(kind, cause):
            return _not_passed_on(kind, cause)
        case MessageWithdrawn():
            return Say(N_("<i>This message has been withdrawn.</i>"))
        case AllArrives():
            return Say(
                N_("👍 All of it arrives, nothing is lost. As soon as somebody is free, they read it.")
            )
        case _:
            assert_never(facts)


def _still_waiting(facts: StillWaiting) -> Say:
    is_open = facts.opens_at is None
    stands = DeskOutlook(
        Reason.WISH, "", is_content=False, is_there=True, is_open=is_open,
        opens_at=facts.opens_at, usual_wait=facts.usual_wait,
    )  # fmt: skip
    if is_open and facts.usual_wait is not None:
        return Say(
            N_("🙏 I am sorry that it takes longer. Nothing is lost: count on {wait} more."),
            rows=phrases.IN_CASE_ROWS,
            wait=phrases.usual(facts.usual_wait),
        )
    return Say(
        N_("🙏 I am sorry that you are still waiting. Your message is here, nothing is lost. {next}"),
        rows=phrases.IN_CASE_ROWS,
        next=phrases.what_is_next(stands),
    )


_CLOSING_SOON: Final = N_(
    "Nobody has written here for a while. Do you still need us? Then just write here; "
    "otherwise I close your case {moment}."
)
#: The customer wrote last, so it is not they who were silent.
_CLOSING_UNANSWERED: Final = N_(
    "I am sorry: nobody has been able to answer you yet. Do you still need us? Then just write a word here, "
    "and your case stays open; otherwise I close it {moment}."
)
_CLOSED: Final[Mapping[Ending, str]] = {
    Ending.CUSTOMER: N_("✅ All right, your case number {number} is closed. Thank you!"),
    Ending.OPERATOR: N_(
        "✅ Your case number {number} is closed. Something left? Write it here within a day, and we go on."
    ),
    Ending.SILENCE: N_(
        "Nobody has written here any more, so I close your case number {number}. If you still need us, just "
        "write here: within a day it is opened again."
    ),
    Ending.SPAM: N_("Your case number {number} is closed."),
    Ending.GONE: N_("Your case number {number} is closed."),
    Ending.ERASED: N_("Your case number {number} is closed."),
}
_STARS: Final = N_("{closed}\n\nHow did it go? One star for badly, five for very well:")


def _closed(facts: CaseClosed) -> Say:
    closed = Say(_CLOSED[facts.ending], number=facts.case_id)
    if not facts.asks_stars:
        return closed
    return Say(_STARS, rows=(phrases.stars_row(facts.case_id),), closed=closed)


#: By what Telegram calls it; what is not named here is "this message".
_KINDS: Final[Mapping[str, str]] = {
    "text": N_("your message"),
    "photo": N_("your photo"),
    "video": N_("your video"),
    "video_note": N_("your video message"),
    "voice": N_("your voice message"),
    "audio": N_("your audio file"),
    "document": N_("your file"),
    "sticker": N_("your sticker"),
    "animation": N_("your animation"),
    "location": N_("your position"),
    "venue": N_("your position"),
    "contact": N_("your contact"),
    "poll": N_("your poll"),
    "dice": N_("your die"),
    "paid_media": N_("what you have sent"),
    "story": N_("the story"),
    "invoice": N_("the invoice"),
    "giveaway": N_("what you have sent"),
    "unknown": N_("what you have sent"),
}
#: Where the cause means something to who wrote it.
_WHY: Final[Mapping[Cause, str]] = {
    Cause.NOT_COPYABLE: N_("Telegram does not let messages of this kind be passed on."),
    Cause.GONE: N_("It had been deleted before."),
}


def _not_passed_on(kind: str, cause: Cause) -> Say:
    what = Say(_KINDS.get(kind, _KINDS["unknown"]))
    if cause is Cause.WITHHELD:
        return Say(
            N_(
                "🔒 I have not passed on {what}: it looked like a password or a code. "
                "Those are yours alone, so please delete it here as well."
            ),
            what=what,
        )
    if cause not in _WHY:
        return Say(
            N_("⚠️ I could not pass on {what}. Could you write it in words, or send it as a photo?"), what=what
        )
    return Say(
        N_("⚠️ I could not pass on {what}. {why} Could you write it in words, or send it as a photo?"),
        what=what,
        why=Say(_WHY[cause]),
    )
