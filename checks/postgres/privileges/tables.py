"""The setting `tables`: what the operation touches, and what it does there."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from checks.postgres.names import TableName
from healthcheck import Malformed

_TABLE = re.compile(
    r"(?P<name>[^():]*?)\s*(?:\((?P<rights>[^()]*)\))?\s*(?::\s*(?P<why>.*))?", re.DOTALL
)
_EXAMPLE = '"training_jobs (select, insert, update): the job itself"'


class Right(StrEnum):
    """What the platform does with the rows of a table."""

    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """A table, what the platform does with its rows, and what for: `name (select, insert): why`;
    without rights it is read."""

    name: TableName
    rights: tuple[Right, ...] = (Right.SELECT,)
    why: str = ""

    def __repr__(self) -> str:
        return f"{self.name} ({', '.join(self.rights)}){f': {self.why}' if self.why else ''}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed where it is no such line."""
        found = _TABLE.fullmatch(text.strip())
        if not found:
            raise Malformed(f"not a table; expected {_EXAMPLE}")
        return cls(
            TableName.parse(found["name"]),
            (Right.SELECT,) if found["rights"] is None else _rights(found["rights"]),
            (found["why"] or "").strip(),
        )


def _rights(text: str) -> tuple[Right, ...]:
    words = [each.strip().lower() for each in text.split(",")]
    if unknown := [each for each in words if each not in list(Right)]:
        raise Malformed(f"{unknown[0]!a} is none of {', '.join(Right)}; expected {_EXAMPLE}")
    return tuple(each for each in Right if each in words)
