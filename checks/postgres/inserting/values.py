"""The values of a row in the settings, as SQL has them."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from healthcheck import Malformed


class Query:
    """A query that gives a value; as any value it is not shown."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "..."


class Value:
    """What stands in the settings for a column: TOML's, or a query. It is never shown."""

    __slots__ = ("plain",)

    def __init__(self, plain: object) -> None:
        self.plain = plain

    def __repr__(self) -> str:
        return "..."

    @classmethod
    def read(cls, value: object) -> "Value":
        """`{query = "SELECT ..."}` is a query; other tables are JSON."""
        if "\0" in json.dumps(value, default=str) or "\\u0000" in json.dumps(value, default=str):
            raise Malformed("a value holds a zero byte, which PostgreSQL has no place for")
        if isinstance(value, dict) and "query" in value:
            text = value["query"]
            if len(value) > 1 or not isinstance(text, str) or not text.strip():
                raise Malformed('a query for a value is { query = "SELECT ..." }, and nothing else')
            return cls(Query(text.strip().rstrip(";")))
        return cls(value)


def literal(value: Value, category: str) -> str:
    """The value for a column whose type is of this category (pg_type.typcategory).

    A text literal of no type is read by the column's own type, as a driver's parameter is; a number
    for a number's column is one, so that it is rounded where the platform's would be.
    """
    plain = value.plain
    if isinstance(plain, Query):
        # the line break ends a comment that the query may end in
        return f"(\n{plain.text}\n)"
    if type(plain) in _BARE and category in _BARE[type(plain)]:
        return str(plain).upper()
    if isinstance(plain, list) and category == "A":
        return text_literal(_array(plain))
    for kind, written in _WRITTEN.items():
        if isinstance(plain, kind):
            return text_literal(written(plain))
    return text_literal(str(plain))


def text_literal(text: str) -> str:
    """In single quotes, whatever it holds and however the server reads backslashes."""
    doubled = text.replace("'", "''")
    return f" E'{doubled}'".replace("\\", "\\\\") if "\\" in doubled else f"'{doubled}'"


_BARE: Mapping[type, str] = {bool: "B", int: "N", float: "N"}
"""Types whose values stand without quotes in columns of a category."""


def _iso(value: date | time) -> str:
    return value.isoformat()


_WRITTEN: Mapping[type, Callable[..., str]] = {
    dict: json.dumps,
    list: json.dumps,
    bool: lambda value: str(value).lower(),
    datetime: _iso,
    date: _iso,
    time: _iso,
}


def _array(items: list[object]) -> str:
    parts = (_array(each) if isinstance(each, list) else _element(each) for each in items)
    return "{" + ",".join(parts) + "}"


def _element(item: object) -> str:
    text = str(item).lower() if isinstance(item, bool) else str(item)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
