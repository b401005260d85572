"""The From line of letters, as an operator writes it in the settings."""

from email.errors import MessageError
from email.headerregistry import Address
from email.utils import unquote


def sender_address(sender: str) -> Address:
    """Read ``Name <desk@example.org>``, or the address alone; the name may hold any signs, quoted or not.

    Raises:
        ValueError: there is no address, or a line break.
    """
    name, opening, rest = sender.strip().rpartition("<")
    spec = rest.removesuffix(">") if opening else rest
    if bool(opening) is not rest.endswith(">"):
        raise ValueError("no address")
    try:
        address = Address(unquote(name.strip()), addr_spec=spec.strip())
    except (MessageError, IndexError) as error:
        raise ValueError("no address") from error
    if not address.username or not address.domain:
        raise ValueError("no address")
    return address
