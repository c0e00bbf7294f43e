"""A token: would a backend take it?"""

from collections.abc import Sequence
from typing import Any

from checks.oidc.keys import Key

REFUSALS = {
    "invalid_client": "unknown-client",
    "unauthorized_client": "no-permission",
    "unsupported_grant_type": "no-permission",
    "invalid_scope": "no-permission",
}
"""Our codes, by the errors of RFC 6749, section 5.2."""


def fault(token: str, keys: Sequence[Key], *, issuer: str, algorithms: Sequence[str]) -> str:
    """What a backend would have against it; empty for nothing.

    Its audience is a matter between the backend and the client that will ask.
    """
    import jwt

    try:
        header = jwt.get_unverified_header(token)
        key = _key(header, keys)
        if header.get("alg") not in algorithms:
            return f"it is signed by {header.get('alg')}"
        if key is None:
            return "it is signed by a key that the provider does not show"
        jwt.decode(
            token,
            jwt.PyJWK(dict(key), algorithm=header["alg"]),
            algorithms=list(algorithms),
            issuer=issuer,
            options={"verify_aud": False, "require": ["exp", "iss"]},
        )
    except jwt.PyJWTError as error:
        return str(error)
    return ""


def is_opaque(token: str) -> bool:
    """Whether only the provider can read it: it is no JSON Web Token."""
    return token.count(".") != 2


def _key(header: dict[str, Any], keys: Sequence[Key]) -> Key | None:
    """By its name; a token without one is by the only key there is."""
    if "kid" not in header:
        return keys[0] if len(keys) == 1 else None
    return next((each for each in keys if each.get("kid") == header["kid"]), None)
