"""Tasks that wait for somebody to take them."""

from healthcheck import Code

CODES = (
    Code(
        "backlog",
        "Tasks wait longer than they should, or there are very many of them; some are given out. "
        "A new job waits for its turn.",
        "Wait, or start more workers. What is usual here can be set: backlog_age and "
        "backlog_count.",
        passing=True,
    ),
    Code(
        "backlog-stuck",
        "Tasks wait in the queue, and none has been given out for half a minute, though workers "
        "poll it and have free slots, or had none for this version.",
        "Restart the workers: what polls may be a process that hangs. If that changes nothing, "
        "see which version the tasks go to (temporal task-queue describe) and read the server's "
        "log.",
        passing=True,
    ),
    Code(
        "backlog-unclear",
        "Tasks wait in the queue, and none has been given out for half a minute. Whether the "
        "workers are busy or hang cannot be seen: their heartbeats are old, or they send none.",
        "See what the workers are at. For a clear answer give them a heartbeat: a recent SDK and "
        "server, Runtime(worker_heartbeat_interval=timedelta(seconds=10)).",
        passing=True,
    ),
)
