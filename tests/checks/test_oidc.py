"""The oidc check on a real provider (Authlib's), and on a stand-in with Keycloak's words."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from checks.oidc import OidcTarget, oidc
from checks.oidc.discovery import difference
from checks.web import HttpUrl
from healthcheck import Outcome, Secret
from tests import servers
from tests.ask import ask
from tests.checks.asking import said
from tests.oidc_servers import CLIENT, SECRET, provider, public_key
from tests.web_servers import Answer, Asked, web_server, without_proxies


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def ask_oidc(port: int, *, realm: str = "training", timeout: float = 5.0, **more: Any) -> Outcome:
    url = HttpUrl.parse(more.pop("url", f"http://127.0.0.1:{port}"))
    return ask(oidc, OidcTarget(url=url, realm=realm, **more), timeout=timeout)


def ask_with_client(port: int, secret: str = SECRET, **more: Any) -> Outcome:
    return ask_oidc(port, client_id=CLIENT, client_secret=Secret(secret), **more)


def told(outcome: Outcome) -> Mapping[str, str]:
    """The code of every step that has one."""
    return {each.step: each.code for each in outcome.findings if each.code}


def asked_of(**differences: Any) -> Outcome:
    with provider(**differences) as server:
        return ask_oidc(server.port)


def test_a_real_provider_is_ok_without_a_realm() -> None:
    from oidc_provider_mock import (  # type: ignore[import-untyped]  # it has none
        run_server_in_thread,
    )

    with run_server_in_thread() as server:
        url = f"http://localhost:{server.server_port}"
        outcome = ask_oidc(0, url=url, realm="")

    assert told(outcome) == {}
    assert said(outcome, "discovery").evidence == {"issuer": url}
    assert said(outcome, "token").because == "unsupported"


def test_a_realm_is_ok_after_two_requests_and_one_for_a_token() -> None:
    with provider() as server:
        plain = ask_oidc(server.port)
        two = len(server.asked)
        outcome = ask_with_client(server.port)

    assert told(plain) == told(outcome) == {}
    assert (two, len(server.asked)) == (2, 5)
    assert said(outcome, "token").status == "ok"
    assert SECRET not in repr(outcome)


def test_a_client_that_is_told_to_put_its_secret_into_the_form_does_so() -> None:
    ways = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    with provider(document=ways) as server:
        outcome = ask_with_client(server.port)

    assert told(outcome) == {}
    assert "authorization" not in server.asked[-1].headers


def test_a_realm_that_is_not_there() -> None:
    with provider() as server:
        outcome = ask_oidc(server.port, realm="Training")

    assert told(outcome)["discovery"] == "oidc.unknown-realm"


def test_another_path() -> None:
    with provider() as server:
        outcome = ask_oidc(server.port, url=f"http://127.0.0.1:{server.port}/auth")

    assert told(outcome)["discovery"] == "oidc.wrong-path"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(503), "oidc.server-error"),
        (Answer(302, headers={"Location": "https://sso.example.org/"}), "oidc.redirected"),
        (
            Answer(403, json.dumps({"error_description": "HTTPS required"}).encode()),
            "oidc.https-required",
        ),
        (Answer(200, b"<html>"), "oidc.malformed-document"),
        (Answer(200, b'{"issuer": "http://x"}'), "oidc.malformed-document"),
        (Answer(200, b'{"issuer": "http://x", "jwks_uri": "/keys"}'), "oidc.malformed-document"),
    ],
    ids=["starting", "moved", "https", "html", "no keys", "no address"],
)
def test_what_is_no_document(answer: Answer, code: str) -> None:
    with web_server(answer) as server:
        outcome = ask_oidc(server.port)

    assert told(outcome) == {"discovery": code, "keys": code}


def test_a_provider_by_another_name() -> None:
    outcome = asked_of(document={"issuer": "https://sso.example.org/realms/training"})
    finding = said(outcome, "discovery")

    assert finding.code == "oidc.issuer-differs"
    assert "calls itself https://sso.example.org/realms/training" in finding.summary


@pytest.mark.parametrize(
    ("issuer", "how"),
    [
        ("http://keycloak:8080/realms/training", ""),
        ("https://keycloak:8080/realms/training", "by http and https"),
        ("http://keycloak:8080/realms/training/", "by a slash at its end"),
        ("http://localhost:8080/realms/training", "by its host or port"),
        ("http://keycloak:8080/realms/master", "altogether"),
    ],
)
def test_how_two_names_differ(issuer: str, how: str) -> None:
    assert difference(issuer, "http://keycloak:8080/realms/training") == how


def test_another_name_that_is_meant_is_fine() -> None:
    with provider(document={"issuer": "https://sso.example.org"}) as server:
        outcome = ask_oidc(server.port, issuer="https://sso.example.org")

    assert told(outcome) == {}


def test_a_clock_that_is_ahead() -> None:
    outcome = asked_of(ahead=120)

    assert told(outcome) == {"discovery": "oidc.clock-skew"}
    assert said(outcome, "discovery").status == "warn"


def test_keys_that_lead_nowhere() -> None:
    nowhere = f"http://127.0.0.1:{servers.free_port()}/keys"

    assert told(asked_of(document={"jwks_uri": nowhere})) == {"keys": "oidc.unreachable-keys"}


def test_keys_that_are_not_there() -> None:
    with web_server(Answer(404)) as other:
        keys = {"jwks_uri": f"http://127.0.0.1:{other.port}/keys"}

        assert told(asked_of(document=keys)) == {"keys": "oidc.unreachable-keys"}


@pytest.mark.parametrize("keys", [[], {"keys": "none"}, {"keys": [1]}], ids=str)
def test_keys_that_are_none(keys: object) -> None:
    assert told(asked_of(keys=keys)) == {"keys": "oidc.malformed-keys"}


@pytest.mark.parametrize(
    "keys",
    [
        [],
        [public_key(use="enc", alg="RSA-OAEP")],
        [public_key(alg="PS256")],
        [{"kty": "EC", "crv": "P-256", "kid": "one"}],
    ],
    ids=["none", "to encrypt", "another algorithm", "another kind"],
)
def test_no_key_that_would_verify_a_token(keys: list[object]) -> None:
    assert told(asked_of(keys={"keys": keys})) == {"keys": "oidc.no-keys"}


def test_a_key_need_not_say_what_it_is_for() -> None:
    plain = {name: part for name, part in public_key().items() if name not in ("use", "alg")}

    assert told(asked_of(keys={"keys": [plain]})) == {}


def test_two_keys_and_one_without_a_name() -> None:
    nameless = {name: part for name, part in public_key("two").items() if name != "kid"}
    outcome = asked_of(keys={"keys": [public_key(), nameless]})

    assert told(outcome) == {"keys": "oidc.nameless-keys"}
    assert said(outcome, "keys").status == "warn"


def test_a_key_that_nobody_should_see() -> None:
    outcome = asked_of(keys={"keys": [public_key(d="AQAB")]})

    assert told(outcome) == {"keys": "oidc.private-keys"}
    assert said(outcome, "keys").status == "warn"


def test_the_secret_is_wrong() -> None:
    with provider() as server:
        outcome = ask_with_client(server.port, "another-secret")

    assert told(outcome) == {"token": "oidc.unknown-client"}
    assert "another-secret" not in repr(outcome)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        ("unauthorized_client", 401, "oidc.no-permission"),
        ("invalid_scope", 400, "oidc.no-permission"),
        ("slow_down", 400, "oidc.token-refused"),
        ("", 500, "oidc.server-error"),
        ("", 200, "oidc.token-refused"),
    ],
)
def test_a_token_that_is_refused(error: str, status: int, code: str) -> None:
    def refuse(asked: Asked) -> Answer:
        return Answer(status, json.dumps({"error": error}).encode())

    with provider(grants=refuse) as server:
        outcome = ask_with_client(server.port)

    assert told(outcome) == {"token": code}


@pytest.mark.parametrize(
    "differences",
    [
        {"claims": {"iss": "http://keycloak/realms/training"}},
        {"claims": {"exp": 1}},
        {"header": {"kid": "two"}},
        {"signer": "two"},
    ],
    ids=["issuer", "expired", "unknown key", "signature"],
)
def test_a_token_that_a_backend_would_refuse(differences: dict[str, Any]) -> None:
    with provider(**differences) as server:
        outcome = ask_with_client(server.port)

    assert told(outcome) == {"token": "oidc.invalid-token"}


def test_a_token_by_another_algorithm_than_the_platforms() -> None:
    with provider(keys={"keys": [public_key(), public_key("two", alg="PS256")]}) as server:
        outcome = ask_with_client(server.port, algorithms=("PS256",))

    assert told(outcome) == {"token": "oidc.invalid-token"}


def test_a_token_that_only_the_provider_can_read_is_left_to_it() -> None:
    def opaque(asked: Asked) -> Answer:
        return Answer(200, b'{"access_token": "abc"}')

    with provider(grants=opaque) as server:
        outcome = ask_with_client(server.port)

    assert told(outcome) == {}
    assert said(outcome, "token").evidence == {"token": "opaque"}


def test_a_token_endpoint_that_does_not_answer_or_is_not_there() -> None:
    nowhere = {"token_endpoint": f"http://127.0.0.1:{servers.free_port()}/token"}
    with provider(document=nowhere) as gone, provider(document={"token_endpoint": None}) as none:
        refused = ask_with_client(gone.port)
        absent = ask_with_client(none.port)

    assert told(refused) == {"token": "oidc.token-refused"}
    assert said(absent, "token").because == "unsupported"


def test_nobody_listens() -> None:
    assert told(ask_oidc(servers.free_port()))["reachable"] == "oidc.refused"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "oidc.reset"),
        (b"\x00\x01\x02\xff\r\n\r\n", "oidc.other-service"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n!!", None),
    ],
    ids=["cut", "garbage", "packed wrongly"],
)
def test_a_port_where_no_provider_answers(answer: bytes, code: str | None) -> None:
    with servers.listener(answer) as port:
        outcome = ask_oidc(port)

    assert told(outcome)["reachable"] == (code or "oidc.other-service")


def test_a_certificate_that_nobody_trusts() -> None:
    with (
        servers.certificate() as made,
        servers.listener(b"") as plain,
        servers.tls_front(plain, made) as port,
    ):
        outcome = ask_oidc(0, url=f"https://localhost:{port}")

    assert told(outcome)["reachable"] == "oidc.certificate"


def test_a_proxy_that_does_not_work_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    outcome = ask_oidc(0, url="http://sso.invalid")

    assert told(outcome)["reachable"] == "oidc.proxied"
