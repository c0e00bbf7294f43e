"""The namespace, and names in it."""

from healthcheck import Code

CODES = (
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
        "short-retention",
        "The namespace keeps a finished run for less time than the longest job takes: who looks "
        "for what became of yesterday's job finds nothing, neither history nor error.",
        "Keep runs longer: temporal operator namespace update -n NAME --retention 7d",
    ),
)
