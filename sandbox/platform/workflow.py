"""The workflow that a training job becomes."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

TRAINING = ("validate_dataset", "create_clearml_task", "execute_training", "upload_final_model")
CLEANUP = "cleanup_training_resources"


class Result(TypedDict):
    """The workflow ends COMPLETED either way: only `success` tells whether the job was trained."""

    success: bool
    error: str | None


@workflow.defn(name="TrainingWorkflow")
class TrainingWorkflow:
    @workflow.run
    async def run(self, job: int) -> Result:
        try:
            for activity in TRAINING:
                await _execute(activity, job)
        except ActivityError as error:
            return Result(success=False, error=str(error.cause or error))
        finally:
            await _execute(CLEANUP, job)
        return Result(success=True, error=None)


async def _execute(activity: str, job: int) -> None:
    await workflow.execute_activity(
        activity,
        job,
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=RetryPolicy(maximum_attempts=3),
    )
