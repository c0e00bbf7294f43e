"""What a worker's failure says of what it has registered, in the words of each SDK.

A worker looks for a task's type first, then decodes its argument, then runs somebody's code. So one
that is given a type nobody has, with an argument nobody can decode, says what it lacks, and most
SDKs name what they have. Measured with Python 1.30, TypeScript 1.24, Go 1.50 and Java 1.31; the
words of .NET and Ruby are read from their sources.
"""

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from temporalio.api.failure.v1 import Failure

_DENIALS = re.compile(
    r"is not registered on this worker"  # Python, .NET, Ruby; TypeScript's activities
    r"|unable to find (?:workflow type: |activityType=)"  # Go
    r"|Failed to initialize workflow of type "  # TypeScript's workflows
    r"|Unknown workflow type "  # Java
    r"|is not registered with a worker",  # Java's activities
    re.IGNORECASE,
)

_LISTS = (
    re.compile(r"available (?:workflows|activities): (.*)", re.DOTALL),  # all but the next two
    re.compile(r"Supported types: (.*)", re.DOTALL),  # Go
    re.compile(r"Known types are:? (.*)", re.DOTALL),  # Java
)

_UNDECODABLE = re.compile(r"Unknown encoding: ")
"""TypeScript's. A worker of another SDK has begun its own code by then, or has ended its run."""

NOT_FOUND = "NotFoundError"
"""The failure's type where the SDK gives one; it can be read where the text is encoded."""

ENCODED = "Encoded failure"
"""What stands for a text that has been put away; where nobody encrypted it, it is beside it."""

TYPESCRIPT = "TypeScriptSDK"
"""The one SDK whose workers list nothing, and run nothing for an argument they cannot decode."""


def text_of(failure: "Failure") -> str:
    """A failure's message, from where it has been put if it can be read there."""
    put = failure.encoded_attributes
    if failure.message == ENCODED and put.metadata.get("encoding") == b"json/plain":
        return str(json.loads(put.data).get("message", ENCODED))
    return failure.message


def denies(message: str, kind: str) -> bool:
    """Whether a failure, by its text and type, means that the type is not registered."""
    return kind == NOT_FOUND or _DENIALS.search(message) is not None


def knows(message: str) -> bool:
    """Whether a failure means that only the argument was in the way."""
    return _UNDECODABLE.search(message) is not None


def types_in(message: str) -> frozenset[str] | None:
    """The types that a failure's text lists; None where it lists none."""
    for pattern in _LISTS:
        if found := pattern.search(message):
            return frozenset(_names(found[1]))
    return None


def _names(text: str) -> Sequence[str]:
    """Of `A, B`, `[A, B]` or `["A","B"]`."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', text) or text.strip().strip("[]").split(",")
    return [each.strip() for each in words if each.strip()]
