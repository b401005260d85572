"""What is said to people who did not ask: facts from the services, put into words by their subject."""

from typing import assert_never

from handlers import handoff, linking, notices, readings
from handlers.contract.desk import Reason
from handlers.contract.desk_news import DeskFacts, GroupFacts
from handlers.contract.linking import LinkFacts, LinkLetter
from handlers.contract.notices import CalendarFile, NoticeFacts
from handlers.contract.readings import ReadingFacts
from handlers.contract.speech import CalendarSay, LetterSay, Say
from handlers.contract.vocabulary import Facts


def say(facts: Facts) -> Say:
    """Put news into words, a line a subject."""
    if isinstance(facts, LinkFacts):
        return linking.say_news(facts)
    if isinstance(facts, ReadingFacts):
        return readings.say_news(facts)
    if isinstance(facts, NoticeFacts):
        return notices.say_news(facts)
    if isinstance(facts, DeskFacts):
        return handoff.say_news(facts)
    assert_never(facts)


def say_to_group(facts: GroupFacts) -> Say:
    """Put news for the support group into words."""
    return handoff.say_group_news(facts)


def name_reason(reason: Reason) -> Say:
    """Say in a few words what a case is about, for the name of its topic."""
    return handoff.name_reason(reason)


def write(letter: LinkLetter) -> LetterSay:
    """Put a letter into words."""
    return linking.write_letter(letter)


def enter(file: CalendarFile) -> CalendarSay:
    """Put a calendar file into words."""
    return notices.enter(file)
