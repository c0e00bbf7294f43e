"""What the step `schema` has failed by: one cause is told once, and later steps look here."""

from collections.abc import Iterable

from checks.postgres.names import TableName
from checks.postgres.schema.difference import Difference
from checks.postgres.schema.touched import keys
from checks.postgres.target import PostgresTarget
from healthcheck import Probe

FAILING = (
    "missing-table",
    "missing-column",
    "unsupplied-column",
    "different-nullability",
    "missing-default",
    "generated-column",
    "missing-enum-value",
)
"""What statements fail by, and later steps would meet."""


class Memory:
    """Tables, and what of them, that a run has told to be missing or different."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def note(self, differences: Iterable[Difference]) -> None:
        """What the step has failed by."""
        for each in (each for each in differences if each.code in FAILING and each.certain):
            self._told.update((table, each.what) for table in (each.table, *each.also))

    def has_table(self, name: TableName) -> bool:
        """Whether the whole table was told to be missing."""
        return any((key, "") in self._told for key in keys(name))

    def has_all(self, name: TableName, parts: Iterable[str]) -> bool:
        """Whether all these columns or labels of a table were told, and there are some."""
        named = tuple(parts)
        return bool(named) and all(
            any((key, each) in self._told for key in keys(name)) for each in named
        )

    def has_column(self, name: str) -> bool:
        """Whether some table's column of that name was told."""
        return any(what == name for _, what in self._told)


async def _memory() -> Memory:
    return Memory()


async def memory(probe: Probe[PostgresTarget]) -> Memory:
    """That of this run."""
    return await probe.once(_memory)
