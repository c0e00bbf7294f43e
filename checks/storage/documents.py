"""JSON documents in a store, and what must be true of them."""

import json
from dataclasses import dataclass
from typing import Self

from checks.storage.buckets import ObjectName
from healthcheck import Malformed

LARGEST = 4 * 2**20
"""Bytes of an object that is read as JSON."""

_EXAMPLE = '"bucket/key" = "models[?model_name==\'yolo11n\']"'


class Unaskable(ValueError):  # noqa: N818 - it names what the expression is
    """An expression that calls a function which JMESPath does not have, or not so."""


@dataclass(frozen=True, slots=True)
class Document:
    """An object, and a JMESPath expression that must be true of it."""

    name: ObjectName
    expression: str


@dataclass(frozen=True, slots=True)
class Documents:
    """A table of objects, `bucket/key`, each with a JMESPath expression that must be true of the
    JSON in it."""

    each: tuple[Document, ...]

    def __str__(self) -> str:
        return ", ".join(str(document.name) for document in self.each)

    @classmethod
    def read(cls, value: object) -> Self:
        """Malformed where it is no table of objects with expressions."""
        if not isinstance(value, dict):
            raise Malformed(f"expected a table of objects with JMESPath expressions: {_EXAMPLE}")
        if not value:
            raise Malformed("the table names no document")
        return cls(tuple(_document(str(name), each) for name, each in value.items()))


def _document(name: str, expression: object) -> Document:
    import jmespath
    from jmespath.exceptions import JMESPathError

    found = ObjectName.parse(name)
    if not isinstance(expression, str):
        raise Malformed(f"the expression for {found} is no text; expected {_EXAMPLE}")
    try:
        jmespath.compile(expression)
    except RecursionError:
        raise Malformed(f"the expression for {found} is nested too deeply") from None
    except JMESPathError as error:
        place = getattr(error, "lex_position", getattr(error, "lexer_position", None))
        where = f", see its character {place + 1}" if isinstance(place, int) else ""
        raise Malformed(f"the expression for {found} is no JMESPath{where}") from None
    return Document(found, expression)


def parsed(data: bytes) -> object:
    """The JSON in an object; ValueError where it is none."""
    try:
        found: object = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return found


def holds(expression: str, document: object) -> bool:
    """Whether an expression is true of a document, as JMESPath has it: not null, false or empty.

    One that cannot be asked of it (the length of a number) is not true; Unaskable for one that
    cannot be asked of any.
    """
    import jmespath
    from jmespath.exceptions import ArityError, JMESPathError, UnknownFunctionError

    try:
        found = jmespath.search(expression, document)
    except (ArityError, UnknownFunctionError) as error:
        raise Unaskable(str(error)) from error
    except JMESPathError:
        return False
    return not (found is None or found is False or found in ("", [], {}))
