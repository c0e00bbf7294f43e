"""What each of ClearML's codes means, and what to do."""

from checks.web import PROXIED
from healthcheck import Code

CODES = (
    PROXIED,
    Code(
        "web-port",
        "This is the port of ClearML's web UI, which answers every path with its start page.",
        "Point CLEARML_API_HOST at the API server: usually port 8008, or /api below the web UI's "
        "address.",
    ),
    Code(
        "files-port",
        "This is the port of ClearML's file server.",
        "Point CLEARML_API_HOST at the API server: usually port 8008.",
    ),
    Code(
        "wrong-path",
        "The path in the URL is passed on to ClearML's API server, which knows none but the API's "
        "version, and the SDK appends that; or a gateway does not know it.",
        "Correct the path in CLEARML_API_HOST (none for the API server itself), or the gateway "
        "that should strip it.",
    ),
    Code(
        "other-website",
        "A web server answers at once, and it is no API server of ClearML's. To the SDK that is an "
        "error, and not one that it waits for: jobs run untracked.",
        "Correct CLEARML_API_HOST; the API server usually has port 8008, and Keycloak likes 8080.",
    ),
    Code(
        "redirected",
        "The server sends whoever asks to another address. The SDK's requests are not made anew "
        "there as they were.",
        "Write the address it leads to into CLEARML_API_HOST (often https:// for http://).",
    ),
    Code(
        "gateway-error",
        "A gateway before ClearML answers that it has no API server behind it, or too much to do. "
        "The SDK does not take that for an answer: it tries again, for hours.",
        "See whether the API server runs, and read the log of the gateway.",
        passing=True,
    ),
    Code(
        "server-error",
        "The API server, or a gateway before it, answers with an error of its own.",
        "Read the log of the API server (docker logs clearml-apiserver) and of the gateway.",
        passing=True,
    ),
    Code(
        "unanswered",
        "The API server answers, but not all that the SDK asks it; the SDK waits for hours.",
        "Read the log of the API server (docker logs clearml-apiserver), and look whether its "
        "stores are at work: MongoDB, Redis, Elasticsearch.",
        passing=True,
    ),
    Code(
        "no-credentials",
        "No access key or no secret key is set. The platform then trains untracked: no task, no "
        "metrics, no artifacts.",
        "Create credentials in ClearML's web UI (Settings, Workspace) and set "
        "CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY.",
    ),
    Code(
        "wrong-credentials",
        "The server knows no such pair of access key and secret key. It does not say which of the "
        "two is wrong; revoked credentials look the same.",
        "Create new credentials in ClearML's web UI (Settings, Workspace), and set both keys of "
        "the pair; or these are another server's.",
    ),
    Code(
        "credentials-refused",
        "The server refuses the credentials for another reason than not knowing them.",
        "Read the server's message; credentials that were made new in ClearML's web UI (Settings, "
        "Workspace) tell whether it is about these.",
    ),
    Code(
        "no-permission",
        "The role of these credentials' user does not allow what the platform does.",
        "Use credentials of a user of a role that may: user or admin, not guest.",
    ),
    Code(
        "mongodb-down",
        "The API server has no MongoDB, in which it keeps users, projects, queues and tasks. "
        "Requests wait 30 s for it, and fail.",
        "Start ClearML's MongoDB (docker logs clearml-mongo), or look whether its disk is full.",
        passing=True,
    ),
    Code(
        "redis-down",
        "The API server has no Redis, without which it answers nothing but logins.",
        "Start ClearML's Redis (docker logs clearml-redis).",
        passing=True,
    ),
    Code(
        "elasticsearch-down",
        "The API server has no Elasticsearch: tasks are created and run, and their metrics and "
        "logs are lost.",
        "Start ClearML's Elasticsearch (docker logs clearml-elastic). It needs memory and "
        "vm.max_map_count; below 5 % of free disk it refuses writes.",
        passing=True,
    ),
    Code(
        "version-in-url",
        "The URL ends in a version of the API, which the SDK appends by itself to every call but "
        "the login: those lead nowhere.",
        "Take the version out of CLEARML_API_HOST: http://host:8008.",
    ),
    Code(
        "old-server",
        "The server's API is older than any that this SDK was made for: some calls are not there.",
        "Update the server, or pin the SDK to a version of the server's time.",
    ),
    Code(
        "unknown-queue",
        "The queue that the platform puts its tasks into does not exist.",
        "Create it in ClearML's web UI (Workers and queues), or correct `queue`.",
    ),
    Code(
        "no-agents",
        "No agent listens to the queue: what is put into it waits for ever. The server forgets an "
        "agent that has been silent for ten minutes.",
        "Start one: clearml-agent daemon --queue <name>.",
        passing=True,
    ),
    Code(
        "agents-busy",
        "Every agent of the queue is at a task: what is put into it now waits.",
        "Wait, or start another agent.",
        passing=True,
    ),
    Code(
        "task-refused",
        "The server refuses to make a task, though these credentials are good for logging in.",
        "Read the server's message and its log; compare the versions of server and SDK.",
    ),
    Code(
        "left-behind",
        "What this check made could be made, and not deleted: a task, or a file of a few bytes.",
        "Delete it: the task in ClearML's web UI (its name begins with __healthcheck-), the file "
        "on the file server's disk, since older servers delete none.",
    ),
    Code(
        "files-unreachable",
        "The file server does not answer, or not well. Models, artifacts and debug images cannot "
        "be uploaded; the SDK tries for a while, and loses them.",
        "Start ClearML's file server (docker logs clearml-fileserver), or correct "
        "CLEARML_FILES_HOST.",
        passing=True,
    ),
    Code(
        "files-elsewhere",
        "Something else answers where the file server is to be.",
        "Correct CLEARML_FILES_HOST: the file server usually has port 8081.",
    ),
    Code(
        "files-refused",
        "The file server does not accept the token that the API server gave: the two have "
        "different secrets, or the file server is another installation's.",
        "Give both the same CLEARML__SECURE__AUTH__TOKEN_SECRET, or correct CLEARML_FILES_HOST.",
    ),
    Code(
        "upload-refused",
        "The file server answers, and takes no upload: its disk is full, its folder belongs to "
        "somebody else, or a proxy before it allows less than is sent.",
        "Read its log (docker logs clearml-fileserver), and look at the disk and rights of "
        "/mnt/fileserver.",
    ),
    Code(
        "web-unreachable",
        "The web UI does not answer: links to experiments lead nowhere. Jobs are tracked all the "
        "same.",
        "Start ClearML's web server (docker logs clearml-webserver), or correct CLEARML_WEB_HOST.",
        passing=True,
    ),
    Code(
        "web-elsewhere",
        "Something else answers where ClearML's web UI is to be (Keycloak likes port 8080, too).",
        "Correct CLEARML_WEB_HOST: the web UI usually has port 8080.",
    ),
    Code(
        "unneeded",
        "No ClearML answers there, and no keys are set or the SDK is offline: jobs run untracked, "
        "and nobody waits for the server.",
        "To have jobs tracked, start the server, set both keys, and unset CLEARML_OFFLINE_MODE.",
    ),
    Code(
        "sdk-config",
        "ClearML's SDK cannot read its configuration file: whoever makes a task with it gets an "
        "error.",
        "Correct the file (CLEARML_CONFIG_FILE, ~/clearml.conf, ~/trains.conf); clearml-init "
        "writes a new one.",
    ),
    Code(
        "sdk-offline",
        "CLEARML_OFFLINE_MODE is set: every call of the SDK seems to succeed, and nothing reaches "
        "a server. What is tracked lies in a folder of the worker.",
        "Unset CLEARML_OFFLINE_MODE, or upload the sessions later (Task.import_offline_session).",
    ),
    Code(
        "sdk-keys",
        "The settings have no keys, and the SDK finds some of its own (in its configuration file, "
        "or CLEARML_AUTH_TOKEN): jobs may be tracked after all, and wait for a server that is "
        "away.",
        "Set both keys for the platform, or remove them from the SDK's configuration file.",
    ),
    Code(
        "sdk-other-keys",
        "By its own rules (the environment first) the SDK would log in with other keys than those "
        "of the settings, which were the ones that were tried.",
        "Unset CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY where they are exported, or "
        "correct them.",
    ),
    Code(
        "sdk-file-missing",
        "CLEARML_CONFIG_FILE names a file that is not there. The SDK says nothing of that, and "
        "falls back to the public server where no variables tell it otherwise.",
        "Correct CLEARML_CONFIG_FILE, or unset it, so that ~/clearml.conf is read.",
    ),
    Code(
        "sdk-elsewhere",
        "By its own rules (the environment, then ~/clearml.conf, else the public server) the SDK "
        "would talk to another API server than the one that was checked.",
        "Set CLEARML_API_HOST for the platform (its env file), or correct the SDK's configuration "
        "file.",
    ),
    Code(
        "sdk-unresolved",
        "The process that asks the SDK for its configuration gave no answer, or not in time.",
        'Run it by itself: python -c "import clearml".',
    ),
)
