"""Structured logs to standard error; secrets and personal data are taken out before anything is written."""

import logging
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

import structlog
from structlog.types import EventDict, WrappedLogger

from bot.redaction import redacted, shortened

#: Keys of ours whose numbers are not personal, so that figures stay readable.
_SAFE_KEYS: Final = frozenset(
    {"timestamp", "level", "update_id", "delivery_id", "port", "wait_s", "away_s", "count", "tries"}
)
#: Libraries that log addresses with the token at INFO, or every call.
_QUIET: Final = ("httpx", "httpcore", "telegram", "aiohttp.access", "apscheduler", "alembic")


def configure(level: str, style: str, stream: TextIO | None = None) -> None:
    """Send our own logs and those of every library through redaction to `stream` (standard error)."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _redact,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: value if key in _SAFE_KEYS else _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:  # noqa: ANN401 - whatever was logged
    match value:
        case bool() | None | float():
            return value
        case Mapping():
            return {key: _clean(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_clean(inner) for inner in value]
        case int():
            cleaned = redacted(str(value))
            return value if cleaned == str(value) else cleaned
        case _:
            return redacted(shortened(str(value)))
