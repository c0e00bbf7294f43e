"""What each way for Temporal to fail means, and what to do about it."""

from healthcheck import Code

CODES = (
    Code(
        "unauthenticated",
        "Temporal wants to know who is calling, and was told nothing, or nothing that it accepts.",
        "Set `api_key` to a key of this Temporal's that has not expired.",
    ),
    Code(
        "no-permission",
        "Temporal knows the caller, and does not allow it to ask this.",
        "Grant the API key read access to the namespace, or use a key that has it.",
    ),
    Code(
        "client-certificate",
        "The TLS handshake succeeds and the server then cuts the connection, as one does that "
        "wants a client certificate (mTLS).",
        "healthcheck presents no client certificate: point `host` at a port of this Temporal "
        "that asks for none, and read the server's log if none should be asked for.",
    ),
    Code(
        "certificate",
        "The server's certificate is not trusted, has expired, or is for another name.",
        "Use the name the certificate was issued for, renew it, or trust its CA: the variable "
        "SSL_CERT_FILE names a file of CA certificates, for healthcheck and workers alike.",
    ),
    Code(
        "tls-expected",
        "The server speaks TLS on this port, and the setting asks for plain text.",
        "Set tls = true for this dependency, or use the server's plain-text port.",
    ),
    Code(
        "other-service",
        "Something else than Temporal's frontend answers on this port.",
        "Correct the port in the setting: Temporal's API is usually at 7233, its web UI at 8233; "
        "or stop the program that took the port.",
    ),
    Code(
        "unavailable",
        "Temporal's frontend answers, and says that it cannot serve: it is starting or shutting "
        "down, or has lost a service or a database behind it.",
        "Read the log of the Temporal server, and see whether its database is up.",
        passing=True,
    ),
    Code(
        "overloaded",
        "Temporal refuses requests because a rate limit is reached.",
        "See what sends so many requests, or raise the namespace's rate limit (frontend.rps, "
        "frontend.namespaceRPS).",
        passing=True,
    ),
    Code(
        "invalid-name",
        "The name of the namespace or of the task queue is one that Temporal does not allow: too "
        "long, or with a prefix that it keeps for itself.",
        "Correct TEMPORAL_NAMESPACE or TEMPORAL_TASK_QUEUE, whichever the text speaks of.",
    ),
    Code(
        "unknown-namespace",
        "The server is Temporal and has no namespace of this name; names are case-sensitive.",
        "Correct the namespace, or create it: temporal operator namespace create -n NAME",
    ),
    Code(
        "namespace-closed",
        "The namespace is deprecated or deleted: it takes no new workflows.",
        "Use another namespace, or register this one again once its deletion has finished.",
    ),
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
        "max_concurrent_activities.",
        passing=True,
    ),
)
