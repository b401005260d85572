"""The company as a web service: a batch is one POST with an idempotency key (docs/readings-http.md)."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.gateways.answer import read_bounded
from bot.gateways.readings.port import Batch, HandedReading, Refusal, Reply, UtilityAway, UtilityRefused

#: Answers from here on are the service's own trouble, which passes.
_SERVER_TROUBLE: Final = 500
#: 4xx that pass as well: time-out, too early, too many requests.
_PASSING: Final = frozenset({408, 425, 429})
_OK: Final = range(200, 300)
#: No answer about a batch is longer, unpacked.
_LONGEST_ANSWER: Final = 4 * 2**20
#: No number of a reading is greater, and the databases know none.
_GREATEST_NUMBER: Final = 2**63 - 1


class _RefusedReading(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    reading_id: Annotated[int, Field(ge=1, le=_GREATEST_NUMBER)]
    reason: str


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    refused: tuple[_RefusedReading, ...] = ()


class HttpUtility:
    """Posts batches to an address; ``token`` is sent along as a bearer token."""

    def __init__(self, url: str, token: str | None, timeout_s: float) -> None:
        self._url = url
        self._token = token
        self._timeout_s = timeout_s

    async def hand_over(self, batch: Batch) -> Sequence[Refusal]:
        """Post the batch; the answer may refuse single readings."""
        headers = {"Idempotency-Key": batch.key}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        timeout = aiohttp.ClientTimeout(total=self._timeout_s)
        try:
            # A connection each: batches are half an hour apart. Elsewhere our token has no business.
            async with (
                aiohttp.ClientSession(timeout=timeout) as line,
                line.post(self._url, json=_said(batch), headers=headers, allow_redirects=False) as response,
            ):
                return _understood(response.status, await read_bounded(response.content, _LONGEST_ANSWER))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Its text may name the address, which may hold a secret.
            raise UtilityAway(type(error).__name__) from error

    async def replies(self) -> Sequence[Reply]:
        """None: the answer to the batch has said it all."""
        return ()

    async def put_away(self, reply: Reply) -> None:
        """Nothing lies here to be put away.

        Raises:
            LookupError: always.
        """
        raise LookupError(reply.name)


def _said(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch.key,
        "made_at": batch.made_at.isoformat(),
        "readings": [_said_of(reading) for reading in batch.readings],
    }


def _said_of(reading: HandedReading) -> dict[str, Any]:
    return {
        "reading_id": reading.reading_id,
        "point": reading.point,
        "customer_code": reading.customer_code,
        "reading_date": reading.taken_on.isoformat(),
        "sent_at": reading.sent_at.isoformat(),
        "meter": reading.meter,
        "corrector": reading.corrector,
        "doubts": list(reading.doubts),
        "photo": reading.has_photo,
    }


def _understood(status: int, answer: bytes | None) -> Sequence[Refusal]:
    """Return the refusals; `answer` is None where it was longer than any answer can be."""
    if status >= _SERVER_TROUBLE or status in _PASSING:
        raise UtilityAway(f"HTTP {status}")
    if status not in _OK:
        raise UtilityRefused(f"HTTP {status}")
    if answer is None:
        raise UtilityRefused(f"an answer longer than {_LONGEST_ANSWER} bytes")
    if not answer.strip():
        return ()
    try:
        said = _Answer.model_validate_json(answer)
    except ValidationError as error:
        raise UtilityRefused("an answer that is not the JSON of the contract") from error
    return tuple(Refusal(each.reading_id, each.reason) for each in said.refused)
