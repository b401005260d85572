"""What broadcasts go by where the bot is configured: the job, the command and the page alike."""

from datetime import timedelta
from typing import Final

from bot.config import Settings
from bot.i18n import CallbackButton, Texts
from bot.services.broadcasts.broadcast import Broadcast
from bot.services.broadcasts.sending import Rules
from bot.services.broadcasts.words import WayOut, Words
from handlers.notices import NO_MORE_OFFERS

#: So much of the pace waits in the outbox: enough for it never to run dry, and soon gone.
_AHEAD: Final = timedelta(seconds=8)


def way_out(texts: Texts) -> WayOut:
    """Return what makes the button by which somebody stops promotional messages."""

    def button(language: str) -> CallbackButton:
        return CallbackButton(texts.translate(NO_MORE_OFFERS.label, language), NO_MORE_OFFERS.command)

    return button


def configured(settings: Settings, texts: Texts) -> Rules:
    """Return what sending goes by."""
    stop, folder = way_out(texts), settings.broadcasts.folder

    def words(broadcast: Broadcast) -> Words:
        return Words(broadcast.draft, folder, stop)

    return Rules(
        windows=settings.readings.windows,
        second_person_above=settings.broadcasts.second_person_above,
        ahead=settings.telegram.bulk_per_second * int(_AHEAD.total_seconds()),
        words=words,
        training=settings.broadcasts.training,
    )
