"""What a person hears of planned works, and for which addresses: one screen, changed in its place."""

from collections.abc import Mapping
from typing import Final

from handlers.contract.dialog import State, Turn
from handlers.contract.notices import (
    MOST_FOLLOWED,
    ChoiceName,
    ChoicesRead,
    ChooseNotice,
    Followed,
    NoticeChoices,
    ReadChoices,
    Unfollow,
)
from handlers.contract.speech import N_, Say, Shortcut, fitting
from handlers.notices import buttons, follow
from handlers.shared import codes

#: The words behind `/avvisi`, which stand on buttons that people keep.
_CHOICES: Final[Mapping[str, ChoiceName]] = {
    "interruzioni": "outages",
    "sostituzioni": "replacements",
    "sera": "evening",
    "notte": "quiet_hours",
    "servizio": "service",
    "offerte": "promotional",
}
#: How a choice is labelled where it is on, and where it is off.
_LABELS: Final[Mapping[ChoiceName, tuple[str, str]]] = {
    "outages": (N_("🔔 Planned works: yes"), N_("🔕 Planned works: no")),
    "replacements": (N_("🔔 Meter replacement: yes"), N_("🔕 Meter replacement: no")),
    "evening": (N_("🔔 The evening before: yes"), N_("🔕 The evening before: no")),
    "quiet_hours": (N_("🌙 Silence at night: yes"), N_("🌙 Silence at night: no")),
    "service": (N_("📣 Messages about the service: yes"), N_("📣 Messages about the service: no")),
    "promotional": (N_("🎁 Offers: yes"), N_("🎁 Offers: no")),
}
_ON: Final = "si"
_OFF: Final = "no"
_REMOVE: Final = "togli"
#: What is said where a kind is stopped from the notice itself.
_STOPPED: Final[Mapping[ChoiceName, str]] = {
    "outages": N_("All right, I no longer write to you about planned power cuts and gas stops."),
    "replacements": N_("All right, I no longer write to you about meter replacements."),
    "evening": N_("All right, no more reminders the evening before. The notices themselves still come."),
    "quiet_hours": N_("All right, I may write to you at night too."),
    "service": N_("All right, no more messages about the service. Notices of planned works still come."),
    "promotional": N_("All right, no more offers."),
}


def open_settings(state: State | None, argument: str) -> Turn:
    """Show the screen, or change it: ``/avvisi sera no``, ``/avvisi togli 5``."""
    match argument.lower().split():
        case [word, ("si" | "sì" | "no") as wanted] if word in _CHOICES:
            change = ChooseNotice(_CHOICES[word], wanted != _OFF)
            return Turn(state, do=(change,), ask=ReadChoices("edit"))
        case [word, number] if word == _REMOVE and (follow_id := codes.row_number(number)) is not None:
            return Turn(state, do=(Unfollow(follow_id),), ask=ReadChoices("edit"))
        case _:
            return Turn(state, ask=ReadChoices("show"))


def stop(state: State | None, word: str) -> Turn:
    """Stop a kind from a notice, which stays as it is: ``/avviso basta interruzioni``."""
    name = _CHOICES.get(word)
    if name is None:
        return Turn(state, ask=ReadChoices("show"))
    again = Shortcut(N_("↩️ Undo"), f"/avvisi {word} {_ON}")
    return Turn(
        state,
        Say(_STOPPED[name], rows=((again, buttons.SETTINGS),)),
        do=(ChooseNotice(name, wanted=False),),
    )


def choices_read(state: State | None, event: ChoicesRead) -> Turn:
    """Show the screen, or begin to follow one more address."""
    if event.purpose == "follow":
        return follow.full(state) if len(event.followed) >= MOST_FOLLOWED else follow.start()
    return Turn(state, _screen(event))


def remove_button(followed: Followed) -> Shortcut:
    """Stop following an address."""
    return Shortcut(fitting(f"🗑 {followed.address}"), f"/avvisi {_REMOVE} {followed.follow_id}")


def _screen(event: ChoicesRead) -> Say:
    last = (buttons.FOLLOW, buttons.PLANNED) if len(event.followed) < MOST_FOLLOWED else (buttons.PLANNED,)
    rows = (
        *((_toggle(word, name, event.choices),) for word, name in _CHOICES.items()),
        *((remove_button(followed),) for followed in event.followed),
        last,
    )
    is_edited = event.purpose == "edit"
    addresses = tuple(Say("📍 {address}", address=followed.address) for followed in event.followed)
    notices = Say(_FOLLOWED, addresses=addresses) if addresses else Say(_NOBODY_FOLLOWED)
    return Say(_WITH_PURPOSES, rows=rows, instead=is_edited, notices=notices)


def _toggle(word: str, name: ChoiceName, choices: NoticeChoices) -> Shortcut:
    is_on = bool(getattr(choices, name))
    return Shortcut(_LABELS[name][not is_on], f"/avvisi {word} {_OFF if is_on else _ON}")


_NOBODY_FOLLOWED: Final = N_(
    "🔔 <b>Your notices</b>\n\n"
    "I write to you when planned works concern your supplies. You can also follow an address without a "
    "contract: your parents’ home, a shop.\n\n"
    "Press a line to change it. Urgent works are told at night too. Reminders of the gas reading: /promemoria"
)
_FOLLOWED: Final = N_(
    "🔔 <b>Your notices</b>\n\n"
    "I write to you when planned works concern your supplies, or an address that you follow:\n{addresses}\n\n"
    "Press a line to change it, 🗑 to follow an address no longer. Urgent works are told at night too. "
    "Reminders of the gas reading: /promemoria"
)
_WITH_PURPOSES: Final = N_(
    "{notices}\n\n"
    "📣 tells you what you should know about the service. 🎁 Offers come only if you say yes, and you can "
    "change your mind here at any time."
)
