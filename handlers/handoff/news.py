"""What a case makes known unasked, in words: to its customer, and to the support group."""

from handlers.contract.desk_news import GroupFacts
from handlers.contract.speech import Say
from handlers.handoff.customer_news import say_news

__all__ = ["say_group_news", "say_news"]


def say_group_news(facts: GroupFacts) -> Say:
    """Put news of a case, or of the group, into words for the operators."""
    raise NotImplementedError(facts)
