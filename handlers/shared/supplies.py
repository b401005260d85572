"""How supplies are put into words, and what is said where there is none to speak of."""

from typing import Final

from handlers.contract.speech import N_, Say

#: A button or a message of old names a supply that the person no longer sees.
GONE: Final = N_("This supply is no longer among yours. /forniture shows those that are.")
NO_GAS: Final = N_("There is no gas supply among those that you have connected. Is it on another contract?")


def in_full(sign: str, address: str, point: str, nickname: str | None) -> Say:
    """A supply that cannot be taken for another: its name if any, address, last digits of its point."""
    if nickname is None:
        return Say(N_("{sign} {address} · {point}"), sign=sign, address=address, point=point)
    return Say(
        N_("{sign} <b>{nickname}</b>: {address} · {point}"),
        sign=sign,
        nickname=nickname,
        address=address,
        point=point,
    )
