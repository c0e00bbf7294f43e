"""A rule of a schema that a value breaks, in words that quote no text of the value."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import ValidationError

MOST = 3
"""Names or sentences that are told; of the others, how many there are."""

NOUNS: Mapping[str, str] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a text",
}
RULES: Mapping[str, str] = {
    "additionalProperties": "it holds a key that is not allowed",
    "const": "{given} is not {rule}",
    "dependentRequired": "one key in it needs another one",
    "enum": "{given} is none of {rule}",
    "exclusiveMaximum": "{given} is not less than {rule}",
    "exclusiveMinimum": "{given} is not more than {rule}",
    "format": "{given} is no {rule}",
    "maxItems": "it has more than {rule} items",
    "maxLength": "{given} is longer than {rule} characters",
    "maximum": "{given} is more than the maximum of {rule}",
    "minItems": "it has fewer than {rule} items",
    "minLength": "{given} is shorter than {rule} characters",
    "minimum": "{given} is less than the minimum of {rule}",
    "multipleOf": "{given} is not a multiple of {rule}",
    "pattern": "{given} does not match {rule}",
    "type": "{given} where {rule} is expected",
}


def broken(error: "ValidationError") -> str:
    """What the value does to the rule."""
    words = RULES.get(str(error.validator), f"it breaks the rule {error.validator}")
    return words.format(given=given(error.instance), rule=_rule(error))


def given(value: object) -> str:
    """Numbers as they are; of everything else, what it is."""
    if isinstance(value, (bool, int, float)):
        return json.dumps(value)
    nouns = {str: "a text", list: "a list", dict: "an object", type(None): "null"}
    return nouns[type(value)]


def listed(texts: list[str], between: str) -> str:
    """The first of them, and how many more there are."""
    more = len(texts) - MOST
    shown = between.join(texts[:MOST])
    return f"{shown}{between if between == '; ' else ' '}and {more} more" if more > 0 else shown


def _rule(error: "ValidationError") -> str:
    rule: Any = error.validator_value
    if error.validator == "type":
        kinds = [rule] if isinstance(rule, str) else rule
        return " or ".join(NOUNS.get(each, str(each)) for each in kinds)
    if error.validator == "enum":
        return listed([json.dumps(each) for each in rule], ", ")
    if isinstance(rule, float) and rule.is_integer():
        return str(int(rule))
    return json.dumps(rule) if error.validator == "const" else str(rule)
