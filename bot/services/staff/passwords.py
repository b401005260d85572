"""Passwords of staff: at least twelve characters, none that is easily guessed, kept as Argon2id.

Hashing takes about 30 ms and 19 MiB (OWASP's parameters for Argon2id), so it has a small pool of its own.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.errors import PasswordRefused
from handlers.contract.speech import N_

SHORTEST: Final = 12
#: Longer ones cost time to read and are no safer.
LONGEST: Final = 200
#: Guesses that somebody with the hash makes in a month on one machine at 30 ms each.
_FEWEST_GUESSES: Final = 10**8
#: zxcvbn takes quadratic time; what stands behind this many characters cannot make a password weaker.
_JUDGED: Final = 72
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_POOL: Final = ThreadPoolExecutor(2, thread_name_prefix="passwords")

TOO_SHORT: Final = N_("A password needs at least 12 characters.")
TOO_LONG: Final = N_("A password has at most 200 characters.")
TOO_EASY: Final = N_("This password is easily guessed. Four words that are strangers to each other are good.")


def check(password: str, *known: str) -> None:
    """Refuse a password that is too short, or easily guessed by who knows the words ``known`` as well.

    Raises:
        PasswordRefused: with the msgid of a sentence that says why.
    """
    if len(password) < SHORTEST:
        raise PasswordRefused(TOO_SHORT)
    if len(password) > LONGEST:
        raise PasswordRefused(TOO_LONG)
    # 3 MB of frequent words that nothing else needs.
    from zxcvbn import zxcvbn  # noqa: PLC0415 - as said

    judged = zxcvbn(password[:_JUDGED], user_inputs=["sportello", *known])
    if judged["guesses"] < _FEWEST_GUESSES:
        raise PasswordRefused(TOO_EASY)


async def hashed(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, _HASHER.hash, password)


async def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether a password is the one of a hash. Without a hash it takes as long, and is not."""
    work = partial(_verify, password[: LONGEST + 1], password_hash or _nobodys())
    return await asyncio.get_running_loop().run_in_executor(_POOL, work) and password_hash is not None


def _verify(password: str, password_hash: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
