"""What creating a job does in the two stores. All of it blocks."""

from __future__ import annotations

import json
from typing import Any

from fastapi import HTTPException

from sandbox.platform.backend.services import Services
from sandbox.platform.models import Dataset, Snapshot


def read(here: Services, dataset: Dataset) -> Any:
    """Lists the dataset's objects in R2, and reads its annotations."""
    bucket = here.settings.datasets_bucket
    listed = here.datasets.list_objects_v2(Bucket=bucket, Prefix=dataset.storage_path)
    if not listed.get("Contents"):
        raise HTTPException(500, "Dataset folder is empty")
    found = here.datasets.get_object(Bucket=bucket, Key=dataset.annotation_path)
    return json.load(found["Body"])


def keep(here: Services, snapshot: Snapshot, annotations: Any) -> None:
    """Writes what the dataset is now to MinIO."""
    snapshot.storage_path = f"snapshots/{snapshot.id}/metadata.json"
    here.internal.put_object(
        Bucket=here.settings.checkpoints_bucket,
        Key=snapshot.storage_path,
        Body=json.dumps({"dataset_id": snapshot.dataset_id, "images": len(annotations["images"])}),
        ContentType="application/json",
    )
