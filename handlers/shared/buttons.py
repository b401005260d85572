"""Buttons that several rooms offer, each named and leading the same wherever it stands."""

from typing import Final

from handlers.contract.desk import Reason
from handlers.contract.speech import N_, Shortcut

SEND_READING: Final = N_("📟 Send the reading")
MY_READINGS: Final = N_("📋 My readings")

PERSON: Final = Shortcut(N_("🙋 Talk to a person"), "/operatore")
#: What the desk offers.
MENU: Final = Shortcut(N_("What I can do for you"), "/start")
READINGS: Final = Shortcut(MY_READINGS, "/letture")


def person(reason: Reason, about: int | str = "") -> Shortcut:
    """Talk to a person for a reason, about the thing with this id where there is one."""
    return Shortcut(PERSON.label, f"{PERSON.command} {reason.value} {about}".rstrip())


def send_reading(supply_id: int | None = None) -> Shortcut:
    """Send a gas reading, of this supply where one is named."""
    return Shortcut(SEND_READING, "/autolettura" if supply_id is None else f"/autolettura {supply_id}")


def connect(then: str = "") -> Shortcut:
    """Connect supplies, and go on with the command `then` afterwards."""
    return Shortcut(N_("🔗 Connect my supplies"), f"/collega {then}".rstrip())
