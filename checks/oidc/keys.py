"""The keys that a provider shows: can its tokens be verified by them?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
"""The kind of key that an algorithm takes, by how its name begins."""

_PRIVATE = ("d", "p", "q", "k")
"""The parts of a key that nobody else is to have: `k` is a shared secret itself."""

Key = Mapping[str, Any]


def keys(document: Mapping[str, Any] | None) -> Sequence[Key] | None:
    """The keys of a JSON Web Key Set; None where it is none."""
    found = document.get("keys") if document else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return None
    return found


def fitting(found: Iterable[Key], algorithms: Iterable[str]) -> Sequence[Key]:
    """Those that sign by one of the algorithms."""
    wanted = tuple(algorithms)
    return [each for each in found if any(_signs(each, name) for name in wanted)]


def private(found: Iterable[Key]) -> Sequence[Key]:
    """Those of which more is shown than anybody may know."""
    return [each for each in found if any(part in each for part in _PRIVATE)]


def name(key: Key) -> str:
    """Its kid, or what kind it is."""
    return str(key.get("kid") or key.get("kty"))


def _signs(key: Key, algorithm: str) -> bool:
    """A key need not say what it is for."""
    kind = key.get("kty") == _KINDS.get(algorithm[:2])
    return kind and key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
