"""What the stores hold from the start: a dataset in R2, and model capabilities in MinIO."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator

from sandbox.store import Thing

DATASET = "datasets/10f486dc-f8ec-489e-927d-c81317822464/"
ANNOTATIONS = f"{DATASET}annotations_detection.json"
IMAGES = 32
STORED = 4  # of the images; creating a job reads none
SIDE = 8  # pixels


def capabilities() -> Thing:
    models = [{"model_name": "yolo11n", "task_types": ["detection"]}]
    described = {"framework": "ultralytics", "models": models}
    return _document("model-capabilities/ultralytics.json", described)


def dataset() -> Iterator[Thing]:
    yield _document(ANNOTATIONS, _annotations())
    for number in range(STORED):
        image = (("content-type", "image/png"),)
        yield Thing(f"{DATASET}images/{_image_name(number)}", _image(), image)


def _annotations() -> dict[str, object]:
    return {
        "format_version": "1.0",
        "dataset_name": "sample-det-coco32",
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
            for number in range(IMAGES)
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
