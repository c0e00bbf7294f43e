"""Whether the server gives a task to those who poll for it, and starts a workflow at all."""

from healthcheck import Code

CODES = (
    Code(
        "no-current-version",
        "All workers are versions of a deployment, and none of them has been made the current one. "
        "They poll, and are given nothing: new jobs go to unversioned workers, of which there are "
        "none.",
        "Make a version current: temporal worker deployment set-current-version "
        "--deployment-name NAME --build-id BUILD",
    ),
    Code(
        "current-version-unpolled",
        "New jobs go to the deployment's current version, and no worker of it polls the queue; "
        "those of other versions get nothing. It was replaced without making the new one current, "
        "or made current before it was started.",
        "Start a worker of the current version, or make the one that runs current: temporal worker "
        "deployment set-current-version --deployment-name NAME --build-id BUILD",
    ),
    Code(
        "ramping-version-unpolled",
        "Some percent of new jobs go to a version that is being ramped up, and no worker of it "
        "polls the queue: those jobs never run.",
        "Start a worker of the ramping version, or stop ramping: temporal worker deployment "
        "set-ramping-version --deployment-name NAME --build-id BUILD --delete",
    ),
    Code(
        "already-running",
        "A workflow runs under the very id that the next job will have: the server refuses to "
        "start a second one.",
        "Let it end, or end it: temporal workflow terminate -w ID. If it belongs to an older "
        "installation, give the jobs' ids a prefix, or the platform a namespace of its own.",
    ),
    Code(
        "unmapped-search-attribute",
        "The platform sets a search attribute that the namespace does not have: the server refuses "
        "to start the workflow.",
        "Create it: temporal operator search-attribute create --name NAME --type Keyword "
        "(or Text, Int, Double, Bool, Datetime, KeywordList: as the platform sets it).",
    ),
    Code(
        "failed-results",
        "The newest job of the last hour to complete says in its result that it has failed. "
        "Temporal shows it as completed.",
        "Read the error and the worker's log. It is history: what caused it may be gone.",
    ),
)
