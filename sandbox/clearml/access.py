"""Who may call: access keys for a login, and the tokens that it gives."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass, field

import jwt

from sandbox.clearml import errors
from sandbox.clearml.call import API_VERSION, SERVER_VERSION, Data
from sandbox.clearml.errors import ApiError
from sandbox.clearml.settings import Settings

ALGORITHM = "HS256"
LIFE = 30 * 24 * 3600  # seconds, unless a login asks for another


@dataclass(frozen=True)
class Identity:
    user: str = field(default_factory=lambda: secrets.token_hex(16))
    company: str = field(default_factory=lambda: secrets.token_hex(16))
    role: str = "user"
    user_name: str = "platform"
    company_name: str = "clearml"


@dataclass(frozen=True)
class Keys:
    access_key: str
    secret_key: str = field(repr=False)


@dataclass(frozen=True)
class Access:
    identity: Identity = field(default_factory=Identity)
    _secret: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)

    def read(self, authorization: str) -> Keys | None:
        """Keys that are still to be looked up, None where a token was proven. ApiError else."""
        if not authorization:
            raise ApiError(errors.NO_CREDENTIALS)
        scheme, _, told = authorization.partition(" ")
        if scheme == "Basic":
            return _keys(told)
        if scheme != "Bearer":
            raise ApiError(errors.BAD_AUTH_TYPE)
        self._prove(told)
        return None

    def token(self, *, life: int | None) -> str:
        """That the user may call for `life` seconds."""
        now = int(time.time())
        claims: Data = {
            "auth_type": "Bearer",
            "identity": vars(self.identity),
            "env": "<unknown>",
            "iat": now,
            "exp": now + (life or LIFE),
            "api_version": API_VERSION,
            "server_version": SERVER_VERSION,
            "server_build": "0",
            "feature_set": "basic",
        }
        return jwt.encode(claims, self._secret, algorithm=ALGORITHM)

    def _prove(self, token: str) -> None:
        try:
            jwt.decode(token, self._secret, algorithms=[ALGORITHM])
        except jwt.InvalidTokenError as error:
            reason = str(error.args[0])
            raise ApiError(errors.INVALID_TOKEN, "invalid jwt token", reason=reason) from None


def look_up(keys: Keys, settings: Settings) -> None:
    """ApiError unless these are the keys of the settings."""
    if keys != Keys(settings.access_key, settings.secret_key):
        raise ApiError(errors.INVALID_CREDENTIALS, "failed to locate provided credentials")


def _keys(told: str) -> Keys:
    try:
        access_key, _, secret_key = base64.b64decode(told).decode("latin-1").partition(":")
    except ValueError as error:
        raise ApiError(errors.BAD_CREDENTIALS, str(error)) from None
    return Keys(access_key, secret_key)
