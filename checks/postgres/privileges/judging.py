"""What an account lacks, in one finding with the statements that would give it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.postgres.judgement import Judgement
from checks.postgres.names import quoted
from checks.postgres.privileges.asking import Held, Use
from checks.postgres.privileges.tables import Right
from healthcheck import Manner


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing, in words, and the statement that gives it; `certain`: an operation needs it
    whatever its statements are."""

    said: str
    mend: str
    certain: bool = True


def judge(uses: Sequence[Use], told: Sequence[Held]) -> Judgement | None:
    """None where nothing is lacking."""
    absent = [str(use.name) for use, held in zip(uses, told, strict=True) if not held.found]
    lacks = [each for use, held in zip(uses, told, strict=True) for each in _lacks(use, held)]
    user = next((held.user for held in told), "")
    parts = [f"user {user} lacks {', '.join(_unique(e.said for e in lacks))}"] if lacks else []
    if absent:
        one = len(absent) == 1
        names = ", ".join(absent)
        parts.insert(0, f"there {'is no table' if one else 'are no tables'} {names}")
        return Judgement("unknown-table", "; ".join(parts), Manner.REFUSES)
    if not lacks:
        return None
    hint = f"As the owner: {' '.join(_unique(each.mend for each in lacks))}"
    certain = any(each.certain for each in lacks)
    manner = Manner.REFUSES if certain else None
    said = "; ".join(parts)
    if not certain:
        said += ": unless the INSERT gives a value itself, it is refused"
    return Judgement("no-permission", said, manner, hint)


def _lacks(use: Use, held: Held) -> Iterator[Lack]:
    if not held.found:
        return
    table, user = held.table(use), quoted(held.user)
    if not held.usage:
        mend = f"GRANT USAGE ON SCHEMA {quoted(held.schema)} TO {user};"
        yield Lack(f"USAGE on the schema {held.schema}", mend)
    missing = [each.upper() for each in use.rights if each not in (*held.granted, *held.partly)]
    if missing:
        rights = ", ".join(missing)
        yield Lack(f"{rights} on {use.name}", f"GRANT {rights} ON {table} TO {user};")
    if Right.INSERT in use.rights:
        yield from _lacks_of_inserts(use, held, columns=() if "INSERT" in missing else held.columns)
    yield from _policies(use, held)


def _lacks_of_inserts(use: Use, held: Held, *, columns: Sequence[str]) -> Iterator[Lack]:
    table, user = held.table(use), quoted(held.user)
    if columns:
        said = f"INSERT on {use.name} ({', '.join(columns)})"
        yield Lack(said, f"GRANT INSERT ({', '.join(map(quoted, columns))}) ON {table} TO {user};")
    for sequence, column in held.sequences:
        said = f"USAGE on the sequence {sequence}, which gives {use.name}.{column}"
        mend = f"GRANT USAGE ON SEQUENCE {sequence} TO {user};"
        yield Lack(said, mend, certain=use.columns is not None)


def _policies(use: Use, held: Held) -> Iterator[Lack]:
    """Row level security without a policy refuses new rows, and hides those that are there."""
    for right in use.rights:
        if right in (held.without_policy or ()):
            yield Lack(
                f"a policy for {right.upper()} on {use.name}, where row level security is on",
                f"CREATE POLICY ... ON {held.table(use)} FOR {right.upper()} ...;",
            )


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
