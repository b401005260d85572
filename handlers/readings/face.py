"""What gas readings offer: dialogs, commands, numbers that nobody asked for, and the answers."""

from typing import Final

from handlers.contract.chat import Text
from handlers.contract.dialog import CommandOffer, State, Subject, Turn
from handlers.contract.readings import ReadingAnswered, ReadingRead, ReadingsRead
from handlers.contract.speech import N_
from handlers.readings import listing, numbers, photo, reminders, send

#: The dialog that an open self-reading is saved under.
SENDING: Final = send.DIALOG.name


def answered(state: State | None, event: ReadingAnswered) -> Turn:
    """Say what the service has found, weighed or kept."""
    match event:
        case ReadingsRead():
            return listing.readings_read(state, event)
        case ReadingRead():
            return listing.reading_read(state, event)
        case _:
            return send.answered(state, event)


def _unasked(state: State | None, text: Text) -> Turn | None:
    """Take a number for a reading, or the wish to send one."""
    if numbers.is_sent_unasked(text.text):
        return send.sent_unasked(state, text)
    return send.begin(state, "") if send.is_wished(text.text) else None


SUBJECT: Final = Subject(
    dialogs=(send.DIALOG, photo.DIALOG, reminders.DIALOG, listing.DIALOG),
    unasked=_unasked,
    commands=(
        CommandOffer(
            "autolettura",
            send.begin,
            menu=N_("Send the gas reading"),
            help=N_("send the gas reading"),
            aliases=("lettura", "reading", "ablesung", "zaehlerstand"),
            reads=numbers.is_number,
            typed=send.sent_with_command,
        ),
        CommandOffer(
            "letture",
            listing.show,
            menu=N_("My gas readings"),
            help=N_("your gas readings, and deleting one"),
            aliases=("readings", "ablesungen"),
            reads=numbers.is_number,
            typed=listing.show_all,
        ),
        CommandOffer(
            "promemoria",
            reminders.remind,
            help=N_("reminders to send the reading"),
            aliases=("reminders", "erinnerungen"),
            reads=reminders.is_choice,
            keeps_promises=True,
        ),
        CommandOffer("cancella", listing.delete),
    ),
)
