"""The From line: any name beside one address, and never another sender."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from bot.mail_sender import sender_address


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("desk@example.org", ""),
        ("<desk@example.org>", ""),
        ("Sportello <desk@example.org>", "Sportello"),
        ("Sportello<desk@example.org>", "Sportello"),
        ("Rossi, Bianchi e soci <desk@example.org>", "Rossi, Bianchi e soci"),
        ("Energia: lo sportello <desk@example.org>", "Energia: lo sportello"),
        ("Energia; sportello <desk@example.org>", "Energia; sportello"),
        ("info@energia <desk@example.org>", "info@energia"),
        ("other@example.com <desk@example.org>", "other@example.com"),
        ("Sportello (Italia) <desk@example.org>", "Sportello (Italia)"),
        ("S.p.A. [gas] <desk@example.org>", "S.p.A. [gas]"),
        ("Gas < Luce <desk@example.org>", "Gas < Luce"),
        ('"Rossi, Desk" <desk@example.org>', "Rossi, Desk"),
        ('"Il \\"Desk\\"" <desk@example.org>', 'Il "Desk"'),
        ('Il "Desk" <desk@example.org>', 'Il "Desk"'),
        ("L’energia è qui, sì <desk@example.org>", "L’energia è qui, sì"),
    ],
)
def test_any_name_goes_with_the_one_address(sender: str, name: str) -> None:
    """Whoever reads the letter sees the name as it was written, and the one address."""
    message = EmailMessage()
    message["From"] = sender_address(sender)
    read = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
    (address,) = read["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "desk@example.org")


@pytest.mark.parametrize(
    "sender",
    ["", "Sportello", "Sportello <>", "Sportello <desk>", "<@example.org>", "desk@", "a@b.org, c@d.org",
     "Desk <a@b.org, c@d.org>", "Desk <a@b.org", "Desk a@b.org>", "Desk\nBcc: x@y.org <a@b.org>"],
)  # fmt: skip
def test_what_names_no_single_address_is_refused(sender: str) -> None:
    """At the start, not when the first letter should leave."""
    with pytest.raises(ValueError, match=r"."):
        sender_address(sender)
