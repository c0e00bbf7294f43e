"""What a workflow's last events tell of it that its description does not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from checks.temporal.registration.replies import text_of
from checks.temporal.routing.results import complaint

if TYPE_CHECKING:
    from temporalio.api.failure.v1 import Failure
    from temporalio.api.history.v1 import HistoryEvent

WRAPPERS = ("Activity task failed", "Child Workflow execution failed", "activity error")
"""Of a failure with a cause these say nothing; an SDK puts one around each."""


def reason(failure: "Failure") -> str:
    """Its message, and those of its causes."""
    told: list[str] = []
    while True:
        deeper = failure.HasField("cause")
        text = text_of(failure)
        if text and text not in told and not (deeper and text in WRAPPERS):
            told.append(text)
        if not deeper:
            return ": ".join(told) or "no reason given"
        failure = failure.cause


def task_failure(events: Iterable["HistoryEvent"]) -> str | None:
    """Why the last workflow task failed; None where that was not answered, or none is known.

    `events` come the newest first. Of tries in a row the server writes down the first one only.
    """
    for event in events:
        if event.HasField("workflow_task_failed_event_attributes"):
            return reason(event.workflow_task_failed_event_attributes.failure)
        if event.HasField("workflow_task_timed_out_event_attributes"):
            return None
    return None


def next_timer(events: Sequence["HistoryEvent"]) -> float | None:
    """When the next timer ends, of those that are running."""
    ended = {event.timer_fired_event_attributes.started_event_id for event in events}
    ended |= {event.timer_canceled_event_attributes.started_event_id for event in events}
    running = [
        _seconds(event.event_time)
        + _seconds(event.timer_started_event_attributes.start_to_fire_timeout)
        for event in events
        if event.HasField("timer_started_event_attributes") and event.event_id not in ended
    ]
    return min(running, default=None)


def ending(events: Sequence["HistoryEvent"]) -> str:
    """What the last event says of why it has ended; empty where it does not, or all is well."""
    for event in events[:1]:
        for name, tell in _ENDINGS.items():
            if event.HasField(name):  # type: ignore[arg-type]  # one of its fields, by name
                return tell(getattr(event, name))
    return ""


def _completed(event: Any) -> str:
    payloads = event.result.payloads
    if payloads and payloads[0].metadata["encoding"] == b"json/plain":
        return complaint(payloads[0].data)
    return ""


def _terminated(event: Any) -> str:
    by = f"by {event.identity}" if event.identity else ""
    return ": ".join(filter(None, (by, event.reason)))


_ENDINGS: Mapping[str, Callable[[Any], str]] = {
    "workflow_execution_completed_event_attributes": _completed,
    "workflow_execution_failed_event_attributes": lambda event: reason(event.failure),
    "workflow_execution_terminated_event_attributes": _terminated,
}


def _seconds(message: Any) -> float:
    """Of a timestamp or a duration."""
    return float(message.ToMicroseconds() / 1e6)
