"""Faults that have a name; each says in one sentence what is wrong and what to do."""

from collections.abc import Sequence
from typing import Final

#: Who mends a file sees the rest at the next try.
_MOST_SHOWN: Final = 1000


class SportelloError(Exception):
    """A fault foreseen: its text is for the person at the keyboard."""


class ConfigurationFaulty(SportelloError):
    """The configuration cannot be used. ``faults`` holds a sentence for each fault, all at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("Configuration: " + "; ".join(self.faults))


class DatabaseUnusable(SportelloError):
    """The database cannot be opened, written or understood."""


class TokenRefused(SportelloError):
    """Telegram does not know the token."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the token. Copy it again from @BotFather into SPORTELLO_TELEGRAM__TOKEN."
        )


class PortTaken(SportelloError):
    """The address for the web pages cannot be listened on."""


class NotLearned(SportelloError):
    """A phrase was not added to the FAQ, or there was none to take back."""


class UpdateUnreadable(SportelloError):
    """An update that Telegram sent cannot be understood; it is set aside.

    ``asker``: the person who asked for something with it in a private chat, where that much can be told,
    and ``language`` and ``callback_id`` (of the button that was pressed) as Telegram gave them.
    """

    def __init__(
        self,
        reason: str,
        *,
        asker: int | None = None,
        language: str | None = None,
        callback_id: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.asker = asker
        self.language = language
        self.callback_id = callback_id


class FileUnwritable(SportelloError):
    """A file that was asked for cannot be written."""


class FileRefused(SportelloError):
    """A file to import has faults, and nothing of it was taken. ``faults`` holds a sentence for each."""

    def __init__(self, path: object, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        count = f"{len(self.faults)} faults" if len(self.faults) > 1 else "one fault"
        more = len(self.faults) - _MOST_SHOWN
        shown = [*self.faults[:_MOST_SHOWN], *([f"… and {more} more"] if more > 0 else [])]
        super().__init__("\n".join((f"{path} was not taken, it has {count}:", *shown)))


class DocumentRefused(SportelloError):
    """A document has faults, and nothing of it was taken. ``faults``: the path and a sentence of each."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{path}: {words}" if path else words for path, words in faults))


class KeyRefused(SportelloError):
    """A key of a program cannot be made or revoked."""


class StaffRefused(SportelloError):
    """An account of staff cannot be added, changed or removed."""


class PasswordRefused(SportelloError):
    """A password is too short or too easy; the message is a msgid."""


class PasswordsBusy(SportelloError):
    """More passwords wait to be looked at than are taken on."""
