"""What only a team knows of its platform: the configuration that a stack hands to `healthcheck`.

It repeats no setting that a variable gives.
"""

from __future__ import annotations

from sandbox.content import COCO32
from sandbox.platform.variant import GUARDED
from sandbox.servers.temporal import LONG_POLL

_KNOWN = f'''\
extends = "training-platform"
env_file = []

[dependencies.user-db.rows.user]
query = """
SELECT id, email, hashed_password, full_name, role FROM users WHERE email = $1 AND is_active
"""
parameters = ["${{E2E_USERNAME}}"]

[dependencies.platform-db.rows]
project = "SELECT id FROM projects WHERE id = 1"
dataset = "SELECT id FROM datasets WHERE id::text = '{COCO32.id}'"
datasets = "SELECT id::text AS id, name, num_images FROM datasets"
jobs = "SELECT count(*) FROM (SELECT 1 FROM training_jobs LIMIT 1) AS any_job"
workflow_ids = """
SELECT 'training-job-' || last_value + is_called::int AS id FROM training_jobs_id_seq
"""

[dependencies.temporal]
long_poll = "{LONG_POLL}s"
workflow_ids_from = "platform-db.rows"
backlog_count = 10

[dependencies.r2]
datasets_from = "platform-db.rows"
required_datasets = ["{COCO32.id}"]

[dependencies.minio]
objects = ["${{INTERNAL_BUCKET_WEIGHTS:-model-weights}}/weights/yolo11n.pt"]

[dependencies.minio.documents]
"config-schemas/model-capabilities/ultralytics.json" = "models[?model_name=='yolo11n']"

[dependencies.api]
runs_on = ["platform-db", "r2", "minio"]  # it calls them synchronously: they freeze it

[dependencies.api.request]
method = "POST"
path = "/api/v1/training/jobs"

[dependencies.api.request.body]
project_id = 1

[dependencies.api.request.body.config]
framework = "ultralytics"
model_name = "yolo11n"
task_type = "detection"
dataset_id = "{COCO32.id}"
dataset_format = "yolo"
epochs = 2
batch_size = 4
learning_rate = 0.01
'''

# What the guarded variant does with an outage: every call has a limit below anybody's patience, so
# that silence ends in an error, too. It stores no snapshot.
_GUARDED_STAGES = """
[[operations.login.stages]]
title = "reach the backend"
needs = ["api.reachable", "api.responds"]
effect = { refuses = "rejected", silent = "hangs", blocks = "hangs", slow = "hangs" }

[[operations.login.stages]]
title = "authenticate the user"
needs = ["user-db.authenticated", "user-db.capacity", "user-db.rows"]
effect = "rejected"

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
needs = ["user-db.authenticated", "user-db.capacity", "user-db.rows"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "accept the request"
needs = ["api.request"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "find the project and the dataset"
needs = ["platform-db.authenticated", "platform-db.capacity", "platform-db.rows"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "claim the job in Redis"
needs = ["redis.authenticated", "redis.capacity", "redis.writable", "redis.roundtrip"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "insert the job"
needs = ["platform-db.writable"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "read the dataset"
needs = ["r2.clock", "r2.authenticated", "r2.buckets", "r2.objects"]
effect = "rejected"

[[operations.create-training-job.stages]]
title = "create the experiment"
needs = ["clearml.reachable", "clearml.authenticated", "clearml.queries"]

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
title = "record its metrics"
needs = ["clearml.events"]
effect = "degraded"
"""


def configuration(variant: str) -> str:
    """What `healthcheck` is to read beside the variables."""
    return _KNOWN + (_GUARDED_STAGES if variant == GUARDED.name else "")
