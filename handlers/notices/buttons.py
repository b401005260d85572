"""The buttons below notices. Each says a command that is good on a message of any age.

They name the number of the news, by which only the person who was told it finds it again.
"""

from typing import Final

from handlers.contract.speech import N_, Shortcut

#: The words behind `/avviso` and `/avvisi`: promises, for they stand on messages that people keep.
READ: Final = "letto"
WELL: Final = "bene"
STILL_OFF: Final = "manca"
NOT_ME: Final = "nonio"
NOT_THAT_DAY: Final = "altrogiorno"
CALENDAR: Final = "calendario"
STOP: Final = "basta"

FOLLOW: Final = Shortcut(N_("＋ Follow an address"), "/segui")
PLANNED: Final = Shortcut(N_("📋 What is planned"), "/interruzioni")
SETTINGS: Final = Shortcut(N_("🔔 My notices"), "/avvisi")


def read(news_id: int) -> Shortcut:
    """Confirm that a notice was read."""
    return Shortcut(N_("✅ I have read it"), f"/avviso {READ} {news_id}")


def understood(news_id: int) -> Shortcut:
    """Confirm that a replacement was understood."""
    return Shortcut(N_("👍 Understood"), f"/avviso {READ} {news_id}")


def well(news_id: int) -> Shortcut:
    """Say that the supply is back."""
    return Shortcut(N_("👍 Yes"), f"/avviso {WELL} {news_id}")


def still_off(news_id: int) -> Shortcut:
    """Say that the supply is not back."""
    return Shortcut(N_("👎 No"), f"/avviso {STILL_OFF} {news_id}")


def not_me(news_id: int) -> Shortcut:
    """Say that the address is not one's own."""
    return Shortcut(N_("🙅 Not me"), f"/avviso {NOT_ME} {news_id}")


def not_that_day(news_id: int) -> Shortcut:
    """Say that one cannot be at home on that day."""
    return Shortcut(N_("📆 Not on that day"), f"/avviso {NOT_THAT_DAY} {news_id}")


def calendar(news_id: int) -> Shortcut:
    """Get the works of a message as a calendar file."""
    return Shortcut(N_("📅 Into my calendar"), f"/avviso {CALENDAR} {news_id}")


def out_of_calendar(news_id: int) -> Shortcut:
    """Get a calendar file that takes the works out again."""
    return Shortcut(N_("📅 Out of my calendar"), f"/avviso {CALENDAR} {news_id}")


def stop(kind: str) -> Shortcut:
    """Stop notices of a kind: ``interruzioni``, ``sostituzioni``, ``sera``."""
    return Shortcut(N_("🔕 No more of these"), f"/avviso {STOP} {kind}")


#: The way out of promotional messages, below each of them.
NO_MORE_OFFERS: Final = Shortcut(N_("🔕 No more offers"), f"/avviso {STOP} offerte")
