"""What is said to people who did not ask: facts from the services, put into words by their subject."""

from typing import assert_never

from handlers.contract.linking import LinkFacts, LinkLetter
from handlers.contract.readings import ReadingFacts
from handlers.contract.speech import LetterSay, Say
from handlers.contract.vocabulary import Facts
from handlers.linking import letter as linking_letter
from handlers.linking import news as linking_news
from handlers.readings import news as readings_news


def say(facts: Facts) -> Say:
    """Put news into words, a line a subject."""
    if isinstance(facts, LinkFacts):
        return linking_news.say(facts)
    if isinstance(facts, ReadingFacts):
        return readings_news.say(facts)
    assert_never(facts)


def write(letter: LinkLetter) -> LetterSay:
    """Put a letter into words."""
    return linking_letter.say(letter)
