"""The settings of the console, the page that staff work on."""

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated

from pydantic import Field, HttpUrl, field_validator

from bot.config.section import Section


class Console(Section):
    """Whether the web server shows the console under /console, and where people find it."""

    enabled: bool = False
    #: Where browsers find it, without /console. None: at web.host and web.port, for this machine alone.
    public_url: HttpUrl | None = None
    #: Proxies whose X-Forwarded-For is believed; nobody else's is.
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    idle_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    longest_hours: Annotated[int, Field(ge=1, le=24 * 7)] = 12

    @field_validator("public_url")
    @classmethod
    def _names_a_host_alone(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url is not None and ((url.path or "/") != "/" or url.query or url.fragment or url.username):
            raise ValueError("console.public_url ends behind the host and its port; /console comes by itself")
        return url

    @property
    def idle(self) -> timedelta:
        """A session in which nobody does anything ends after so long."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def longest(self) -> timedelta:
        """Every session ends after so long."""
        return timedelta(hours=self.longest_hours)
