"""The setting `rows`: queries that must give rows, by the names that findings call them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from healthcheck import Malformed

_KEYS = ("query", "parameters")
_EXAMPLE = '"SELECT ..." or { query = "SELECT ... $1", parameters = [\'...\'] }'


class Parameter:
    """A text that a query is given. Often an e-mail address: never shown."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "..."


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the texts for its $1, $2, ..."""

    name: str
    text: str = field(repr=False)
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Queries:
    """A table of queries by their names, each of which must give a row: a text, or a table with
    `query` and `parameters`, the texts for its $1 and so on."""

    each: tuple[Query, ...]

    def __str__(self) -> str:
        """Their names: the texts are long, and may hold what nobody should read."""
        return ", ".join(query.name for query in self.each)

    @classmethod
    def read(cls, value: object) -> Self:
        """Malformed where it is no table of names with queries."""
        if not isinstance(value, dict):
            raise Malformed(f"expected a table: a name for each query, and {_EXAMPLE}")
        if not value:
            raise Malformed(f"the table names no query; expected {_EXAMPLE}")
        return cls(tuple(_query(str(name), each) for name, each in value.items()))


def _query(name: str, value: object) -> Query:
    if not name.strip() or not name.isprintable():
        raise Malformed("the name of a query is a line of text, which findings quote")
    table: Mapping[str, Any] = value if isinstance(value, dict) else {"query": value}
    text, parameters = table.get("query"), table.get("parameters", [])
    if not isinstance(text, str) or not text.strip():
        raise Malformed(f"the query {name!a} is no text; expected {_EXAMPLE}")
    if unknown := [key for key in table if key not in _KEYS]:
        raise Malformed(
            f"the query {name!a} has an unknown key {unknown[0]!a}; known: query, parameters"
        )
    if not isinstance(parameters, list) or not all(_is_scalar(each) for each in parameters):
        raise Malformed(f"the parameters of the query {name!a} are no list of texts")
    return Query(name, text, tuple(Parameter(_as_text(each)) for each in parameters))


def _is_scalar(value: object) -> bool:
    return isinstance(value, (str, int, float))


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
