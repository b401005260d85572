"""The figures that /metrics shows."""

from dataclasses import dataclass, field
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

_LATENCIES_S: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """One set of figures a bot, on a registry of its own, so that two bots in a process do not mix."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    updates: Counter = field(init=False)
    turns: Counter = field(init=False)
    questions: Counter = field(init=False)
    dialog_steps: Counter = field(init=False)
    readings: Counter = field(init=False)
    sends: Counter = field(init=False)
    failures: Counter = field(init=False)
    turn_s: Histogram = field(init=False)
    reply_s: Histogram = field(init=False)
    send_s: Histogram = field(init=False)
    outbox: Gauge = field(init=False)
    inbox: Gauge = field(init=False)
    line_open: Gauge = field(init=False)
    readings_pending: Gauge = field(init=False)

    def __post_init__(self) -> None:
        made = {
            "updates": Counter(
                "sportello_updates_total",
                "Updates taken into the inbox, by whether they were new.",
                ["outcome"],
                registry=self.registry,
            ),
            "turns": Counter(
                "sportello_turns_total", "Turns taken, by kind of event.", ["event"], registry=self.registry
            ),
            "questions": Counter(
                "sportello_questions_total", "Questions decided.", ["decision"], registry=self.registry
            ),
            "dialog_steps": Counter(
                "sportello_dialog_steps_total",
                "Dialogs that ended, by the state in which they did and how.",
                ["dialog", "state", "outcome"],
                registry=self.registry,
            ),
            "readings": Counter(
                "sportello_readings_total",
                "Gas readings that were sent, sent though doubtful, deleted, acquired or refused.",
                ["event"],
                registry=self.registry,
            ),
            "sends": Counter(
                "sportello_sends_total",
                "Sends by lane and outcome.",
                ["lane", "outcome"],
                registry=self.registry,
            ),
            "failures": Counter(
                "sportello_failures_total", "What went wrong, by place.", ["place"], registry=self.registry
            ),
            "turn_s": Histogram(
                "sportello_turn_seconds", "One turn.", buckets=_LATENCIES_S, registry=self.registry
            ),
            "reply_s": Histogram(
                "sportello_reply_seconds",
                "From the turn to the acceptance of its reply by Telegram.",
                buckets=_LATENCIES_S,
                registry=self.registry,
            ),
            "send_s": Histogram(
                "sportello_send_seconds",
                "One call to Telegram.",
                buckets=_LATENCIES_S,
                registry=self.registry,
            ),
            "outbox": Gauge(
                "sportello_outbox_deliveries",
                "Open deliveries by lane and state.",
                ["lane", "state"],
                registry=self.registry,
            ),
            "inbox": Gauge(
                "sportello_inbox_waiting", "Updates that wait for their turn.", registry=self.registry
            ),
            "readings_pending": Gauge(
                "sportello_readings_pending",
                "Gas readings that the company has not acquired yet.",
                registry=self.registry,
            ),
            "line_open": Gauge(
                "sportello_telegram_open", "1 while Telegram answers.", registry=self.registry
            ),
        }
        for name, figure in made.items():
            object.__setattr__(self, name, figure)

    @property
    def content_type(self) -> str:
        """The media type of `exposition`."""
        return CONTENT_TYPE_LATEST

    def exposition(self) -> bytes:
        """The figures in Prometheus' text format."""
        return generate_latest(self.registry)
