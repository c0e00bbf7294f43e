"""What the guarded variant does with an outage: every call has a limit below anybody's patience, so
that silence ends in an error, too. It stores no snapshot.
"""

from __future__ import annotations

GUARDED_STAGES = """
[[operations.login.stages]]
title = "reach the backend"
needs = ["api.reachable", "api.responds"]
effect = { refuses = "rejected", silent = "hangs", blocks = "hangs", slow = "hangs" }

[[operations.login.stages]]
title = "authenticate the user"
needs = [
    "user-db.authenticated",
    "user-db.capacity",
    "user-db.schema",
    "user-db.privileges",
    "user-db.rows",
    "user-db.unblocked",
]

[operations.login.stages.effect]
refuses = "rejected"
silent = "rejected"
blocks = "rejected"
slow = "rejected"
"postgres.missing-key" = "nothing"
"postgres.missing-check" = "nothing"
"postgres.missing-not-null" = "nothing"
"postgres.different-default" = "nothing"

[[operations.browse-datasets.stages]]
title = "list the datasets"
needs = ["platform-db.authenticated", "platform-db.capacity"]
effect = "rejected"

[[operations.choose-model.stages]]
title = "list the models"
needs = ["minio.clock", "minio.authenticated", "minio.documents"]
effect = "rejected"

[[operations.follow-job.stages]]
title = "read the job"
needs = ["platform-db.authenticated", "platform-db.capacity"]
effect = "rejected"

[operations.create-training-job]
title = "creating a training job"
patience = "15s"

[[operations.create-training-job.stages]]
title = "reach the backend"
needs = ["api.reachable", "api.responds"]
effect = { refuses = "rejected", silent = "hangs", blocks = "hangs", slow = "hangs" }

[[operations.create-training-job.stages]]
title = "authenticate the user"
needs = [
    "user-db.authenticated",
    "user-db.capacity",
    "user-db.schema",
    "user-db.privileges",
    "user-db.rows",
    "user-db.unblocked",
]

[operations.create-training-job.stages.effect]
refuses = "rejected"
silent = "rejected"
blocks = "rejected"
slow = "rejected"
"postgres.missing-key" = "nothing"
"postgres.missing-check" = "nothing"
"postgres.missing-not-null" = "nothing"
"postgres.different-default" = "nothing"

[[operations.create-training-job.stages]]
title = "accept the request"
needs = ["api.request"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "find the project and the dataset"
needs = ["platform-db.authenticated", "platform-db.capacity", "platform-db.rows"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "ask the Labeler for the dataset"
needs = ["labeler.reachable", "labeler.responds"]
effect = "rejected"
when = ["LABELER_API_URL"]

[[operations.create-training-job.stages]]
title = "claim the job in Redis"
needs = ["redis.authenticated", "redis.capacity", "redis.writable", "redis.roundtrip"]

[operations.create-training-job.stages.effect]
refuses = "rejected"
silent = "rejected"
blocks = "rejected"
slow = "rejected"
"redis.no-publishing" = "degraded"  # a claim is a key, and updates are lost

[[operations.create-training-job.stages]]
title = "insert the job"
needs = [
    "platform-db.writable",
    "platform-db.schema",
    "platform-db.privileges",
    "platform-db.unblocked",
    "platform-db.insertable",
]

[operations.create-training-job.stages.effect]
refuses = "rejected"
silent = "rejected"
blocks = "rejected"
slow = "rejected"
"postgres.missing-key" = "nothing"
"postgres.missing-check" = "nothing"
"postgres.missing-not-null" = "nothing"
"postgres.different-default" = "nothing"

[[operations.create-training-job.stages]]
title = "read the dataset"
needs = ["r2.clock", "r2.authenticated", "r2.buckets", "r2.objects"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "create the experiment"
needs = ["clearml.reachable", "clearml.authenticated", "clearml.queries", "clearml.tasks"]

[operations.create-training-job.stages.effect]
refuses = "rejected"
silent = "rejected"
blocks = "rejected"
slow = "rejected"
"clearml.no-credentials" = "degraded"  # without keys nothing is tracked

[[operations.create-training-job.stages]]
title = "start the workflow"
needs = ["temporal.namespace", "temporal.routing"]

[operations.create-training-job.stages.effect]
refuses = "rejected"
silent = "rejected"
blocks = "rejected"
slow = "rejected"
"temporal.no-current-version" = "nothing"
"temporal.current-version-unpolled" = "nothing"
"temporal.ramping-version-unpolled" = "nothing"
"temporal.workers-unclear" = "nothing"

[[operations.create-training-job.stages]]
title = "run the workflow"
needs = [
    "temporal.workers",
    "temporal.routing",
    "temporal.backlog",
    "temporal.workflows",
    "temporal.activities",
]

[operations.create-training-job.stages.effect]
refuses = "stalls"
silent = "stalls"
blocks = "waits"
slow = "stalls"
"temporal.already-running" = "nothing"
"temporal.unmapped-search-attribute" = "nothing"

[[operations.create-training-job.stages]]
title = "train"
needs = ["minio.clock", "minio.authenticated", "minio.buckets", "minio.objects", "minio.writable"]
effect = "fails"

[[operations.create-training-job.stages]]
title = "leave what it puts out"
needs = ["output.disk", "output.directories"]
effect = "fails"
when = ["OUTPUT_DIR"]

[[operations.create-training-job.stages]]
title = "record its metrics"
needs = ["clearml.events"]
effect = "degraded"
"""
