"""What a case makes known to its customer unasked, in words."""

from handlers.contract.desk_news import DeskFacts
from handlers.contract.speech import Say


def say_news(facts: DeskFacts) -> Say:
    """Put news of a case into words for its customer."""
    raise NotImplementedError(facts)
