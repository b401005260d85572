"""Keep a photo of the counter with the reading that was sent before it, as evidence if it is doubted."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from faq.language.text import fold
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

#: What people write who would rather not have sent it, folded.
_REGRETS: Final = frozenset(
    {
        "cancella", "cancellala", "cancella la lettura", "elimina", "eliminala", "elimina la lettura",
        "ho sbagliato", "mi sono sbagliato", "mi sono sbagliata", "ho sbagliato numero", "e sbagliata",
        "sbagliata", "sbagliato", "delete", "delete it", "wrong", "loschen", "losch sie", "falsch",
    }
)  # fmt: skip
#: A second yes, from somebody in a hurry, or to the photo.
_YES: Final = frozenset({"si", "si si", "si grazie", "yes", "ja"})


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
        case Text(text) if fold(text) in _REGRETS:
            return Turn(state, ask=ReadReading(reading_id))
        case Text(text) if fold(text) in _YES:
            return Turn(state, Say(N_("Your reading is safe already. If you like, send me the photo.")))
        case Text(text) if replies.understood(text) == "no":
            return Turn(None, Say(N_("All right, the reading is fine without a photo too.")))
        case _:
            return None


DIALOG: Final[Dialog[AwaitPhoto]] = Dialog(
    "reading-photo", (AwaitPhoto,), _step, patience=_PATIENCE, cancelled=_cancelled
)
