"""What a case makes known unasked, in words: to its customer, and to the support group."""

from handlers.contract.desk_news import DeskFacts, GroupFacts
from handlers.contract.speech import Say


def say_news(facts: DeskFacts) -> Say:
    """Put news of a case into words for its customer."""
    raise NotImplementedError(facts)


def say_group_news(facts: GroupFacts) -> Say:
    """Put news of a case, or of the group, into words for the operators."""
    raise NotImplementedError(facts)
