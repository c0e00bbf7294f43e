"""One case as it came out: a line of JSON, without paths and ports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

READY = "ready"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was predicted, what was observed, and what people's usual means said."""

    case: str
    variant: str
    predicted: str
    """A verdict's effect, `ready` or `unknown`."""
    root_causes: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """Of the case's `told_by`, the steps that were asked and gave an answer."""
    observed: str
    """An outcome of the oracle; `ready` for `completed`."""
    status: int | None = None
    job_status: str | None = None
    lost: tuple[str, ...] = ()
    pinged: tuple[str, ...] = ()
    """The services that could not be pinged."""
    health: str = ""
    """What is wrong with the platform's own /health; empty: nothing."""

    @property
    def key(self) -> tuple[str, str]:
        return self.variant, self.case

    def line(self) -> str:
        """Without what is empty."""
        filled = {
            name: value for name, value in asdict(self).items() if value not in ((), "", None)
        }
        return json.dumps(filled)

    @classmethod
    def of(cls, line: str) -> Self:
        known = {each.name for each in fields(cls)}
        values: dict[str, Any] = json.loads(line)
        return cls(**{name: _value(value) for name, value in values.items() if name in known})


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def read(path: Path) -> Iterator[Row]:
    """Those of earlier runs; none where there is no file."""
    if path.exists():
        yield from (Row.of(line) for line in path.read_text("utf-8").splitlines())


def append(path: Path, row: Row) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{row.line()}\n")
