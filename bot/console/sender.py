"""Where a request comes from: its address, whether it was read on the way, and the console's own Origin."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from aiohttp import web

from bot.config.console import Console


def address_of(request: web.Request, console: Console) -> str:
    """Return the address that a request comes from: a trusted proxy's word for it, or the connection's.

    Each proxy adds at the end whom it was called by, some in a header of its own; the first from the end that
    is no proxy of ours is the sender. What stands before that anybody may have written.
    """
    sender = request.remote or ""
    lines = ",".join(request.headers.getall("X-Forwarded-For", ()))
    for hop in (sender, *reversed([each.strip() for each in lines.split(",") if each.strip()])):
        address = _address(hop)
        if address is None:
            return sender
        sender = str(address)
        if not _is_proxy(address, console):
            return sender
    return sender


def was_readable_on_the_way(request: web.Request, console: Console) -> bool:
    """Whether a trusted proxy says that it was asked over plain http."""
    peer = _address(request.remote or "")
    lines = ",".join(request.headers.getall("X-Forwarded-Proto", ()))
    protocols = {each.strip().lower() for each in lines.split(",")}
    return peer is not None and _is_proxy(peer, console) and "http" in protocols


def origin_of(request: web.Request, console: Console) -> str | None:
    """Return the Origin of the console's own pages; None where it is not at home under this Host."""
    url = console.public_url
    if url is None:
        return f"http://{request.host}" if _is_local(request.host) else None
    is_usual = url.port == {"http": 80, "https": 443}[url.scheme]
    return f"{url.scheme}://{url.host}" if is_usual else f"{url.scheme}://{url.host}:{url.port}"


def _address(written: str) -> IPv4Address | IPv6Address | None:
    """Read an address, without the name of an interface; one of IPv4 that is written as IPv6 is IPv4."""
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_proxy(address: IPv4Address | IPv6Address, console: Console) -> bool:
    return any(address in network for network in console.trusted_proxies)


def _is_local(host: str) -> bool:
    """Whether a Host is this machine's. Any other name could be made to lead here (DNS rebinding)."""
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    return name in {"localhost", "127.0.0.1", "::1"}
