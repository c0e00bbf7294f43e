"""What an application's SQLAlchemy model says of its tables, read in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.postgres.schema import quoting
from checks.postgres.schema.model import (
    MODEL,
    Column,
    Condition,
    ForeignKey,
    Schema,
    Table,
    Unique,
)
from checks.postgres.schema.recording import Unusable
from checks.postgres.schema.spelling import canonical_type

READER = Path(__file__).with_name("sqlalchemy_reader.py")
PATIENCE = 60.0
"""Seconds for importing an application."""

_MODEL = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


def modelled(model: str, python: str | None = None) -> Schema:
    """The schema of `module:name`, imported from the working directory by an interpreter.

    Unusable with a sentence where there is no such model. It has the source of the reader, and
    not this package: the application's own environment need not have it.
    """
    if not _MODEL.fullmatch(model):
        raise Unusable(f"{model!a} is no model; expected module:name, as app.models:Base.metadata")
    command = [python or sys.executable, "-c", READER.read_text("utf-8"), model]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except OSError as error:
        raise Unusable(f"{command[0]} cannot be started: {error.strerror}") from error
    except subprocess.TimeoutExpired:
        raise Unusable(f"{model} was not imported within {PATIENCE:g} s") from None
    if done.returncode:
        raise Unusable(f"{model} cannot be read: {_last(done.stderr)}")
    return schema(json.loads(done.stdout))


def _last(text: bytes) -> str:
    """The last line of what a process complained of: Python's exception."""
    lines = text.decode("utf-8", "backslashreplace").strip().splitlines() or ["it said nothing"]
    return quoting.ascii_only(lines[-1])[:300]


def schema(told: Mapping[str, Any]) -> Schema:
    """What the reader says, in PostgreSQL's spelling."""
    if not told["tables"]:
        raise Unusable("that model has no tables: name a module that imports all of them")
    return Schema(
        tables={quoting.table(*each["name"]): _table(each) for each in told["tables"]},
        enums={name: tuple(labels) for name, labels in told["enums"].items()},
        source=MODEL,
    )


def _table(told: Mapping[str, Any]) -> Table:
    return Table(
        columns={
            name: Column(**{**each, "type": canonical_type(each["type"])})
            for name, each in told["columns"].items()
        },
        primary=tuple(told["primary"]),
        unique=tuple(sorted(Unique(tuple(each)) for each in told["unique"])),
        foreign=tuple(sorted(_foreign(each) for each in told["foreign"])),
        checks=tuple(sorted(Condition(*each) for each in told["checks"])),
    )


def _foreign(told: Mapping[str, Any]) -> ForeignKey:
    others = tuple(told["references"])
    return ForeignKey(
        tuple(told["columns"]), quoting.table(*told["table"]), others, told["on_delete"]
    )
