"""Passwords as the User DB keeps them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

COST = 2**12  # a few milliseconds: nothing here is worth guessing


def hashed(password: str) -> str:
    salt = secrets.token_hex(8)
    return f"scrypt${salt}${_digest(password, salt)}"


def matches(password: str, kept: str) -> bool:
    scheme, _, rest = kept.partition("$")
    salt, _, digest = rest.partition("$")
    return scheme == "scrypt" and hmac.compare_digest(_digest(password, salt), digest)


def _digest(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=COST, r=8, p=1).hex()
