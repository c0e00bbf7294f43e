"""What a database lacks that a recorded schema has."""

from dataclasses import dataclass

from checks.postgres.privileges.tables import Right
from checks.postgres.schema import quoting

ORDER = (
    "missing-table",
    "missing-column",
    "unsupplied-column",
    "different-nullability",
    "missing-default",
    "generated-column",
    "missing-enum-value",
    "different-type",
    "missing-extension",
    "narrower-type",
    "missing-key",
    "missing-check",
    "missing-not-null",
    "different-default",
    "wider-type",
)
"""Which one speaks where several apply: first what every INSERT meets, last what none does."""

WORKING = ("missing-key", "missing-check", "missing-not-null", "different-default")
"""With what statements work all the same: a profile may say that they stop nobody."""

HARMLESS = ("wider-type",)
"""What stands in nobody's way."""

MET_BY = {
    **dict.fromkeys(
        ("unsupplied-column", "missing-default", "different-default"), frozenset({Right.INSERT})
    ),
    **dict.fromkeys(
        ("different-nullability", "generated-column"), frozenset({Right.INSERT, Right.UPDATE})
    ),
}
"""What only those meet who write: who reads the table does not."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`said` is a sentence. `mend` are statements, in their order, and `note` what they need.

    `what` is what differs: a column, an enum's label, a key. Not `certain`: a trigger may see to
    it, or the values may fit all the same. `also` are other tables that it concerns.
    """

    code: str
    table: str
    what: str
    said: str
    mend: tuple[str, ...] = ()
    note: str = ""
    certain: bool = True
    also: tuple[str, ...] = ()

    @property
    def sql(self) -> tuple[str, ...]:
        """What mends it, as any terminal shows it."""
        return tuple(map(quoting.in_ascii, self.mend))
