"""What the answers to all queries come to: one finding, which names each that gives no rows."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

from checks.postgres.judgement import Judgement
from checks.postgres.names import TableName
from checks.postgres.rows.asking import Asked
from checks.postgres.rows.refusals import Refused
from checks.postgres.schema.memory import Memory
from healthcheck import Malformed, Manner

ORDER = ("unknown-table", "unknown-column", "no-permission", "locked", "no-rows", "slow")
"""Which code speaks where several apply: what breaks most of the platform's queries comes first,
and before what is merely late what is certain."""

BRIEFLY = "briefly locked"
"""What waited for a lock, and not long enough to say that it lasts: it decides nothing."""

_MANNERS = {"locked": Manner.BLOCKS, "slow": Manner.SLOW}
_HINTS = {"no-permission": "As the owner of the tables: GRANT SELECT ON ... TO <user>."}


def judge(asked: Iterable[Asked], address: str) -> Judgement | None:
    """None where every query has given a row."""
    asked = tuple(asked)
    refused = [(each.query.name, each.refused) for each in asked if each.refused]
    empty = [each.query.name for each in asked if not each.refused and not each.rows]
    codes = {BRIEFLY if each.brief else each.code for _, each in refused}
    codes |= {"no-rows"} if empty else set()
    if not codes:
        return None
    code = next((each for each in ORDER if each in codes), "")
    manner = _MANNERS.get(code, Manner.REFUSES) if code else None
    code = code or ("locked" if BRIEFLY in codes else "bad-query")
    parts = [f'"{name}" cannot be answered: {said.said}' for name, said in refused]
    parts += [f"there is no row for {_listed(empty)}"] if empty else []
    return Judgement(code, f"{address}: {'; '.join(parts)}", manner, _HINTS.get(code, ""))


def untold(asked: Iterable[Asked], memory: Memory) -> list[Asked]:
    """Without the queries that fail by what the step `schema` has told."""
    return [each for each in asked if not (each.refused and _is_told(each.refused, memory))]


def _is_told(refused: Refused, memory: Memory) -> bool:
    """PostgreSQL reads a name without quotes in small letters."""
    name = refused.name.lower()
    if refused.code == "unknown-column":
        return memory.has_column(name.rpartition(".")[2])
    with suppress(Malformed):
        return refused.code == "unknown-table" and memory.has_table(TableName.parse(name))
    return False


def _listed(names: Sequence[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
