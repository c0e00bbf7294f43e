"""What the answer of a web server is to hold: headers, and values in its JSON."""

import fnmatch
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from healthcheck import Malformed


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Headers:
    """A table: the name of a header, and its text; `*` in it stands for anything."""

    expected: Mapping[str, str]

    def __repr__(self) -> str:
        return ", ".join(self.expected)

    @classmethod
    def read(cls, value: object) -> Self:
        """Malformed for what is no table of texts."""
        if not isinstance(value, Mapping) or not all(isinstance(x, str) for x in value.values()):
            raise Malformed('expected a table such as { content-type = "application/json*" }')
        return cls({str(name).lower(): text for name, text in value.items()})

    def differing(self, headers: Mapping[str, str]) -> Iterator[tuple[str, str, str | None]]:
        """Each header that is not as it should be: its name, what was expected, and what came."""
        for name, expected in self.expected.items():
            came = headers.get(name)
            if came is None or not fnmatch.fnmatchcase(came.lower(), _literal(expected.lower())):
                yield name, expected, came


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Json:
    """JMESPath expressions that are to be true of the answer's JSON, or a table of expressions and
    the values that they are to have."""

    expected: Mapping[str, Any]
    """None: it is to be true, whatever its value."""

    def __repr__(self) -> str:
        return ", ".join(self.expected)

    @classmethod
    def read(cls, value: object) -> Self:
        """Malformed for an expression that JMESPath does not know."""
        given = [value] if isinstance(value, str) else value
        if isinstance(given, list) and given and all(isinstance(each, str) for each in given):
            given = dict.fromkeys(given)
        if not isinstance(given, Mapping) or not given:
            raise Malformed("expected JMESPath expressions, such as [\"status == 'up'\"]")
        for expression in given:
            _compiled(str(expression))
        return cls({str(expression): each for expression, each in given.items()})

    def differing(self, body: bytes) -> Iterator[tuple[str, Any, Any]]:
        """Each expression that is not met: itself, what was expected (None: to be true), and what
        it is. ValueError where the body is no JSON."""
        document = json.loads(body)
        for expression, expected in self.expected.items():
            found = _found(expression, document)
            if not (_is_true(found) if expected is None else _same(found, expected)):
                yield expression, expected, found


def _compiled(expression: str) -> Any:
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        return jmespath.compile(expression)
    except JMESPathError as error:
        said = str(error).splitlines()[0]
        raise Malformed(f"not a JMESPath expression: {expression!a}: {said}") from None


def _found(expression: str, document: object) -> Any:
    """What the expression is of the document; nothing where its functions do not fit that."""
    from jmespath.exceptions import JMESPathError

    try:
        return _compiled(expression).search(document)
    except JMESPathError:
        return None


def _is_true(found: object) -> bool:
    """As JMESPath means it: 0 is."""
    return not (found is None or found is False or found in ("", [], {}))


def _same(found: object, expected: object) -> bool:
    """1 is not true."""
    return found == expected and isinstance(found, bool) == isinstance(expected, bool)


def _literal(pattern: str) -> str:
    """Only `*` is special: a header may well hold brackets and question marks."""
    return pattern.replace("[", "[[]").replace("?", "[?]")
