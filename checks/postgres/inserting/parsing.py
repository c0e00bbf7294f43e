"""An INSERT in SQL: that it is one, into which table, and where its columns' values stand.

PostgreSQL itself reads it later, and takes no second statement; here is found out what findings
are to name. What cannot be told is left open.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.postgres.names import TableName
from healthcheck import Malformed

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<text>[eE]'(?:[^'\\]|''|\\.)*'|(?:[nNbBxX]|[uU]&)?'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
    |(?P<name>"(?:[^"]|"")+")
    |(?P<parameter>\$\d+)
    |(?P<word>[^\W\d][\w$]*)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MAIN = ("insert", "select", "update", "delete", "merge", "values", "table")
_EXPECTED = 'expected one INSERT, such as "INSERT INTO training_jobs (...) VALUES (...)"'


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands, from its first character to behind its last, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """What an INSERT names. Without `columns` it names none; `values` are those of its first row,
    none where it takes them from a query."""

    table: TableName
    columns: tuple[str, ...] = ()
    values: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A key word; what stands in quotes is none."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def identifier(self) -> str:
        """As the database spells it: without quotes in lower case."""
        return self.text[1:-1].replace('""', '"') if self.kind == "name" else self.text.lower()


def parse(text: str) -> Parsed:
    """Malformed where it is anything but one INSERT."""
    if "\0" in text:
        raise Malformed("a zero byte stands in it")
    tokens = _tokens(text)
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    if any(each.text == ";" for each in tokens):
        raise Malformed(f"it is more than one statement; {_EXPECTED}")
    if any(each.kind == "parameter" for each in tokens):
        raise Malformed(
            "it has parameters such as $1, and there is nothing to give them: write "
            "the values themselves"
        )
    rest = _main(tokens)
    if len(rest) < 3 or rest[1].word != "into" or rest[2].kind not in ("word", "name"):
        raise Malformed(_EXPECTED)
    table, rest = _table(rest[2:])
    columns, rest = _columns(rest)
    return Parsed(table, columns, _values(rest))


def _tokens(text: str) -> list[_Token]:
    found = (
        _Token(match.lastgroup or "", match[0], match.start()) for match in _TOKEN.finditer(text)
    )
    return [
        _Token("text" if each.kind == "tag" else each.kind, each.text, each.start)
        for each in found
        if each.kind != "space"
    ]


def _main(tokens: Sequence[_Token]) -> Sequence[_Token]:
    """From the INSERT on, which may stand behind a WITH."""
    first = tokens[0].word if tokens else ""
    if first not in ("insert", "with"):
        raise Malformed(_EXPECTED)
    depth = 0
    for index, each in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(each.text, 0)
        if depth == 0 and each.word in _MAIN:
            if each.word != "insert":
                break
            return tokens[index:]
    raise Malformed(_EXPECTED)


def _table(tokens: Sequence[_Token]) -> tuple[TableName, Sequence[_Token]]:
    name = tokens[0].identifier
    if len(tokens) > 2 and tokens[1].text == ".":
        table, rest = TableName(tokens[2].identifier, name), tokens[3:]
    else:
        table, rest = TableName(name), tokens[1:]
    return table, rest[2:] if rest and rest[0].word == "as" else rest


def _columns(tokens: Sequence[_Token]) -> tuple[tuple[str, ...], Sequence[_Token]]:
    """The names in the parentheses that follow; none where a query stands in them."""
    if not tokens or tokens[0].text != "(":
        return (), tokens
    inner, rest = _enclosed(tokens)
    if inner and inner[0].word in ("select", "with", "values", "table"):
        return (), rest
    return tuple(part[0].identifier for part in _parts(inner) if part), rest


def _values(tokens: Sequence[_Token]) -> tuple[Span, ...]:
    """Of VALUES (...), whatever stands before it (OVERRIDING ... VALUE)."""
    for index, each in enumerate(tokens[:4]):
        if each.word == "values" and index + 1 < len(tokens) and tokens[index + 1].text == "(":
            inner, _ = _enclosed(tokens[index + 1 :])
            return tuple(_span(part) for part in _parts(inner) if part)
    return ()


def _span(part: Sequence[_Token]) -> Span:
    return Span(part[0].start, part[-1].start + len(part[-1].text))


def _enclosed(tokens: Sequence[_Token]) -> tuple[Sequence[_Token], Sequence[_Token]]:
    """What stands in the parentheses at the beginning, and what behind them."""
    depth = 0
    for index, each in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(each.text, 0)
        if depth == 0:
            return tokens[1:index], tokens[index + 1 :]
    return tokens[1:], ()


def _parts(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """Divided at the commas that stand in no parentheses of their own."""
    parts: list[list[_Token]] = [[]]
    depth = 0
    for each in tokens:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(each.text, 0)
        if each.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(each)
    return parts
