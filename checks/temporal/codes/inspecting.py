"""Where a job stands that has been started."""

from healthcheck import Code

CODES = (
    Code(
        "task-failing",
        "A worker takes the workflow, fails with it, and is given it again, for ever: its type is "
        "not registered there, its code has a bug, or it was changed in a way that does not fit "
        "what has been run already. Nobody who started it gets an error.",
        "Correct what the message says, and restart the worker: the workflow goes on from where it "
        "is. The whole error stands in the worker's log, and in the history: "
        "temporal workflow show -w ID.",
    ),
    Code(
        "activity-retrying",
        "An activity of the job fails, and Temporal tries it again, as often as its retry policy "
        "says: until then the job stands there.",
        "Correct what the message says; the next try comes by itself.",
        passing=True,
    ),
    Code(
        "activity-abandoned",
        "The worker that began the activity is dead. Temporal does not see that, and gives the "
        "activity to nobody else before its timeout.",
        "Start the worker again. For a prompt second try give the activity a heartbeat_timeout, "
        "and let it send heartbeats.",
        passing=True,
    ),
    Code(
        "silent-activity",
        "An activity has been running for some time and sends no heartbeat: it may be at work, or "
        "hang. The job stands at it.",
        "See what its worker is at: its log, or `py-spy dump --pid PID`. An activity that sends "
        "heartbeats, with a heartbeat_timeout, is told from one that hangs.",
        passing=True,
    ),
    Code(
        "paused",
        "Somebody has paused the workflow, or an activity of it: it stands until it is unpaused.",
        "temporal workflow unpause -w ID, or temporal activity unpause -w ID --activity-id ID.",
    ),
    Code(
        "waits-for-signal",
        "The workflow runs, and has nothing to do: no task, no activity, no child, no timer that "
        "could be found. It goes on when somebody sends it a signal or an update.",
        "See what its code waits for at this point (temporal workflow stack -w ID), and who is to "
        "send that.",
    ),
    Code(
        "job-failed",
        "The job was run, and has failed: its workflow did, or completed with a result that says "
        "so.",
        "Correct what the message says, and create the job again. The history has the details: "
        "temporal workflow show -w ID.",
    ),
    Code(
        "job-terminated",
        "Somebody, or the platform itself, has ended the job's workflow: it was cancelled or "
        "terminated.",
        "Ask who did; temporal workflow show -w ID names the caller. Create the job again.",
    ),
    Code(
        "job-timed-out",
        "The job's workflow did not end in the time that it was given, so Temporal has ended it.",
        "See what held it: the last events of temporal workflow show -w ID. Then raise its "
        "execution or run timeout, or create the job again.",
    ),
    Code(
        "unknown-job",
        "The namespace has no workflow by this id, nor one whose id ends in it: it was never "
        "started, runs elsewhere, is named otherwise, or has been forgotten after the retention.",
        "Give the id of the workflow itself; those there are: temporal workflow list.",
        passing=True,
    ),
)
