"""Why a query gives no rows, decided from PostgreSQL's answer.

Its messages quote pieces of a query and of its parameters, and may be in any language: an error is
told by its class and its place in the query instead.
"""

import re
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z_][\w$.]*")
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Refused:
    """The code of a query that gives no rows, and why, as the end of a sentence; `name` is what of
    the query it is about. `brief`: it waited, and too little to say that this lasts."""

    code: str
    said: str
    name: str = ""
    brief: bool = False


_ROWS = (
    # (asyncpg's class, code, what it says; {name} is what stands at its place in the query)
    ("UndefinedTableError", "unknown-table", "there is no table{name}"),
    ("UndefinedColumnError", "unknown-column", "there is no column{name}"),
    (
        "InsufficientPrivilegeError",
        "no-permission",
        "this account may not read all that it asks for",
    ),
    ("LockNotAvailableError", "locked", "another session holds a lock on what it reads"),
    ("QueryCanceledError", "slow", "it takes longer than this step waits"),
    ("ReadOnlySQLTransactionError", "bad-query", "it writes, and a query here only reads"),
    (
        "InvalidTransactionStateError",
        "bad-query",
        "it is none that a transaction which reads takes",
    ),
    ("SyntaxOrAccessError", "bad-query", "{words}{place}"),
    ("DataError", "bad-query", "{words}{place}"),
    ("FeatureNotSupportedError", "bad-query", "{words}{place}"),
    ("CardinalityViolationError", "bad-query", "{words}{place}"),
    ("PLPGSQLError", "bad-query", "a function that it calls raises an error"),
)


def refusal(error: BaseException, text: str) -> Refused | None:
    """What PostgreSQL's error means for a query; None for one that is not about the query."""
    classes = [each.__name__ for each in type(error).__mro__]
    for name, code, said in _ROWS:
        if name in classes:
            place = getattr(error, "position", None)
            quoted = name_at(text, place)
            full = said.format(
                name=quoted,
                words=_WORD.sub(" ", classes[0].removesuffix("Error")).lower(),
                place=f" at its character {place}" if place else "",
            )
            return Refused(code, full, quoted.strip(' "'))
    return None


def name_at(text: str, place: str | None) -> str:
    """The name that stands at a place in a query, quoted behind a space; or nothing.

    Not one in double quotes: that is how a text is written by mistake, and it may be a secret.
    """
    found = _NAME.match(text, int(place) - 1) if place else None
    return f' "{found[0]}"' if found else ""
