"""Workflows that come to a stand in one way each, and the activities that keep them there."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

LONG = timedelta(minutes=5)


@activity.defn
def fail(message: str) -> None:
    """Fails each time."""
    raise RuntimeError(message)


@activity.defn
async def freeze(seconds: float) -> None:
    """Blocks the worker's event loop, as a synchronous call in an async activity does."""
    time.sleep(seconds)  # noqa: ASYNC251 - this is what is wrong with it


@activity.defn
async def report(seconds: float) -> None:
    """Says all the while that it is at work."""
    for _ in range(round(seconds * 10)):
        activity.heartbeat()
        await asyncio.sleep(0.1)


@workflow.defn
class Doing:
    """Runs the activity whose name and argument it is given; tries it five times, rarely."""

    @workflow.run
    async def run(self, name: str, argument: Any) -> None:
        """Ends with its activity."""
        policy = RetryPolicy(initial_interval=LONG, maximum_attempts=5)
        await workflow.execute_activity(
            name, argument, start_to_close_timeout=LONG, retry_policy=policy
        )


@workflow.defn
class Waiting:
    """Waits, for a time or for ever."""

    @workflow.run
    async def run(self, seconds: float) -> None:
        """For ever, where no time is given."""
        if seconds:
            await workflow.sleep(seconds)
        await workflow.wait_condition(lambda: seconds != 0)


@workflow.defn
class Parent:
    """Leaves its work to a child, on this task queue."""

    @workflow.run
    async def run(self, queue: str) -> None:
        """Ends with its child."""
        await workflow.execute_child_workflow(
            "Holding", 0.0, id=f"{workflow.info().workflow_id}-child", task_queue=queue
        )


@workflow.defn
class Refusing:
    """Ends with a failure."""

    @workflow.run
    async def run(self, message: str) -> None:
        """At once."""
        raise ApplicationError(message)


WORKFLOWS = {each.__name__: each for each in (Doing, Waiting, Parent, Refusing)}
ACTIVITIES: Mapping[str, Callable[..., Any]] = {"fail": fail, "freeze": freeze, "report": report}
