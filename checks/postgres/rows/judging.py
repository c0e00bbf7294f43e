"""What the answers to all queries come to: one finding, which names each that gives no rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.postgres.rows.asking import Asked
from healthcheck import Manner

ORDER = ("unknown-table", "unknown-column", "no-permission", "locked", "no-rows", "slow")
"""Which code speaks where several apply: what breaks most of the platform's queries comes first,
and before what is merely late what is certain."""

_MANNERS = {"locked": Manner.BLOCKS, "slow": Manner.SLOW}
_HINTS = {"no-permission": "As the owner of the tables: GRANT SELECT ON ... TO <user>."}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding; without a manner it decides nothing. Without a hint, the code's is meant."""

    code: str
    summary: str
    manner: Manner | None
    hint: str = ""


def judge(asked: Iterable[Asked], address: str) -> Judgement | None:
    """None where every query has given a row."""
    refused = [(each.query.name, each.refused) for each in asked if each.refused]
    empty = [each.query.name for each in asked if not each.refused and not each.rows]
    codes = {each.code for _, each in refused} | ({"no-rows"} if empty else set())
    if not codes:
        return None
    code = next((each for each in ORDER if each in codes), "bad-query")
    manner = None if code == "bad-query" else _MANNERS.get(code, Manner.REFUSES)
    parts = [f'"{name}" cannot be answered: {said.said}' for name, said in refused]
    parts += [f"there is no row for {_listed(empty)}"] if empty else []
    return Judgement(code, f"{address}: {'; '.join(parts)}", manner, _HINTS.get(code, ""))


def _listed(names: Sequence[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
