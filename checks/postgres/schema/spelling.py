"""One spelling for what PostgreSQL and the applications' models spell in several ways."""

import re
from dataclasses import replace
from decimal import Decimal

from checks.postgres.schema.model import Column

_TYPES = {
    "varchar": "character varying",
    "char varying": "character varying",
    "nvarchar": "character varying",
    "char": "character(1)",
    "character": "character(1)",
    "bpchar": "character",
    "int": "integer",
    "int4": "integer",
    "int2": "smallint",
    "int8": "bigint",
    "serial": "integer",
    "serial4": "integer",
    "smallserial": "smallint",
    "serial2": "smallint",
    "bigserial": "bigint",
    "serial8": "bigint",
    "bool": "boolean",
    "float4": "real",
    "float8": "double precision",
    "float": "double precision",
    "double": "double precision",
    "decimal": "numeric",
    "dec": "numeric",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
    "varbit": "bit varying",
}
_TYPE = re.compile(
    r"(?P<name>[^()\[\]]*[^()\[\]\s])\s*(?P<size>\([^)]*\))?(?P<rest>[^\[\]()]*)(?P<array>(?:\[\])*)"
)
_COLLATION = re.compile(
    r'\s+collate\s+(?:\w+|"(?:[^"]|"")+")(?:\.(?:\w+|"(?:[^"]|"")+"))?\s*$', re.I
)
"""How a column's texts are sorted: no part of its type."""
_DEEP = re.compile(r"(?:\[\d*\])+$")
_ZONED = ("timestamp", "time", "timestamptz", "timetz")


def canonical_type(text: str) -> str:
    """A type as format_type spells it; of an array, PostgreSQL does not keep how deep it is."""
    text = _DEEP.sub("[]", _COLLATION.sub("", text))
    parts = _TYPE.fullmatch(" ".join(text.split()))
    if not parts or '"' in text:
        return text
    name, rest, array = parts["name"].lower(), parts["rest"].lower().strip(), parts["array"]
    size = (parts["size"] or "").replace(" ", "")
    base, _, words = name.partition(" ")
    if base in _ZONED:
        return _moment(base, size, rest or words) + array
    if name == "float" and size:
        return ("real" if int(size.strip("()")) <= 24 else "double precision") + array
    known = _TYPES.get(name, name)
    if known == "numeric" and size and "," not in size:
        size = f"{size[:-1]},0)"
    return (
        f"{known.removesuffix('(1)') if size else known}{size}{f' {rest}' if rest else ''}{array}"
    )


def _moment(base: str, size: str, words: str) -> str:
    """A time, whose precision stands before its zone."""
    zone = "with" if base.endswith("tz") or words.startswith("with time") else "without"
    return f"{base.removesuffix('tz')}{size} {zone} time zone"


_CAST = r"(?:\s*::\s*[\w\"][\w\s.\"]*(?:\(\s*\d+(?:\s*,\s*\d+)?\s*\))?[\w\s]*(?:\[\])*)"
_LITERAL = re.compile(
    rf"(?P<value>'(?:[^']|'')*'|[-+]?\d+(?:\.\d+)?|null|true|false){_CAST}*", re.I
)
_NOW = re.compile(r"(?:current_timestamp|now\(\)|transaction_timestamp\(\))", re.I)


def canonical_default(text: str) -> str:
    """A default without what does not change its value; empty for NULL, which is none."""
    bare = _without_brackets(" ".join(text.split()))
    if _NOW.fullmatch(bare):
        return "now()"
    found = _LITERAL.fullmatch(bare)
    if not found:
        return bare
    value = _without_brackets(found["value"])
    if value.lower() == "null":
        return ""
    inner = value[1:-1] if value.startswith("'") else value
    if re.fullmatch(r"[-+]?\d+(?:\.\d+)?", inner):
        return inner.removeprefix("+")
    return value.lower() if value.lower() in ("true", "false") else value


def is_literal(default: str) -> bool:
    """Whether a canonical default is a plain value, which a model spells as PostgreSQL does."""
    return bool(_LITERAL.fullmatch(default))


def _without_brackets(text: str) -> str:
    while text.startswith("(") and text.endswith(")") and _pairs(text[1:-1]):
        text = text[1:-1].strip()
    return text


def _pairs(text: str) -> bool:
    depth = 0
    for each in text:
        depth += {"(": 1, ")": -1}.get(each, 0)
        if depth < 0:
            return False
    return depth == 0


_ANY = re.compile(r"=\s*any\s*array\s*\[(.*?)\]", re.I)


def canonical_check(text: str) -> str:
    """A condition without casts, brackets and blanks: PostgreSQL adds them as types have it."""
    plain = re.sub(r"[()]", " ", re.sub(_CAST.replace(r"[\w\s]*(?:", r"(?:"), "", text))
    listed = _ANY.sub(r"in \1", plain)
    parts = re.split(r"('(?:[^']|'')*')", listed)
    return "".join(
        each if number % 2 else re.sub(r"\s+", "", each.lower()).replace('"', "")
        for number, each in enumerate(parts)
    )


_BOOLEANS = {
    **dict.fromkeys(("t", "true", "y", "yes", "on", "1"), "true"),
    **dict.fromkeys(("f", "false", "n", "no", "off", "0"), "false"),
}


_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def canonical(column: Column) -> Column:
    """A column in one spelling; a default that is a sequence's is an identity."""
    kind = canonical_type(column.type)
    default, identity = canonical_default(column.default), column.identity
    if kind == "boolean":
        default = _BOOLEANS.get(default.strip("'").lower(), default)
    elif kind.startswith(("numeric", "real", "double")) and _NUMBER.fullmatch(default):
        default = f"{Decimal(default).normalize():f}"
    if default.lower().startswith("nextval("):
        default, identity = "", identity or "serial"
    base = column.base and canonical_type(column.base)
    return replace(column, type=kind, default=default, identity=identity, base=base)
