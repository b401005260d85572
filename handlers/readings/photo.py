"""Keep a photo of the counter with the reading that was sent before it, as evidence if it is doubted."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from handlers.contract.chat import Attachment, Text
from handlers.contract.dialog import Dialog, State, Turn
from handlers.contract.readings import AttachPhoto, ReadReading
from handlers.contract.speech import N_, Say
from handlers.contract.vocabulary import Event
from handlers.readings.numbers import is_sent_unasked
from handlers.readings.phrases import delete_button
from handlers.shared import replies

#: Long enough to go down to the cellar once more.
_PATIENCE: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class AwaitPhoto(State):
    """A photo may come, and nobody waits for it: whatever else is said is answered as ever."""

    reading_id: int
    supply_id: int


def _cancelled(state: AwaitPhoto) -> Turn:
    """Wait for no photo any more, and say that the reading stays."""
    stays = Say(
        N_("Nothing is open any more, and your reading no. {number} stays. To take it back, press here:"),
        rows=((delete_button(state.reading_id),),),
        number=state.reading_id,
    )
    return Turn(None, stays, outcome="cancelled")


def _step(state: AwaitPhoto, event: Event) -> Turn | None:
    reading_id = state.reading_id
    match event:
        case Text(text) if is_sent_unasked(text):
            # The reading of another supply, perhaps, with a photo of its own.
            return None
        case Attachment("photo", str(photo)) | Text(_, str(photo)):
            thanks = Say(N_("Thank you! I have put the photo with reading no. {number}."), number=reading_id)
            return Turn(state, thanks, do=(AttachPhoto(reading_id, photo),))
        case Text(text):
            return _replied(state, text)
        case _:
            return None


def _replied(state: AwaitPhoto, text: str) -> Turn | None:
    reply = replies.read(text)
    if reply is None:
        return None
    answer = reply.to(replies.PROPOSAL)
    if (reply.is_wrong and not reply.is_doubtful) or replies.reports(text, "deletes"):
        # Who writes this would rather not have sent it.
        return Turn(state, ask=ReadReading(state.reading_id))
    if answer == "no":
        return Turn(None, Say(N_("All right, the reading is fine without a photo too.")))
    if answer == "yes" and reply.is_plain_yes:
        # A second yes, from somebody in a hurry, or to the photo.
        return Turn(state, Say(N_("Your reading is safe already. If you like, send me the photo.")))
    return None


DIALOG: Final[Dialog[AwaitPhoto]] = Dialog(
    "reading-photo", (AwaitPhoto,), _step, patience=_PATIENCE, cancelled=_cancelled
)
