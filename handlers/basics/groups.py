"""Groups that the bot leaves, and people who block or unblock it."""

from handlers.contract.chat import AddedToGroup, LeaveChat
from handlers.contract.dialog import State, Turn
from handlers.contract.people import SetSubscription, Subscribed
from handlers.contract.speech import N_, Say


def leave_group(event: AddedToGroup) -> Turn:
    """Leave a group, politely where the invitation is fresh: personal questions do not belong there."""
    goodbye = Say(
        N_("Thank you for the invitation! I can only help in a private chat, so I am leaving this group.")
    )
    return Turn(None, *([goodbye] if event.invited else []), do=(LeaveChat(),))


def subscription(state: State | None, event: Subscribed) -> Turn:
    """Note that the person blocked or unblocked the bot; nothing is said."""
    change = (SetSubscription(event.active),)
    return Turn(state, do=change) if event.active else Turn(None, do=change, outcome="abandoned")
