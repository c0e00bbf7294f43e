"""A stand-in of an identity provider, since no Keycloak can be had from a package index: its words
are those of Keycloak 26's documentation and source, its keys and tokens are real ones."""

import base64
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from tests.web_servers import Answer, Asked, WebServer, web_server

REALM = "/realms/training"
CLIENT, SECRET = "platform", "a-clients-secret"


@cache
def private_key(name: str = "one") -> rsa.RSAPrivateKey:
    """A key by its name; each is made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_key(name: str = "one", **parts: Any) -> dict[str, Any]:
    """As the provider shows it."""
    made = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
    return {**made, "kid": name, "use": "sig", "alg": "RS256", **parts}


@dataclass(frozen=True, slots=True)
class Provider:
    """What it does otherwise than a healthy one, by the parts of its documents."""

    document: Mapping[str, Any] | None = None
    keys: object = None
    claims: Mapping[str, Any] | None = None
    header: Mapping[str, Any] | None = None
    grants: Callable[[Asked], Answer | None] | None = None
    signer: str = "one"
    ahead: float = 0.0

    def dated(self, asked: Asked, origin: str) -> Answer:
        """What it says, by its clock."""
        given = self.answer(asked, origin)
        date = formatdate(time.time() + self.ahead, usegmt=True)
        return replace(given, headers={**given.headers, "Date": date})

    def answer(self, asked: Asked, origin: str) -> Answer:
        """What it says to a request."""
        if asked.path == f"{REALM}/.well-known/openid-configuration":
            return _json(self._document(origin))
        if asked.path == f"{REALM}/protocol/openid-connect/certs":
            return _json({"keys": [public_key()]} if self.keys is None else self.keys)
        if asked.path == f"{REALM}/protocol/openid-connect/token":
            given = self.grants(asked) if self.grants else None
            return given or self._token(asked, origin)
        if asked.path.startswith("/realms/"):
            return _json({"error": "Realm does not exist"}, status=404)
        return Answer(404)

    def _document(self, origin: str) -> Mapping[str, Any]:
        base = f"{origin}{REALM}"
        usual = {
            "issuer": base,
            "jwks_uri": f"{base}/protocol/openid-connect/certs",
            "token_endpoint": f"{base}/protocol/openid-connect/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
        changed = {**usual, **(self.document or {})}
        return {key: value for key, value in changed.items() if value is not None}

    def _token(self, asked: Asked, origin: str) -> Answer:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        form = f"client_id={CLIENT}&client_secret={SECRET}".encode()
        if asked.headers.get("authorization") != f"Basic {basic}" and form not in asked.body:
            said = {"error": "invalid_client", "error_description": "Invalid client credentials"}
            return _json(said, status=401)
        now = int(time.time())
        claims = {"iss": f"{origin}{REALM}", "iat": now, "exp": now + 60, **(self.claims or {})}
        header = {"kid": "one", **(self.header or {})}
        token = jwt.encode(claims, private_key(self.signer), algorithm="RS256", headers=header)
        return _json({"access_token": token, "token_type": "Bearer"})


@contextmanager
def provider(**differences: Any) -> Iterator[WebServer]:
    """A running one."""
    given = Provider(**differences)
    with web_server(lambda asked: given.dated(asked, f"http://{asked.headers['host']}")) as server:
        yield server


def _json(value: object, *, status: int = 200) -> Answer:
    body = json.dumps(value).encode()
    return Answer(status, body, {"Content-Type": "application/json"})
