"""What the people of a customer are told of each other."""

from handlers.contract.desk import Reason
from handlers.contract.linking import LinkFacts
from handlers.contract.speech import N_, Say
from handlers.shared.buttons import person


def say(facts: LinkFacts) -> Say:
    """Put news about links into words."""
    return Say(
        N_(
            "🔗 Another Telegram account has just been connected to your contract (customer code {code}). "
            "If you do not know who that is, tell us at once."
        ),
        rows=((person(Reason.ACCOUNT),),),
        code=facts.masked_code,
    )
