"""How Telegram says no: the code and the sentence, as the Bot API words them."""


class ApiError(Exception):
    """A refusal that goes back to the bot as `{"ok": false, …}`; nothing of the call has happened."""

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, moved_to: int | None = None
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        #: Whole seconds that the bot is told to wait, with code 429.
        self.retry_after = retry_after
        #: The supergroup that the group has become.
        self.moved_to = moved_to


def bad_request(reason: str) -> ApiError:
    """A 400: the call is understood and cannot be carried out."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """A 403: the chat is closed to the bot."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """A 409: two ways of fetching updates stand in each other's way."""
    return ApiError(409, f"Conflict: {reason}")


def too_many(retry_after: int) -> ApiError:
    """A 429: the chat takes no more for so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
