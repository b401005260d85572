"""One-time codes of staff: six digits by the clock (TOTP, RFC 6238), each once; ten recovery codes."""

import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from io import BytesIO
from typing import Final

import pyotp

#: A clock may be half a minute off, either way.
_NEAR_STEPS: Final = (0, -1, 1)
_STEP_S: Final = 30
_RECOVERY_CODES: Final = 10
#: Without letters and digits that are taken for each other.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_ISSUER: Final = "Sportello"


def new_secret() -> str:
    """Return a secret of 160 bits for an app that shows codes."""
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """Return what such an app reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)


def picture(secret: str, name: str) -> str:
    """Return the QR code of `address` as an SVG document."""
    # Nobody else draws, and most processes never do.
    import segno  # noqa: PLC0415 - as said

    drawn = BytesIO()
    segno.make(address(secret, name), error="m").save(drawn, kind="svg", scale=5, border=2, xmldecl=False)
    return drawn.getvalue().decode()


def step_of(secret: str, code: str, now: datetime, newest: int | None) -> int | None:
    """Return the time step of a code; None where it is wrong, or of a step that was used (`newest`)."""
    digits = "".join(code.split())
    if len(digits) != pyotp.TOTP(secret).digits or not digits.isascii() or not digits.isdigit():
        return None
    current = int(now.timestamp()) // _STEP_S
    found: int | None = None
    for distance in _NEAR_STEPS:
        step = current + distance
        # Every step is compared, so that the time it takes tells nothing.
        if compare_digest(pyotp.TOTP(secret).generate_otp(step), digits) and found is None:
            found = step
    return found if found is not None and (newest is None or found > newest) else None


def recovery_codes() -> list[str]:
    """Return ten new codes of 50 bits, in two halves that are easily copied by hand."""
    return ["-".join(_word() for _ in range(2)) for _ in range(_RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code, however it was typed."""
    return sha256("".join(code.split()).replace("-", "").lower().encode()).hexdigest()


def _word() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(5))
