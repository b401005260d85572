"""E-mail to the outside: a port, the real way by SMTP, and a twin that keeps letters in memory."""

import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Final, Literal, Protocol

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bot.mail_sender import sender_address

#: SMTP: codes from here on are final, those below may be otherwise later (RFC 5321, 4.2.1).
_FINAL_CODE: Final = 500

Security = Literal["starttls", "tls", "none"]
#: The twin composes letters as the real way does, so that both refuse the same.
_NOBODY: Final = "sportello@example.org"


class MailAway(Exception):
    """The mail server cannot be reached or lets nobody in: it has surely not taken the letter."""


class MailDeferred(Exception):
    """The mail server works, and asks to bring this letter again later."""


class MailUnanswered(Exception):
    """The letter went out and no answer came back: it may have been taken."""


class MailRefused(Exception):
    """The mail server will never take this letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in two forms that say the same. ``message_id`` recognises a second copy."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    written_at: datetime


class Mail(Protocol):
    """Whoever takes letters out of the house."""

    async def send(self, letter: Letter) -> None:
        """Hand a letter over, once.

        Raises:
            MailAway, MailDeferred, MailUnanswered, MailRefused: what became of it otherwise.
        """

    async def probe(self) -> None:
        """Ask whether letters would be taken now, sending none.

        Raises:
            MailAway: they would not.
        """


class MemoryMail:
    """Keeps letters instead of sending them: for the demo, and for tests. A copy of a letter is kept once.

    ``on_letter`` is called when one has come; ``is_away`` makes it refuse to answer.
    """

    def __init__(self, on_letter: Callable[[], None] = lambda: None) -> None:
        self.letters: list[Letter] = []
        self.on_letter = on_letter
        self.is_away = False

    async def send(self, letter: Letter) -> None:
        """Keep it."""
        await self.probe()
        _composed(letter, _NOBODY)
        if all(kept.message_id != letter.message_id for kept in self.letters):
            self.letters.append(letter)
            self.on_letter()

    async def probe(self) -> None:
        """Answer, unless away."""
        if self.is_away:
            raise MailAway("switched off")


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """Hands letters to a mail server, a connection each: they are few, and servers close idle lines."""

    host: str
    port: int
    #: The From line: ``Sportello <desk@example.org>``.
    sender: str
    user: str | None
    password: str | None = field(repr=False)
    security: Security
    timeout_s: float
    tls: ssl.SSLContext | None = None

    async def send(self, letter: Letter) -> None:
        """Hand it over."""
        message = _composed(letter, self.sender)
        line = self._line()
        try:
            await line.connect()
        except (SMTPException, OSError) as error:
            # Also a wrong password: it is the operator's to mend, and then the letter goes.
            raise MailAway(_name(error)) from error
        try:
            await line.send_message(message)
        except SMTPRecipientsRefused as error:
            raise _named(error.recipients[0]) from error
        except SMTPResponseException as error:
            raise _named(error) from error
        except (SMTPNotSupported, ValueError) as error:
            raise MailRefused(_name(error)) from error
        except (SMTPException, OSError) as error:
            raise MailUnanswered(_name(error)) from error
        finally:
            await _leave(line)

    async def probe(self) -> None:
        """Say hello, sign in, and go."""
        line = self._line()
        try:
            await line.connect()
            await line.noop()
        except (SMTPException, OSError) as error:
            raise MailAway(_name(error)) from error
        finally:
            await _leave(line)

    def _line(self) -> SMTP:
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            timeout=self.timeout_s,
            use_tls=self.security == "tls",
            # None would be "if the server offers it", and whoever sits in between could take the offer away.
            start_tls=self.security == "starttls",
            tls_context=self.tls,
        )


async def _leave(line: SMTP) -> None:
    """Say goodbye; what became of the letter is known already."""
    with suppress(SMTPException, OSError):
        await line.quit()
    line.close()


def _named(error: SMTPResponseException) -> Exception:
    return (MailRefused if error.code >= _FINAL_CODE else MailDeferred)(_name(error))


def _name(error: Exception) -> str:
    """The kind of failure and its code only: a server's sentence names the address."""
    code = f" {error.code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{code}"


def _composed(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"] = sender_address(sender)
        message["To"] = letter.to
        message["Subject"] = letter.subject
    except ValueError as error:
        raise MailRefused("a line break in the head") from error
    message["Message-ID"] = letter.message_id
    message["Date"] = letter.written_at
    # RFC 3834: no holiday notices back, please.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
