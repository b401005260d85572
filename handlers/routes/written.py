"""What a person has written in their own words, whatever brought it, and whether it is a secret."""

from typing import assert_never

from handlers.contract.chat import Attachment, Command, Text
from handlers.contract.dialog import State
from handlers.shared import secrets
from handlers.subjects import COMMANDS, dialog_of, is_deep_link


def is_secret(state: State | None, event: Text | Command | Attachment) -> bool:
    """Whether a person has written what must not be kept, be a dialog open or none."""
    words = written(event)
    if not words:
        return False
    if secrets.holds_secret(words):
        return True
    dialog = dialog_of(state)
    if state is None or dialog is None or dialog.is_secret is None:
        return False
    return _is_own_words(event) and dialog.is_secret(state, words)


def _is_own_words(event: Text | Command | Attachment) -> bool:
    """Whether what was written is a person's word, and not what a command reads."""
    offer = COMMANDS.get(event.name) if isinstance(event, Command) else None
    return (
        offer is None
        or not isinstance(event, Command)
        or offer.takes_words
        or not offer.reads(event.argument)
    )


def written(event: Text | Command | Attachment) -> str:
    """What a person has written in their own words; nothing where a button or a link of ours said it."""
    match event:
        case Text(text):
            return text
        case Attachment(words=words):
            return words
        case Command(typed=""):
            return ""
        case Command(name, argument) if is_deep_link(name, argument):
            return ""
        case Command(name, argument) if name in COMMANDS:
            return argument
        case Command(typed=typed):
            return typed.removeprefix("/")
        case _:
            assert_never(event)
