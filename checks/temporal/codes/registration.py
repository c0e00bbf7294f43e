"""What the workers have registered, and whether they answer at all."""

from healthcheck import Code

CODES = (
    Code(
        "nobody-takes-work",
        "Workers poll the task queue, and do nothing with what they get: a task was handed out and "
        "not answered in two seconds, or handed to nobody although there are free slots. Polling "
        "goes on by itself where a worker's event loop is blocked, or its process is stopped.",
        "Restart the worker, and find what holds it: a synchronous call in an async activity "
        "(ClearML's SDK that cannot reach its server does that), a debugger, a stopped process. "
        "`py-spy dump --pid PID` shows where a Python worker stands.",
        passing=True,
    ),
    Code(
        "no-answer",
        "A task lay in the queue for two seconds and nobody took it. The workers have sent no "
        "heartbeat meanwhile, or others' tasks come first: a busy one and a dead one look alike.",
        "See whether the worker's process runs, and what it is at. For a clear answer give it a "
        "heartbeat: a recent SDK and server, "
        "Runtime(worker_heartbeat_interval=timedelta(seconds=10)).",
    ),
    Code(
        "unknown-workflow",
        "The workers have not registered the workflow's type: it is taken, fails, and is tried "
        "again for ever. Nobody who starts one gets an error.",
        "Add the workflow to the list that the worker registers, or correct the name (case "
        "counts), and restart the worker: one that was started before a change runs the old code.",
    ),
    Code(
        "unknown-activity",
        "The workers have not registered an activity that the job needs: its workflow begins, and "
        "fails there.",
        "Add the activity to the list that the worker registers, or correct the name (case "
        "counts), and restart the worker: one that was started before a change runs the old code.",
    ),
    Code(
        "workflow-on-some-workers",
        "Some of the queue's workers have not registered the workflow's type. A job that one of "
        "them takes fails there, and is handed out again until another takes it.",
        "Restart the workers that are named, with the same code as the others; or give them a "
        "task queue of their own.",
    ),
    Code(
        "activity-on-some-workers",
        "Some of the queue's workers have not registered an activity that the job needs. On one of "
        "them it fails, and is tried again as far as its retry policy goes.",
        "Restart the workers that are named, with the same code as the others; or give them a "
        "task queue of their own.",
    ),
    Code(
        "registration-untold",
        "The workers answer, and what they have registered cannot be read from it: their failures "
        "are encoded, or their SDK tells nothing.",
        "Look into the worker's log for what it registers at its start, or leave the question out: "
        "registration = false.",
    ),
    Code(
        "accepts-any-type",
        "A worker has a dynamic workflow (or activity), which takes every type: it ran the probe "
        "of healthcheck, and whether it can do what a job needs is not known by a type's name.",
        "If it should not be run by probes, set registration = false for this dependency.",
    ),
    Code(
        "silent-workers",
        "Some of the queue's workers answer; another took a task and did not answer in two "
        "seconds. A job that it takes waits until the server hands it to somebody else.",
        "Restart the worker that is named: its event loop is blocked, or its process is stopped.",
        passing=True,
    ),
)
