"""A photo of the counter that comes after the reading: it is kept with it, for whoever looks into a doubt."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from handlers.contract import Attachment, Dialog, Event, Expired, State, Text, Turn
from handlers.contract_readings import AttachPhoto
from handlers.reading_numbers import is_sent_unasked
from handlers.words import N_, Say

#: Long enough to go down to the cellar once more.
_PATIENCE: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class AwaitPhoto(State):
    """A photo may come, and nobody waits for it: whatever else is said is answered as ever."""

    reading_id: int
    supply_id: int


def _step(state: State, event: Event) -> Turn | None:
    match state, event:
        case _, Text(text, _) if is_sent_unasked(text):
            # The reading of another supply, perhaps, with a photo of its own.
            return None
        case AwaitPhoto(reading_id, _), Attachment("photo", str(photo)) | Text(_, str(photo)):
            thanks = Say(N_("Thank you! I have put the photo with reading no. {number}."), number=reading_id)
            return Turn(state, thanks, do=(AttachPhoto(reading_id, photo),))
        case _, Expired():
            return Turn(None)
        case _:
            return None


DIALOG: Final = Dialog("reading-photo", (AwaitPhoto,), _step, patience=_PATIENCE)
