"""What the API server refuses, in its own codes and words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    code: int
    subcode: int
    message: str


class ApiError(Exception):
    """`extra` stands in brackets after the kind's message, and the fields after a colon."""

    def __init__(self, kind: Kind, extra: str = "", **fields: str) -> None:
        bracket = f" ({extra})" if extra else ""
        told = ", ".join(f"{name}={value}" for name, value in fields.items())
        super().__init__(f"{kind.message}{bracket}{f': {told}' if told else ''}")
        self.kind = kind
        self.fields = fields


BAD_REQUEST = Kind(
    400, 0, "The browser (or proxy) sent a request that this server could not understand."
)
INVALID_PATH = Kind(400, 0, "Invalid request path")
VALIDATION = Kind(400, 12, "Validation error")
INVALID_REGEX = Kind(400, 21, "Malformed regular expression")
INVALID_TASK_ID = Kind(400, 101, "Invalid task id")
INVALID_TASK_STATUS = Kind(400, 110, "Invalid task status")
TASK_CANNOT_BE_DELETED = Kind(400, 123, "Task cannot be deleted")
INVALID_PROJECT_ID = Kind(400, 401, "Invalid project id")
INVALID_QUEUE_ID = Kind(400, 701, "Invalid queue id")
QUEUE_NOT_EMPTY = Kind(400, 702, "Queue is not empty")
NO_DEFAULT_QUEUE = Kind(400, 707, "No queue is tagged as the default queue for this company")
NOT_UNIQUE = Kind(400, 801, "Value combination already exists")
REGISTRATION_FAILED = Kind(400, 1002, "Worker registration failed")
NOT_REGISTERED = Kind(400, 1004, "Worker is not registered")
BAD_AUTH_TYPE = Kind(401, 10, "Unauthorized (bad authentication header type)")
NO_CREDENTIALS = Kind(401, 20, "Unauthorized (missing credentials)")
BAD_CREDENTIALS = Kind(401, 21, "Unauthorized (malformed credentials)")
FORBIDDEN = Kind(403, 20, "Forbidden (role is not allowed)")
INVALID_CREDENTIALS = Kind(401, 22, "Unauthorized (invalid credentials)")
INVALID_TOKEN = Kind(401, 30, "Invalid token")
UNKNOWN_ENDPOINT = Kind(404, 0, "Unable to find endpoint")
GENERAL = Kind(500, 0, "")
INTERNAL = Kind(500, 1, "Internal server error")
DATA = Kind(500, 100, "General data error")
NOT_IMPLEMENTED = Kind(500, 9999, "Action is not yet implemented")
