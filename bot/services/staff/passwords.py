"""Passwords of staff: at least twelve characters, none that is easily guessed, kept as Argon2id.

Hashing takes about 30 ms and 19 MiB (OWASP's parameters for Argon2id), so it has a small pool of its own.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.errors import PasswordRefused, PasswordsBusy
from handlers.contract.speech import N_

_T = TypeVar("_T")

SHORTEST: Final = 12
#: Longer ones cost time to read and are no safer.
LONGEST: Final = 200
#: Guesses that somebody with the hash makes in a month on one machine at 30 ms each.
_FEWEST_GUESSES: Final = 10**8
#: zxcvbn takes quadratic time; what stands behind this many characters cannot make a password weaker.
_JUDGED: Final = 72
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS: Final = 2
_POOL: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")
#: So many may be at work or wait, a second or so; strangers never take the places of who was here before.
_PLACES: Final = 48
PLACES_FOR_STRANGERS: Final = 32
#: A hash with the same parameters, of a password that nobody has: comparing with it takes as long.
NOBODYS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$duzVo3V3QcjdViaRkxqkjQ$gwumjJ5OP2AxtqJY9jtNWlO6smJNvOGmgWgle5fs938"
)

TOO_SHORT: Final = N_("A password needs at least 12 characters.")
TOO_LONG: Final = N_("A password has at most 200 characters.")
TOO_EASY: Final = N_("This password is easily guessed. Four words that are strangers to each other are good.")


_at_work: Final[set[Future[Any]]] = set()


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


async def hashed(password: str, *known: str) -> str:
    """Return the Argon2id hash of a password that `check` takes.

    Raises:
        PasswordRefused: as `check`.
        PasswordsBusy: too many wait already.
    """
    return await _in_turn(partial(_checked_and_hashed, password, known), _PLACES)


async def matches(password: str, password_hash: str | None, *, is_stranger: bool = True) -> bool:
    """Tell whether a password is the one of a hash. Without a hash it takes as long, and is not.

    Raises:
        PasswordsBusy: too many wait already.
    """
    work = partial(_verify, password[: LONGEST + 1], password_hash or NOBODYS)
    places = PLACES_FOR_STRANGERS if is_stranger else _PLACES
    return await _in_turn(work, places) and password_hash is not None


async def _in_turn(work: Callable[[], _T], places: int) -> _T:
    """Run work in the pool, where fewer than ``places`` are there already.

    A place is free when the thread is done, not when the browser has gone.
    """
    _at_work.difference_update([each for each in _at_work if each.done()])
    if len(_at_work) >= places:
        raise PasswordsBusy
    working = _POOL.submit(work)
    _at_work.add(working)
    # Shielded: what a thread has begun it ends, whoever has gone meanwhile.
    return await asyncio.shield(asyncio.wrap_future(working))


def _checked_and_hashed(password: str, known: Sequence[str]) -> str:
    check(password, *known)
    return HASHER.hash(password)


def _verify(password: str, password_hash: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
