"""The keywords of JSON Schema that FastAPI sees differently, or OpenAPI 3.0 writes differently."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checks.http import laxity

if TYPE_CHECKING:
    from jsonschema import ValidationError

Errors = Iterator["ValidationError"]
Schema = Mapping[str, Any]
Keyword = Callable[[Any, Any, Any, Schema], Any]
"""Called with the validator, what the keyword says, the value, and the schema around it."""

COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "exclusiveMinimum": lambda value, limit: value > limit,
    "exclusiveMaximum": lambda value, limit: value < limit,
    "multipleOf": lambda value, limit: not limit or _is_multiple(value, limit),
}


def keywords() -> dict[str, Keyword]:
    """Each by its name."""
    return {name: _comparing(name) for name in COMPARED} | {
        "const": _constant,
        "enum": _enumerated,
        "format": _formatted,
        "oneOf": _one_of,
        "pattern": _patterned,
        "type": _typed,
        "uniqueItems": lambda *_: (),  # it drops the second of a set
    }


def _comparing(name: str) -> Keyword:
    def compare(judge: Any, limit: Any, value: Any, schema: Schema) -> Errors:
        holds = COMPARED[name]
        if isinstance(limit, bool):  # of OpenAPI 3.0: it belongs to the limit beside it
            return
        if schema.get(f"exclusive{name.capitalize()}") is True:
            holds = COMPARED[f"exclusive{name.capitalize()}"]
        is_text = isinstance(value, str) and schema.get("type") not in ("integer", "number")
        found = None if is_text else laxity.number(value)
        if found is not None and not holds(found, limit):
            yield _error(name)

    return compare


def _is_multiple(value: float, limit: float) -> bool:
    try:
        return abs(value / limit - round(value / limit)) < 1e-9
    except (OverflowError, ValueError):  # an infinity, or a number beyond what floats hold
        return True


def _typed(judge: Any, rule: Any, value: Any, schema: Schema) -> Errors:
    form = str(schema.get("format", ""))
    if not any(laxity.is_of(each, value, form) for each in ([rule] if _text(rule) else rule)):
        yield _error("type")


def _enumerated(judge: Any, rule: Any, value: Any, schema: Schema) -> Errors:
    if not any(laxity.is_same(value, each) for each in rule):
        yield _error("enum")


def _constant(judge: Any, rule: Any, value: Any, schema: Schema) -> Errors:
    if not laxity.is_same(value, rule):
        yield _error("const")


def _formatted(judge: Any, rule: Any, value: Any, schema: Schema) -> Errors:
    if _text(value) and not laxity.has_format(str(rule), value):
        yield _error("format")


def _patterned(judge: Any, rule: Any, value: Any, schema: Schema) -> Errors:
    try:
        if _text(value) and not re.search(rule, value):
            yield _error("pattern")
    except re.error:  # another dialect's
        return


def _one_of(judge: Any, rule: Any, value: Any, schema: Schema) -> Errors:
    """As anyOf: the first that fits is taken, and a lax one fits more often."""
    context = []
    for index, each in enumerate(rule):
        broken = list(judge.descend(value, each, schema_path=index))
        if not broken:
            return
        context += broken
    yield _error("oneOf", context)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _error(message: str, context: Any = ()) -> "ValidationError":
    from jsonschema import ValidationError

    return ValidationError(message, context=context)
