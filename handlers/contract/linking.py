"""The part of the vocabulary that is about customers: who is linked to whom, and how that is proved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

# --- facts -------------------------------------------------------------------------------------------

#: What the key of a letter begins with, so that its deep link is told from others.
KEY_PREFIX: Final = "collega-"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer whom the person is linked to; of the code only the last digits are shown."""

    customer_id: int
    name: str
    masked_code: str


@dataclass(frozen=True, slots=True)
class Supply:
    """A supply point of such a customer; ``masked_point`` names kind and last digits: ``POD …5678``."""

    supply_id: int
    customer_id: int
    kind: Literal["power", "gas"]
    masked_point: str
    address: str
    #: What this person calls it; nobody else sees that.
    nickname: str | None


# --- events ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContactShared:
    """The person handed over their own number, as Telegram knows it; another's is an `Attachment`."""

    phone: str


@dataclass(frozen=True, slots=True)
class Identified:
    """A try was taken down, whether it named a customer or not. ``by_mail``: letters may leave."""

    attempt_id: int
    by_mail: bool


@dataclass(frozen=True, slots=True)
class TriesSpent:
    """There were too many tries; so long until the next."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Proven:
    """The person of the try holds what only its customer holds."""

    attempt_id: int


@dataclass(frozen=True, slots=True)
class NotProven:
    """They do not, or there is no such customer: nobody outside the service can tell."""


@dataclass(frozen=True, slots=True)
class KeyRefused:
    """The key is of another chat, used, too old, or none at all."""


@dataclass(frozen=True, slots=True)
class LetterAllowed:
    """A letter may be sent for the try; its link is good until then."""

    attempt_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class LinksRead:
    """The customers and supplies of the person. ``purpose`` is what they were asked for."""

    purpose: "Purpose"
    customers: tuple[Customer, ...]
    supplies: tuple[Supply, ...]


@dataclass(frozen=True, slots=True)
class SupplyRead:
    """The supply that was asked for; None where it is not the person's."""

    supply: Supply | None


LinkEvent: TypeAlias = ContactShared
LinkAnswered: TypeAlias = (
    Identified | TriesSpent | Proven | NotProven | KeyRefused | LetterAllowed | LinksRead | SupplyRead
)

# --- what is asked, and what is done -----------------------------------------------------------------

#: To show them, or to choose whom to take leave of.
Purpose: TypeAlias = Literal["show", "unlink"]


@dataclass(frozen=True, slots=True)
class Identify:
    """Take down a try to identify; `Identified` or `TriesSpent` comes back."""

    code: str
    tax_code: str


@dataclass(frozen=True, slots=True)
class CheckPhone:
    """Ask whether this is the mobile on record for the try; `Proven`, `NotProven` or `TriesSpent`."""

    attempt_id: int
    phone: str


@dataclass(frozen=True, slots=True)
class CheckKey:
    """Ask whether this key came from a letter to this chat and is still good; `Proven` or `KeyRefused`."""

    key: str


@dataclass(frozen=True, slots=True)
class CountLetter:
    """Ask whether one more letter may be sent for the try; `LetterAllowed` or `TriesSpent`."""

    attempt_id: int


@dataclass(frozen=True, slots=True)
class ReadLinks:
    """Ask for the customers and supplies of the person; `LinksRead` comes back."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class ReadSupply:
    """Ask for one supply of the person; `SupplyRead` comes back."""

    supply_id: int


@dataclass(frozen=True, slots=True)
class SendLetter:
    """Send the key of the try to the address on record, if there is a customer and an address."""

    attempt_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class LinkCustomer:
    """Link the person to the customer of a proven try, and tell the others who are linked to them."""

    attempt_id: int


@dataclass(frozen=True, slots=True)
class UnlinkCustomer:
    """Take the link away, and the nicknames with it."""

    customer_id: int


@dataclass(frozen=True, slots=True)
class NameSupply:
    """Call the supply so from now on; None: by its address again."""

    supply_id: int
    nickname: str | None


LinkAsk: TypeAlias = Identify | CheckPhone | CheckKey | CountLetter | ReadLinks | ReadSupply
LinkChange: TypeAlias = SendLetter | LinkCustomer | UnlinkCustomer | NameSupply

# --- what goes out unasked ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnotherAccountLinked:
    """Somebody else has been linked to the customer as well."""

    masked_code: str


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """Staff have disconnected the person from the customer."""

    masked_code: str


@dataclass(frozen=True, slots=True)
class LinkLetter:
    """The letter with the link that proves a try; good until then.

    ``to`` None: to nobody, so it is written and not sent. ``language`` None: none is on record. The code is
    masked, for a letter may be read by others.
    """

    to: str | None
    language: str | None
    name: str
    masked_code: str
    url: str
    until: datetime


LinkFacts: TypeAlias = AnotherAccountLinked | LinkEnded
