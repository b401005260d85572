"""A real mail server on 127.0.0.1, and what it was handed."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.gateways.mail import Security

USER: Final = "sportello"
PASSWORD: Final = "made-up-password"
HOST: Final = "localhost"


@dataclass
class MailServer:
    """What came, and how the next letters are to be answered."""

    security: Security
    letters: list[EmailMessage] = field(default_factory=list)
    #: The reply to RCPT and to the letter itself; empty: take it.
    rcpt_reply: str = ""
    data_reply: str = ""
    port: int = 0

    def __post_init__(self) -> None:
        self.authority = trustme.CA()
        self._came = asyncio.Event()

    async def letter(self) -> EmailMessage:
        """Wait for a letter."""
        async with asyncio.timeout(10):
            await self._came.wait()
        return self.letters[-1]

    def trust(self) -> ssl.SSLContext:
        """The context of a client that trusts this server."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse an addressee."""
        if self.rcpt_reply:
            return self.rcpt_reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take or refuse a letter."""
        if self.data_reply:
            return self.data_reply
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        self.letters.append(message_from_bytes(raw, policy=policy.default))
        self._came.set()
        return "250 OK"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listen, on the same port as before."""
        options: dict[str, Any] = {}
        context = None
        if self.security != "none":
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.authority.issue_cert(HOST).configure_cert(context)
            if self.security == "tls":
                options = {"authenticator": _sign_in, "auth_require_tls": False}
            else:
                options = {"authenticator": _sign_in, "auth_required": True}
                options |= {"tls_context": context, "require_starttls": True}
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, hostname=HOST, **options),
            "127.0.0.1",
            self.port,
            ssl=context if self.security == "tls" else None,
        )
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            await server.wait_closed()


def _sign_in(
    _server: object, _session: object, _envelope: object, _mechanism: str, data: object
) -> AuthResult:
    is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=is_right, handled=False)
