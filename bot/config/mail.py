"""The settings of the mail server."""

from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator

from bot.config.section import PREFIX, SEPARATOR, Section
from bot.mail_sender import sender_address


class Mail(Section):
    """How letters leave. Without a host none do, and what needs them is not offered."""

    host: str | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    #: The From line: ``Sportello <desk@example.org>``.
    sender: str | None = None
    user: str | None = None
    password: SecretStr | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    #: The longest that handing over one letter may take.
    timeout_s: Annotated[float, Field(gt=0, le=120)] = 30.0

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.host is None:
            return self
        if self.sender is None or not _is_sender(self.sender):
            raise ValueError("mail.host needs mail.sender, the address that letters come from")
        if (self.user is None) is not (self.password is None):
            raise ValueError(
                "mail.user and its password belong together: "
                f"set {PREFIX}MAIL{SEPARATOR}PASSWORD in the environment"
            )
        if self.user is not None and self.security == "none":
            raise ValueError("mail.security must be starttls or tls where a password is sent")
        return self


def _is_sender(sender: str) -> bool:
    try:
        sender_address(sender)
    except ValueError:
        return False
    return True
