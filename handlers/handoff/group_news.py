"""What a case, or the group itself, makes known to the operators unasked, in words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, assert_never

from handlers.contract.desk_news import (
    CaseCard,
    CaseNote,
    CaseWaits,
    Cause,
    EditShown,
    GroupBehind,
    GroupFacts,
    GroupFault,
    LowStars,
    NotDelivered,
    PhraseTried,
    TopicReplaced,
)
from handlers.contract.speech import N_, Amount, Button, Link, Say, Shortcut
from handlers.handoff import card
from handlers.handoff.operator_commands import button_fits
from handlers.handoff.phrases_group import number_link
from handlers.shared.plain import LONGEST_MESSAGE, cut, excerpt

_OPEN: Final = N_("Open the topic")
_ROOM_FOR_EDIT: Final = LONGEST_MESSAGE - 200
_LONGEST_COMMENT: Final = 1000
#: Of a value in a line of the bot: a customer may write 4096 characters about the stars.
_LONGEST_VALUE: Final = 3000
_LONGEST_PHRASE: Final = 150
_MOST_CHANGES: Final = 6

#: Why a message did not reach the customer, and what to do.
_CAUSES: Final[Mapping[Cause, str]] = {
    Cause.BLOCKED: N_(
        "the customer has blocked the bot. Try telephone or e-mail, or wait until they write again."
    ),
    Cause.DEACTIVATED: N_("the customer’s Telegram account no longer exists. Try telephone or e-mail."),
    Cause.NOT_FOUND: N_("Telegram no longer knows the customer’s chat. Try telephone or e-mail."),
    Cause.NO_VOICE: N_("the customer does not accept voice or video messages. Please write it."),
    Cause.NOT_COPYABLE: N_(
        "Telegram does not let a message of this kind be passed on. Please send it in another form."
    ),
    Cause.TOO_LONG: N_("the text is too long for Telegram. Please send it in two parts."),
    Cause.GONE: N_("the message or its file is no longer in the group. Please send it anew."),
    Cause.OTHER: N_("Telegram refuses it. Please send it in another form."),
    Cause.UNCONFIRMED: N_(
        "Telegram did not confirm it: it may have arrived or not. Ask the customer before you send it again."
    ),
}

#: What keeps the group from working, and which switch to set.
_FAULTS: Final[Mapping[str, str]] = {
    "no_topics": N_(
        "⚠️ This group has no topics, so cases cannot be opened here. "
        "In the group’s settings turn on <b>Topics</b>; what has been written waits until then."
    ),
    "no_rights": N_(
        "⚠️ I lack a right in this group. In the group’s settings open <b>Administrators</b>, choose the bot "
        "and turn on <b>Manage topics</b>, <b>Pin messages</b> and <b>Delete messages</b>; "
        "what has been written waits until then."
    ),
}
#: How a labelled question is decided, in the words of `faq.examine.regression`.
_VERDICTS: Final[Mapping[str, str]] = {
    "wrong answer": N_("wrong answer"),
    "no help": N_("no answer"),
    "suggested": N_("suggested"),
    "right": N_("right"),
}
_OTHER_FAULT: Final = N_(
    "⚠️ I cannot work in this group ({cause}). Is the bot an administrator with all its rights?"
)


def say_group_news(facts: GroupFacts) -> Say:  # noqa: C901 - a kind a line
    """Put news of a case, or of the group, into words for the operators."""
    match facts:
        case CaseCard():
            return card.show(facts)
        case EditShown(html):
            words = N_("✏️ The customer has changed this message:\n<blockquote>{words}</blockquote>")
            return Say(words, words=excerpt(html, _ROOM_FOR_EDIT))
        case NotDelivered(cause):
            return _not_delivered(cause)
        case CaseNote(msgid, values):
            places: dict[str, Any] = {place: cut(value, _LONGEST_VALUE) for place, value in values}
            return Say(msgid, **places)
        case CaseWaits():
            return _waits(facts)
        case LowStars():
            return _low_stars(facts)
        case GroupBehind(minutes):
            return _behind(minutes)
        case TopicReplaced(case_id, link):
            words = N_("The topic of case {number} is gone: it goes on in a new one.")
            return _linked(Say(words, number=number_link(case_id, link)), link)
        case PhraseTried():
            return _phrase_tried(facts)
        case GroupFault(word):
            return Say(_FAULTS.get(word, _OTHER_FAULT), cause=word)
        case _:
            assert_never(facts)


def _not_delivered(cause: Cause) -> Say:
    return Say(N_("❌ <b>Not delivered</b>: {why}"), why=Say(_CAUSES.get(cause, _CAUSES[Cause.OTHER])))


def _waits(facts: CaseWaits) -> Say:
    """Remind of a case: in its topic with a button, in the general topic with a link."""
    minutes = facts.waited // timedelta(minutes=1)
    if facts.is_released:
        words = N_(
            "⏰ Case {number} has waited {minutes} minutes for an answer. It is nobody’s again: who takes it?"
        )
    else:
        words = N_("⏰ Case {number} has waited {minutes} minutes for an answer.")
    say = Say(words, number=number_link(facts.case_id, facts.link), minutes=minutes)
    if facts.link is not None:
        return _linked(say, facts.link)
    return say.with_row(Shortcut(N_("🙋 I take it"), f"/prendo {facts.case_id}"))


def _low_stars(facts: LowStars) -> Say:
    stars = "★" * facts.stars + "☆" * (5 - facts.stars)
    number = number_link(facts.case_id, facts.link)
    if not facts.comment:
        return _linked(Say(N_("{stars} for case {number}."), stars=stars, number=number), facts.link)
    words = N_("{stars} for case {number}:\n<blockquote>{comment}</blockquote>")
    comment = cut(facts.comment, _LONGEST_COMMENT)
    return _linked(Say(words, stars=stars, number=number, comment=comment), facts.link)


def _behind(minutes: int | None) -> Say:
    if minutes is None:
        return Say(N_("✅ I have caught up: messages arrive in the topics at once again."))
    words = N_(
        "🐢 I am about {minutes} minutes behind: Telegram lets me write only so many messages a minute "
        "into a group. Nothing is lost, and all arrives in order."
    )
    return Say(words, minutes=minutes)


def _linked(say: Say, link: str | None) -> Say:
    return say if link is None else say.with_row(Link(_OPEN, link))


def _verdict(word: str) -> Say:
    return Say(_VERDICTS[word])


def _phrase_tried(facts: PhraseTried) -> Say:
    """Show what a phrase would change, and offer to learn it unless it would do harm."""
    lines = tuple(
        Say(
            "{sign} “{query}”: {before} → {after}",
            sign="🔻" if change.is_worse else "🔺",
            query=cut(change.query, _LONGEST_PHRASE),
            before=_verdict(change.before),
            after=_verdict(change.after),
        )
        for change in facts.changes[:_MOST_CHANGES]
    )
    more = len(facts.changes) - _MOST_CHANGES
    if more > 0:
        lines += (Say(N_("… and {count} more."), count=more),)
    phrase, entry = cut(facts.phrase, _LONGEST_PHRASE), facts.entry_id
    if facts.is_refused:
        words = N_(
            "“{phrase}” is not learned for <code>{entry}</code>: other questions would be answered worse."
            "\n{lines}"
        )
        return Say(words, phrase=phrase, entry=entry, lines=lines)
    if not lines:
        unchanged = N_("Of {count} labelled questions none is answered otherwise.")
        unchecked = N_("There are no labelled questions to check it by.")
        lines = (Say(unchanged, count=Amount(facts.checked)) if facts.checked else Say(unchecked),)
    words = N_("Learn “{phrase}” for <code>{entry}</code>?\n{lines}")
    say = Say(words, phrase=phrase, entry=entry, lines=lines)
    command = f"/impara {facts.case_id} {facts.entry_id} {facts.source} {facts.version}"
    if not button_fits(command):
        by_hand = Say(N_("This entry’s ID is too long for a button: sportello faq learn adds the question."))
        return Say(words, phrase=phrase, entry=entry, lines=(*lines, by_hand))
    buttons: tuple[Button, ...] = (
        Shortcut(N_("🎓 Learn it"), command),
        Shortcut(N_("No"), f"/lascia {facts.case_id}"),
    )
    return say.with_row(*buttons)
