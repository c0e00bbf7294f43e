"""What the stores hold from the start: datasets in R2; capabilities and weights in MinIO."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.store import Thing


@dataclass(frozen=True)
class Dataset:
    id: str
    name: str
    images: int
    """As its annotations and its row count them; fewer are stored."""

    @property
    def folder(self) -> str:
        """Where its objects lie; ends with a slash."""
        return f"datasets/{self.id}/"

    @property
    def annotations(self) -> str:
        return f"{self.folder}annotations_detection.json"


COCO32 = Dataset("10f486dc-f8ec-489e-927d-c81317822464", "sample-det-coco32", 32)
DATASETS = (
    COCO32,
    Dataset("2a7c5d0e-5d1b-4b52-9f6e-0c8a4b1f7d28", "sample-det-coco128", 128),
    Dataset("7e1f0c94-3b6a-4d8f-8a25-96d4e2c0b183", "det-mvtec-ad", 83),
)
DATASET = COCO32.folder
ANNOTATIONS = COCO32.annotations
JOB: Mapping[str, Any] = {
    "framework": "ultralytics",
    "model_name": "yolo11n",
    "task_type": "detection",
    "dataset_id": COCO32.id,
    "dataset_format": "yolo",
    "epochs": 2,
    "batch_size": 4,
    "learning_rate": 0.01,
}
"""The `config` of the request with which the end-to-end test creates a job."""
STORED = 4  # of a dataset's images; creating a job reads none
SIDE = 8  # pixels

TASKS = {"": "detection", "-seg": "segmentation", "-cls": "classification", "-pose": "pose"}
MODELS = {
    **{f"yolo11{size}{end}": task for end, task in TASKS.items() for size in "nsmlx"},
    "yolov8n": "detection",
    "yolov8s": "detection",
}
"""Each model's task: 22 of them."""
WEIGHED = ("yolo11n", "yolo11s", "yolov8n")
"""The models whose weights are stored."""
WEIGHTS = [0.5, -0.25, 0.125]


def capabilities() -> Thing:
    models = [{"model_name": name, "task_types": [task]} for name, task in MODELS.items()]
    described = {"framework": "ultralytics", "models": models}
    return _document("model-capabilities/ultralytics.json", described)


def weights() -> Iterator[Thing]:
    """What training begins with."""
    for name in WEIGHED:
        yield _document(f"weights/{name}.pt", {"model_name": name, "weights": WEIGHTS})


def datasets() -> Iterator[Thing]:
    for dataset in DATASETS:
        yield _document(dataset.annotations, _annotations(dataset))
        for number in range(STORED):
            image = (("content-type", "image/png"),)
            yield Thing(f"{dataset.folder}images/{_image_name(number)}", _image(), image)


def _annotations(dataset: Dataset) -> dict[str, object]:
    return {
        "format_version": "1.0",
        "dataset_name": dataset.name,
        "task_type": "object_detection",
        "classes": [{"id": 0, "name": "person"}],
        "images": [
            {
                "id": number,
                "file_name": _image_name(number),
                "width": SIDE,
                "height": SIDE,
                "annotations": [{"id": number, "class_id": 0, "bbox": [1, 1, 4, 4]}],
            }
            for number in range(dataset.images)
        ],
    }


def _document(key: str, document: object) -> Thing:
    return Thing(key, json.dumps(document).encode(), (("content-type", "application/json"),))


def _image_name(number: int) -> str:
    return f"{number:012}.png"


def _image() -> bytes:
    """A grey square."""
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\x80" * SIDE) * SIDE)
    parts = ((b"IHDR", head), (b"IDAT", lines), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum
