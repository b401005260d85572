"""The figures that /metrics shows."""

from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

#: The upper bounds of the histograms' buckets, in seconds.
_LATENCIES_S: Final = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)


class Metrics:
    """The figures of one bot, on a registry of its own, so that two bots in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = self._counter(
            "sportello_updates_total", "Updates taken into the inbox, by whether they were new.", "outcome"
        )
        self.turns = self._counter("sportello_turns_total", "Turns taken, by kind of event.", "event")
        self.questions = self._counter("sportello_questions_total", "Questions decided.", "decision")
        self.dialog_steps = self._counter(
            "sportello_dialog_steps_total",
            "Dialogs that ended, by the state in which they did and how.",
            "dialog",
            "state",
            "outcome",
        )
        self.readings = self._counter(
            "sportello_readings_total",
            "Gas readings that were sent, sent though doubtful, deleted, acquired or refused.",
            "event",
        )
        self.sends = self._counter("sportello_sends_total", "Sends by lane and outcome.", "lane", "outcome")
        self.failures = self._counter("sportello_failures_total", "What went wrong, by place.", "place")
        self.turn_s = self._histogram("sportello_turn_seconds", "One turn.")
        self.reply_s = self._histogram(
            "sportello_reply_seconds", "From the turn to the acceptance of its reply by Telegram."
        )
        self.send_s = self._histogram("sportello_send_seconds", "One call to Telegram.")
        self.outbox = self._gauge(
            "sportello_outbox_deliveries", "Open deliveries by lane and state.", "lane", "state"
        )
        self.inbox = self._gauge("sportello_inbox_waiting", "Updates that wait for their turn.")
        self.readings_pending = self._gauge(
            "sportello_readings_pending", "Gas readings that the company has not acquired yet."
        )
        self.notices_short = self._gauge(
            "sportello_notices_short", "Outages ahead whose notice was given too late (ARERA 646/2015)."
        )
        self.notices_heard = self._gauge(
            "sportello_notices_heard_timestamp_seconds", "When data of outages was last received; 0: never."
        )
        self.desk_steps = self._counter(
            "sportello_desk_steps_total",
            "What was done because nobody answered or wrote: reassure, remind, escalate, warn, close.",
            "step",
        )
        self.desk_cases = self._gauge("sportello_desk_cases", "Cases that are not closed.", "state")
        self.desk_waiting = self._gauge("sportello_desk_waiting", "Cases that wait for an operator's answer.")
        self.desk_oldest_wait_s = self._gauge(
            "sportello_desk_oldest_wait_seconds", "The longest wait for an operator now, of the desk's hours."
        )
        self.desk_opened = self._gauge("sportello_desk_opened", "Cases opened in four weeks.", "reason")
        self.desk_ended = self._gauge("sportello_desk_ended", "How those cases ended.", "ending")
        self.desk_stars = self._gauge("sportello_desk_stars", "Those cases by their stars.", "stars")
        self.desk_first_answer_s = self._gauge(
            "sportello_desk_first_answer_seconds",
            "Their time to a first answer, of the desk's hours: the median (0.5) and 90 % (0.9).",
            "share",
        )
        self.desk_solution_s = self._gauge(
            "sportello_desk_solution_seconds",
            "Their time to a solution, of the desk's hours: the median (0.5) and 90 % (0.9).",
            "share",
        )
        self.desk_without_case = self._gauge(
            "sportello_desk_without_case_ratio",
            "The share of people who wrote in four weeks and had no case.",
        )
        self.desk_wishes = self._gauge(
            "sportello_desk_wishes", "Wishes for a person in four weeks while there was no desk."
        )
        self.line_open = self._gauge("sportello_telegram_open", "1 while Telegram answers.")

    @property
    def content_type(self) -> str:
        """The media type of `exposition`."""
        return CONTENT_TYPE_LATEST

    def exposition(self) -> bytes:
        """Return the figures in Prometheus' text format."""
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, registry=self.registry)

    def _histogram(self, name: str, meaning: str) -> Histogram:
        return Histogram(name, meaning, buckets=_LATENCIES_S, registry=self.registry)
