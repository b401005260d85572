"""What people are told of their links unasked: that another account came to a contract, that theirs ended."""

from typing import assert_never

from handlers.contract.desk import Reason
from handlers.contract.linking import AnotherAccountLinked, LinkEnded, LinkFacts
from handlers.contract.speech import N_, Say
from handlers.shared.buttons import person


def say(facts: LinkFacts) -> Say:
    """Put news about links into words."""
    match facts:
        case AnotherAccountLinked(masked_code):
            return Say(
                N_(
                    "🔗 Another Telegram account has just been connected to your contract (customer code "
                    "{code}). If you do not know who that is, tell us at once."
                ),
                rows=((person(Reason.ACCOUNT),),),
                code=masked_code,
            )
        case LinkEnded(masked_code):
            return Say(
                N_(
                    "🔗 We have disconnected this Telegram account from the contract with customer code "
                    "{code}. If you did not expect that, ask a person; you can connect again with /collega."
                ),
                rows=((person(Reason.ACCOUNT),),),
                code=masked_code,
            )
        case _:
            assert_never(facts)
