"""The settings of the way to Telegram."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import Field, HttpUrl, SecretStr, field_validator, model_validator

from bot.config.section import Section, Token

_TOKEN: Final = re.compile(r"[A-Za-z0-9:_-]+")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")


class Telegram(Section):
    """How the bot reaches Telegram, or any other server of the Bot API."""

    token: Token = None
    api_url: HttpUrl = HttpUrl("https://api.telegram.org")
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr | None = None
    bulk_per_second: Annotated[int, Field(ge=1, le=1000)] = 25
    support_chat: int | None = None
    #: The longest that one send may take, connect and answer included.
    send_timeout_s: Annotated[float, Field(gt=0, le=120)] = 20.0
    #: How long Telegram may hold a request for updates when there are none.
    poll_timeout_s: Annotated[int, Field(ge=0, le=50)] = 30

    @field_validator("token")
    @classmethod
    def _token_fits_an_address(cls, token: SecretStr | None) -> SecretStr | None:
        # It stands in the address of every call, where a slash would ask for another page.
        if token is not None and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("telegram.token is no token: copy it again from @BotFather")
        return token

    @field_validator("webhook_secret")
    @classmethod
    def _telegram_takes_the_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("telegram.webhook_secret must be 16 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return secret

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.mode == "webhook":
            if self.webhook_url is None:
                raise ValueError("webhook mode needs webhook_url, the public base address of this bot")
            if self.webhook_secret is None:
                raise ValueError(
                    "webhook mode needs SPORTELLO_TELEGRAM__WEBHOOK_SECRET (16-256 of A-Za-z0-9_-)"
                )
        return self
