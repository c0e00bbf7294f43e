"""What only a team knows of its platform: the configuration that a stack hands to `healthcheck`.

It repeats no setting that a variable gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from sandbox import platform
from sandbox.content import COCO32
from sandbox.platform.variant import GUARDED, VARIANTS, Variant
from sandbox.servers.temporal import LONG_POLL
from sandbox.stages import GUARDED_STAGES

PLATFORM = Path(platform.__file__).parent
MIGRATIONS = PLATFORM / "migrations"
SCHEMA = PLATFORM / "database.schema.json"
"""What `healthcheck snapshot` says of a migrated database: each of the two has every table."""


def configuration(name: str) -> str:
    """What `healthcheck` is to read beside the variables, for the variant of that name."""
    return _known(VARIANTS[name]) + (GUARDED_STAGES if name == GUARDED.name else "")


def _touched(variant: Variant) -> Iterable[str]:
    """The Platform DB's tables, and what becomes of them when a job is created and trained."""
    yield "projects (select): what the job belongs to"
    yield "datasets (select): what it trains on"
    yield "training_jobs (select, insert, update): the job itself"
    yield "training_metrics (insert): what comes out of its epochs"
    if variant.snapshots:
        yield "dataset_snapshots (insert): what the dataset is now"


def _listed(texts: Iterable[str]) -> str:
    """As TOML has it, which is as JSON does."""
    return json.dumps(list(texts))


def _known(variant: Variant) -> str:
    return f'''\
extends = "training-platform"
env_file = []

[dependencies.user-db]
schema = "{SCHEMA}"
migrations = "{MIGRATIONS / "users"}"
tables = ["users (select): who creates the job"]

[dependencies.user-db.rows.user]
query = """
SELECT id, email, hashed_password, full_name, role FROM users WHERE email = $1 AND is_active
"""
parameters = ["${{E2E_USERNAME}}"]

[dependencies.platform-db]
schema = "{SCHEMA}"
migrations = "{MIGRATIONS / "platform"}"
tables = {_listed(_touched(variant))}

[dependencies.platform-db.insert]
table = "training_jobs"

[dependencies.platform-db.insert.values]
project_id = {{ query = "SELECT id FROM projects WHERE id = 1" }}
user_id = 1
dataset_id = {{ query = "SELECT id FROM datasets WHERE id::text = '{COCO32.id}'" }}
framework = "ultralytics"
model_name = "yolo11n"
task_type = "detection"
dataset_format = "yolo"
output_dir = "runs/healthcheck"
epochs = 2
batch_size = 4
learning_rate = 0.01
status = "pending"
observability_backends = "database,clearml"
created_at = {{ query = "SELECT now()" }}

[dependencies.platform-db.rows]
project = "SELECT id FROM projects WHERE id = 1"
dataset = "SELECT id FROM datasets WHERE id::text = '{COCO32.id}'"
datasets = "SELECT id::text AS id, name, num_images FROM datasets"
workflow_ids = """
SELECT 'training-job-' || last_value + is_called::int AS id FROM training_jobs_id_seq
"""

[dependencies.redis]
channels = ["training:jobs:*"]
keys = {_listed(["training:claims:*"] if variant.locks else [])}

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

[dependencies.labeler]
url = "${{LABELER_API_URL}}/health"
status = "200"
json = "status == 'ok'"

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
