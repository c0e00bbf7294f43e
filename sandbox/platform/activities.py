"""The five activities of `TrainingWorkflow`, registered under the platform's names."""

from __future__ import annotations

from temporalio import activity


@activity.defn
async def validate_dataset(job: int) -> None:
    activity.logger.info("job %d: the dataset is complete", job)


@activity.defn
async def create_clearml_task(job: int) -> None:
    activity.logger.info("job %d: the experiment has a task", job)


@activity.defn
async def execute_training(job: int) -> None:
    activity.logger.info("job %d: trained", job)


@activity.defn
async def upload_final_model(job: int) -> None:
    activity.logger.info("job %d: the model is stored", job)


@activity.defn
async def cleanup_training_resources(job: int) -> None:
    activity.logger.info("job %d: cleaned up", job)


ACTIVITIES = (
    validate_dataset,
    create_clearml_task,
    execute_training,
    upload_final_model,
    cleanup_training_resources,
)
