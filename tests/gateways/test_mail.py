"""One contract for every way of sending letters, and the real way against a real mail server."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from bot.gateways.mail import (
    Letter,
    Mail,
    MailAway,
    MailDeferred,
    MailRefused,
    MemoryMail,
    Security,
    SmtpMail,
)
from tests.support.mailserver import HOST, PASSWORD, USER, MailServer

_LETTER: Final = Letter(
    to="ada@example.org",
    subject="Perché no? È già qui",
    text="Buongiorno,\n\nè arrivata.\n",
    html="<p>Buongiorno,</p><p>è arrivata.</p>",
    message_id="<sportello.1.2@example.org>",
    written_at=datetime(2026, 1, 15, 12, 0, tzinfo=UTC),
)


@pytest.fixture(params=["starttls", "tls", "none"])
def security(request: pytest.FixtureRequest) -> Security:
    """Each way of keeping a letter from other eyes."""
    kind: Security = request.param
    return kind


@pytest.fixture
async def server(security: Security) -> AsyncIterator[MailServer]:
    """A mail server at work."""
    server = MailServer(security)
    async with server.serving():
        yield server


def _smtp(server: MailServer, security: Security, *, password: str = PASSWORD) -> SmtpMail:
    user, secret = (None, None) if security == "none" else (USER, password)
    tls = None if security == "none" else server.trust()
    return SmtpMail(HOST, server.port, "Sportello <sportello@example.org>", user, secret, security, 5.0, tls)


@pytest.fixture(params=["memory", "smtp"])
async def mail(request: pytest.FixtureRequest) -> AsyncIterator[Mail]:
    """Each way of sending."""
    if request.param == "memory":
        yield MemoryMail()
        return
    server = MailServer("starttls")
    async with server.serving():
        yield _smtp(server, "starttls")


class TestContract:
    """What every twin promises."""

    async def test_a_letter_is_taken(self, mail: Mail) -> None:
        """Sending returns when the letter is taken; a second copy is taken as well."""
        await mail.probe()
        await mail.send(_LETTER)
        await mail.send(_LETTER)

    @pytest.mark.parametrize("part", ["to", "subject"])
    async def test_no_line_of_the_head_can_be_smuggled_in(self, mail: Mail, part: str) -> None:
        """An address or a subject with a line break is refused for good."""
        changes: dict[str, str] = {part: "ada@example.org\r\nBcc: all@example.org"}
        with pytest.raises(MailRefused):
            await mail.send(replace(_LETTER, **changes))  # type: ignore[arg-type]  # both are strings

    async def test_away(self, mail: Mail) -> None:
        """Where nobody answers, the letter has surely not been taken."""
        if isinstance(mail, MemoryMail):
            mail.is_away = True
        elif isinstance(mail, SmtpMail):
            mail = replace(mail, port=1)
        with pytest.raises(MailAway):
            await mail.probe()
        with pytest.raises(MailAway):
            await mail.send(_LETTER)


async def test_what_arrives(server: MailServer, security: Security) -> None:
    """Text and HTML in this order, with accents, the own Message-ID, and no wish for automatic answers."""
    await _smtp(server, security).send(_LETTER)
    (letter,) = server.letters
    assert (letter["From"], letter["To"], letter["Subject"]) == (
        "Sportello <sportello@example.org>",
        "ada@example.org",
        "Perché no? È già qui",
    )
    assert letter["Message-ID"] == "<sportello.1.2@example.org>"
    assert letter["Date"].datetime == _LETTER.written_at
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, html = letter.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "è arrivata" in plain.get_content()
    assert "è arrivata" in html.get_content()


@pytest.mark.parametrize(
    ("reply", "outcome"), [("450 later", MailDeferred), ("550 nobody here", MailRefused)]
)
async def test_what_the_server_says_of_one_letter(
    server: MailServer, security: Security, reply: str, outcome: type[Exception]
) -> None:
    """A 4xx is for later and a 5xx for good, whether it is said to the address or to the letter."""
    server.rcpt_reply = reply
    with pytest.raises(outcome):
        await _smtp(server, security).send(_LETTER)
    server.rcpt_reply, server.data_reply = "", reply
    with pytest.raises(outcome):
        await _smtp(server, security).send(_LETTER)
    assert server.letters == []


@pytest.mark.parametrize("security", ["starttls", "tls"], indirect=True)
async def test_a_wrong_password_is_the_servers_no_to_all(server: MailServer, security: Security) -> None:
    """Letters wait until the operator has mended it; the reason names no secret."""
    with pytest.raises(MailAway) as caught:
        await _smtp(server, security, password="wrong").send(_LETTER)
    assert str(caught.value) == "SMTPAuthenticationError 535"


@pytest.mark.parametrize("security", ["starttls", "tls"], indirect=True)
async def test_a_stranger_gets_no_letter(server: MailServer, security: Security) -> None:
    """A server whose certificate nobody vouches for is handed neither password nor letter."""
    with pytest.raises(MailAway):
        await replace(_smtp(server, security), tls=None).send(_LETTER)
    assert server.letters == []


@pytest.mark.parametrize("security", ["none"], indirect=True)
async def test_starttls_is_never_given_up(server: MailServer, security: Security) -> None:
    """A server that does not offer STARTTLS gets nothing where it was configured."""
    with pytest.raises(MailAway):
        await replace(_smtp(server, security), security="starttls").send(_LETTER)
    assert server.letters == []
