"""A body held against a schema, as FastAPI would: JSON Schema, and what pydantic makes of it."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from checks.http.document import Document, Unusable
from checks.http.keywords import Keyword, Schema, keywords

if TYPE_CHECKING:
    from jsonschema import ValidationError

ENOUGH = 50
"""Violations after which no more are looked for."""

BUDGET = 10_000
"""Rules that are tried; a schema that refers to itself in circles would take for ever."""

_ASKED = "x-healthcheck-asked"
_HOME = "urn:healthcheck:openapi"


def violations(document: Document, schema: object, body: object) -> "list[ValidationError]":
    """All that the body breaks. Unusable where the schema is none, or without an end."""
    from referencing import Registry
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    home = DRAFT202012.create_resource({**document.root, _ASKED: schema})
    # a registry of our own never fetches anything
    registry: Registry[Any] = Registry().with_resource(_HOME, home)
    judge = _judge()({"$ref": f"{_HOME}#/{_ASKED}"}, registry=registry)
    try:
        return list(islice(judge.iter_errors(body), ENOUGH))
    except Unresolvable:
        raise Unusable("refers to what is not in it") from None
    except RecursionError:
        raise Unusable("has a schema that refers to itself without an end") from None
    except (TypeError, AttributeError, KeyError) as error:
        raise Unusable(f"has a schema that is none: {type(error).__name__}") from error


def _judge() -> Any:
    """A validator with our keywords; each has its own budget."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    known: dict[str, Keyword] = {**Draft202012Validator.VALIDATORS, **keywords()}
    spent = iter(range(BUDGET))
    ours = {name: _limited(each, spent) for name, each in known.items()}
    return extend(Draft202012Validator, ours)  # type: ignore[no-untyped-call]  # jsonschema's


def _limited(keyword: Keyword, spent: Iterator[int]) -> Keyword:
    def judged(judge: Any, rule: Any, value: Any, schema: Schema) -> Any:
        if next(spent, None) is None:
            raise RecursionError
        if value is None and schema.get("nullable") is True:  # as OpenAPI 3.0 says it
            return ()
        return keyword(judge, rule, value, schema) or ()

    return judged
