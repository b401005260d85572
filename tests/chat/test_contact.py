"""A shared number: vouched for by Telegram, or not taken."""

from typing import Any, Final

import pytest

from bot.chat.inbound import Reader
from bot.chat.outbound import _below
from bot.i18n import CallbackButton
from bot.storage.parcels import Message
from handlers.contract.chat import Attachment
from handlers.contract.linking import ContactShared
from handlers.contract.vocabulary import Event

_ADA: Final = {"id": 7, "is_bot": False, "first_name": "Ada"}
_PASSED_ON: Final = {"type": "user", "date": 1, "sender_user": {"id": 8, "is_bot": False, "first_name": "Bo"}}


@pytest.mark.parametrize(
    ("extra", "event"),
    [
        ({"contact": {"user_id": 7}}, ContactShared("393990000001")),
        ({"contact": {"user_id": 8}}, Attachment("contact")),
        ({"contact": {}}, Attachment("contact")),
        ({"contact": {"user_id": 7}, "forward_origin": _PASSED_ON}, Attachment("contact")),
    ],
)
def test_only_the_own_number_counts(extra: dict[str, Any], event: Event) -> None:
    """Another's card, a card of nobody known, and one that was passed on are no proof."""
    contact = {"phone_number": "393990000001", "first_name": "Ada", **extra["contact"]}
    message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "from": _ADA}
    update = {"update_id": 1, "message": {**message, **extra, "contact": contact}}
    assert Reader(None).read(update).event == event


def test_the_keyboard_that_asks_for_the_number() -> None:
    """The button that hands over the number comes first, the others below; it goes with a plain message."""
    shown = _below(Message("…", ((CallbackButton("Indietro", "x"),),), contact="Il mio numero"))
    assert shown is not None
    keyboard = shown.to_dict()
    assert keyboard["keyboard"] == [
        [{"text": "Il mio numero", "request_contact": True}],
        [{"text": "Indietro"}],
    ]
    assert (keyboard["resize_keyboard"], keyboard["one_time_keyboard"]) == (True, True)
    gone = _below(Message("…", (), closes_keyboard=True))
    assert gone is not None
    assert gone.to_dict() == {"remove_keyboard": True}
