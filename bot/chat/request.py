"""python-telegram-bot's way to HTTP, on one aiohttp session: a fraction of the processor time of its own.

It also keeps apart what PTB does not: a request that surely did not arrive, and one of which nobody knows.
"""

import math
import os
import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.chat import safe_json
from bot.gateways.answer import read_bounded

_CONNECT_TIMEOUT_S: Final = 5.0
_KEEP_ALIVE_S: Final = 50.0
#: "Enhance your calm": Telegram's own status for too many requests, which no standard names.
_FLOOD: Final = 420
_TOO_MANY: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, _FLOOD})
#: How long to wait, where it stands in the words only: "retry after 17", "FLOOD_WAIT_17".
_WAIT_IN_WORDS: Final = re.compile(
    r"(?:retry[ _]after|flood_(?:premium_)?wait)\W{0,3}_?(\d{1,9})", re.IGNORECASE
)
_WAIT_UNTOLD_S: Final = 5
_LONGEST_WAIT_S: Final = 3600
#: What is read of an answer's words; a gateway's page may be long.
_READ_BYTES: Final = 2000
#: Of an answer, unpacked: more than a hundred of the longest updates.
_LONGEST_ANSWER: Final = 32 * 2**20
#: Statuses whose meaning python-telegram-bot knows, and 408: a server that lost patience with the request
#: may have begun it.
_NOT_A_REFUSAL: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_TIMEOUT,
    }
)


class NotSent(NetworkError):
    """The connection could not be made: Telegram has surely not seen the request."""


class NoAnswer(NetworkError):
    """The request went out, and no proper answer came back: it may have been carried out."""


class Refused(TelegramError):
    """The server, or a gateway, refused the request (406, 413 …): it was surely not carried out."""


class AiohttpRequest(BaseRequest):
    """Calls of the Bot API. ``timeout_s`` bounds one call, connecting and answer included."""

    __slots__ = ("_session", "_timeout_s")

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The time for one call, in seconds."""
        return self._timeout_s

    async def initialize(self) -> None:
        """Open the session; again does nothing."""
        # PTB is moving its waits from seconds to timedelta, and warns at every 429 until told to go ahead.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE_S),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the session; again does nothing."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917 - BaseRequest's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Make one call.

        Raises:
            NotSent: no connection.
            NoAnswer: no answer in time, a broken one, one without end, or one of a server in trouble (5xx).
                A server that does not know the method (501) has answered.
            RetryAfter: too many requests, in whatever form that is said; surely not carried out.
            Refused: another status of 4xx that is no answer of the Bot API's own.
        """
        del write_timeout, connect_timeout, pool_timeout  # one time for the whole call
        if self._session is None:
            raise RuntimeError("the request class has not been initialized")
        total_s = read_timeout if isinstance(read_timeout, int | float) else self._timeout_s
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                timeout=aiohttp.ClientTimeout(total=total_s, sock_connect=_CONNECT_TIMEOUT_S),
            ) as response:
                code, payload = response.status, await read_bounded(response.content, _LONGEST_ANSWER)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(_name(error)) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(_name(error)) from error
        if payload is None:
            raise NoAnswer(f"an answer longer than {_LONGEST_ANSWER} bytes")
        if code >= HTTPStatus.INTERNAL_SERVER_ERROR and code != HTTPStatus.NOT_IMPLEMENTED:
            raise NoAnswer(f"status {code}")
        if (wait := _flood_wait(code, payload)) is not None:
            raise RetryAfter(wait)
        is_client_error = HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR
        if is_client_error and code not in _NOT_A_REFUSAL:
            raise Refused(f"status {code}")
        return code, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer.

        Raises:
            NoAnswer: it is none of Telegram's; a page of something that stands between, for one.
        """
        try:
            answer = safe_json.read(payload)
        except ValueError as error:
            raise NoAnswer("an answer that is no JSON") from error
        if not isinstance(answer, dict):
            raise NoAnswer("an answer that is no JSON object")
        return answer


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime_type) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form


def _flood_wait(code: int, payload: bytes) -> timedelta | None:
    """Return the wait that an answer asks for, of a second to an hour; None where it asks for none."""
    if code < HTTPStatus.BAD_REQUEST:
        return None
    in_words = _WAIT_IN_WORDS.search(payload[:_READ_BYTES].decode("utf-8", "replace"))
    if code not in _TOO_MANY and (in_words is None or not in_words[0].lower().startswith("flood")):
        return None
    told = _wait_in_parameters(payload)
    if told is None and in_words is not None:
        told = int(in_words[1])
    return timedelta(seconds=min(max(1, _WAIT_UNTOLD_S if told is None else told), _LONGEST_WAIT_S))


def _wait_in_parameters(payload: bytes) -> int | None:
    try:
        answer = safe_json.read(payload)
    except ValueError:
        return None
    match answer:
        case {"parameters": {"retry_after": int() | float() as seconds}} if 0 <= seconds <= _LONGEST_WAIT_S:
            return math.ceil(seconds)
        case {"parameters": {"retry_after": int() | float()}}:
            return _LONGEST_WAIT_S
        case _:
            return None


def _name(error: Exception) -> str:
    """The kind of failure only: the message of some names the address, and that holds the token."""
    return "timeout" if isinstance(error, TimeoutError) else type(error).__name__
