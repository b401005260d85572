"""The dangers that the book answers at once, offered as buttons."""

from handlers.contract.dialog import State, Turn
from handlers.contract.speech import N_, Say, Shortcut


def emergencies(state: State | None, _argument: str) -> Turn:
    """Offer the dangers that the book answers at once."""
    return Turn(
        state,
        Say(
            N_("What has happened? If somebody is in danger, press at once."),
            rows=(
                (Shortcut(N_("🔥 Smell of gas"), "/faq urgent-gas-leak"),),
                (Shortcut(N_("⚡ Cable down, sparks, shock"), "/faq urgent-electric-danger"),),
                (Shortcut(N_("🔌 The power is out"), "/faq urgent-power-cut"),),
            ),
        ),
    )
