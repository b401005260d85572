"""What went wrong, in the reader's words; never why inside."""

from collections.abc import Mapping
from typing import Final

from handlers.contract.speech import N_

#: Sentences by HTTP status.
PROBLEMS: Final[Mapping[int, str]] = {
    400: N_("This could not be read, so nothing was changed. Go back and try again."),
    401: N_("You are no longer signed in, so nothing was changed. Please sign in again."),
    403: N_("Your role does not allow this. An admin can say why, or change it."),
    404: N_("There is nothing here. It may have been removed meanwhile."),
    405: N_("This page cannot be opened in this way. Please begin again from the first one."),
    413: N_("This is too large to be taken."),
    502: N_("Telegram does not give this out at the moment. Please try again in a while."),
    503: N_("There is too much to do at this moment. Please try again in a minute."),
}
FOREIGN: Final = N_(
    "This did not come from a page of the console that you have open now, so nothing was changed."
    " Open the page again and repeat it."
)
OUR_FAULT: Final = N_("Something went wrong on our side. It has been noted; please try again in a while.")
