"""Who would take a task."""

from healthcheck import Code

CODES = (
    Code(
        "no-workers",
        "Nobody polls the task queue: a workflow that is started is accepted, and never runs. "
        "A queue that does not exist looks the same, so this may be a misspelt name.",
        "Start the worker. If it runs, its TEMPORAL_HOST, TEMPORAL_NAMESPACE and "
        "TEMPORAL_TASK_QUEUE must be the backend's (case counts).",
        passing=True,
    ),
    Code(
        "no-workflow-workers",
        "The queue's workers take activities only: a workflow is accepted, and never begins.",
        "Start a worker that registers the workflows on this task queue; read the log of the "
        "one that should.",
        passing=True,
    ),
    Code(
        "no-activity-workers",
        "The queue's workers take workflows only: a workflow begins, and waits for ever at its "
        "first activity.",
        "Start a worker that registers the activities on this task queue; read the log of the "
        "one that should.",
        passing=True,
    ),
    Code(
        "stale-workers",
        "Workers polled the queue, and their heartbeats have stopped: they were killed, have "
        "frozen, or have lost the network. Nobody else polls.",
        "Start the worker again, and find out what ended it: out of memory (dmesg), a crash, a "
        "machine that sleeps. If its process is there, it is frozen.",
        passing=True,
    ),
    Code(
        "workers-unclear",
        "What polled the queue has not done so lately, and tells no heartbeat: a worker that is "
        "busy and one that is dead look alike.",
        "See whether the worker's process runs. For a clear answer give it a heartbeat: a recent "
        "SDK and server, Runtime(worker_heartbeat_interval=timedelta(seconds=10)).",
    ),
    Code(
        "saturated",
        "Workers are alive, and all their slots are taken: what is started now waits until "
        "something ends.",
        "Wait for the running jobs, start another worker, or raise the worker's "
        "max_concurrent_activities (max_concurrent_workflow_tasks where those are full). Where a "
        "worker tells no heartbeat, see that its process runs: it may have died at its activity.",
        passing=True,
    ),
    Code(
        "old-code",
        "A worker on this machine was started before the last change of its code: it goes on "
        "running what it had loaded.",
        "Restart the worker.",
    ),
)
