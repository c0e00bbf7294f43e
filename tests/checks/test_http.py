"""The http check on real servers: each way to fail, and what must not be taken for one."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from checks.http import HttpTarget, Status, Token, http
from checks.web import FAULTS, HttpUrl
from healthcheck import Outcome, Secret, faults
from tests import servers
from tests.ask import ask, codes
from tests.checks.asking import said
from tests.web_servers import Answer, Asked, tunnel, web_server, without_proxies

OK = {"configured": "ok", "reachable": "ok", "responds": "ok", "request": "unselected"}
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def ask_http(url: str, *, timeout: float = 5.0, **settings: Any) -> Outcome:
    """The outcome of both steps that look at one answer."""
    target = HttpTarget(url=HttpUrl.parse(url), **settings)
    return ask(http, target, "reachable", "responds", timeout=timeout)


def test_a_server_that_answers_is_ok_after_one_request() -> None:
    with web_server(Answer(204)) as server:
        outcome = ask_http(f"http://127.0.0.1:{server.port}/health?full=1")

    assert codes(outcome) == OK
    assert said(outcome, "responds").evidence == {"status": 204}
    assert [(each.method, each.path) for each in server.asked] == [("GET", "/health?full=1")]
    assert server.asked[0].headers["user-agent"].startswith("healthcheck/")


def test_a_path_is_asked_for_just_as_it_is_written() -> None:
    with web_server(Answer()) as server:
        ask_http(f"http://127.0.0.1:{server.port}")
        ask_http(f"http://127.0.0.1:{server.port}/health/")

    assert [each.path for each in server.asked] == ["/", "/health/"]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "http.unauthorized"),
        (403, "http.no-permission"),
        (404, "http.not-found"),
        (500, "http.server-error"),
        (503, "http.server-error"),
        (304, "http.wrong-status"),
        (418, "http.wrong-status"),
    ],
)
def test_a_status_that_was_not_expected(status: int, code: str) -> None:
    with web_server(Answer(status)) as server:
        outcome = ask_http(f"http://127.0.0.1:{server.port}/health")

    assert codes(outcome) == OK | {"responds": code}
    assert f"/health answers HTTP {status}" in said(outcome, "responds").summary


def test_what_is_expected_is_ok_and_all_else_is_not() -> None:
    with web_server(lambda asked: Answer(int(asked.path[1:]))) as server:
        url = f"http://127.0.0.1:{server.port}"
        wanted = {
            each: ask_http(f"{url}/{each}", status=(Status("404"), Status("302")))
            for each in (404, 302, 200)
        }

    assert codes(wanted[404]) == codes(wanted[302]) == OK
    finding = said(wanted[200], "responds")
    assert finding.code == "http.wrong-status"
    assert "expected was 404 or 302" in finding.summary


def test_a_class_of_statuses_can_be_expected() -> None:
    with web_server(lambda asked: Answer(int(asked.path[1:]))) as server:
        url = f"http://127.0.0.1:{server.port}"
        found = [ask_http(f"{url}/{each}", status=(Status("4xx"),)) for each in (401, 404, 500)]

    assert codes(found[0]) == codes(found[1]) == OK
    assert codes(found[2]) == OK | {"responds": "http.server-error"}


def test_a_redirect_is_not_followed_and_its_aim_is_named() -> None:
    where = {"Location": "https://user:pass-word@sso.example.org/login?token=hush-hush"}
    with web_server(Answer(302, headers=where)) as server:
        outcome = ask_http(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "responds")
    assert finding.code == "http.redirected"
    assert finding.summary.endswith("it leads to https://sso.example.org/login")
    assert len(server.asked) == 1


def demanding(asked: Asked) -> Answer:
    """Lets in one user, and one token."""
    basic = base64.b64encode(b"me:it-is-a-secret").decode()
    known = (f"Basic {basic}", "Bearer the-right-token")
    return Answer(200 if asked.headers.get("authorization") in known else 401)


def test_accounts_and_tokens() -> None:
    with web_server(demanding) as server:
        place = f"127.0.0.1:{server.port}"
        settings = ask_http(f"http://{place}", user="me", password=Secret("it-is-a-secret"))
        in_url = ask_http(f"http://me:it-is-a-secret@{place}")
        token = ask_http(f"http://{place}", token=Token("the-right-token"))
        wrong = ask_http(f"http://{place}", token=Token("the-wrong-token"))

    assert codes(settings) == codes(in_url) == codes(token) == OK
    assert codes(wrong) == OK | {"responds": "http.unauthorized"}
    told = json.dumps([repr(each) for each in (settings, in_url, token, wrong)])
    assert "it-is-a-secret" not in told
    assert "-token" not in told


def test_a_body_without_an_end_is_not_read() -> None:
    with web_server(Answer(200, b"data: 1\n\n", endless=True)) as server:
        outcome = ask_http(f"http://127.0.0.1:{server.port}/events")

    assert codes(outcome) == OK


def test_nobody_listens() -> None:
    outcome = ask_http(f"http://localhost:{servers.free_port()}")

    assert codes(outcome) == OK | {"reachable": "http.refused", "responds": "after:reachable"}


def test_the_name_does_not_resolve() -> None:
    assert said(ask_http("http://api.invalid"), "reachable").code == "http.name-not-found"


def test_a_server_that_takes_the_request_and_never_answers_is_silent() -> None:
    with web_server(lambda _: None) as server:
        outcome = ask_http(f"http://127.0.0.1:{server.port}", timeout=1.0)

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("http.silent", "silent")


def test_an_answer_that_comes_in_drops_is_slow() -> None:
    with servers.listener(b"HTTP/1.1 200", stays=True) as port:
        outcome = ask_http(f"http://127.0.0.1:{port}", timeout=1.0)

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("http.slow", "slow")


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nContent-Le"])
def test_a_port_that_cuts_the_connection(begun: bytes) -> None:
    with servers.listener(begun) as port:
        outcome = ask_http(f"http://127.0.0.1:{port}")

    assert said(outcome, "reachable").code == "http.reset"


def test_another_service_is_named() -> None:
    with servers.valkey() as redis:
        outcome = ask_http(f"http://127.0.0.1:{redis.port}", timeout=2.0)

    finding = said(outcome, "reachable")
    assert finding.code == "http.other-service"
    assert finding.summary.endswith("is answered by Redis, not by a web server")


def test_what_speaks_nothing_known_is_another_service() -> None:
    with servers.listener(b"\x00\x01\x02\xff\r\n\r\n") as port:
        outcome = ask_http(f"http://127.0.0.1:{port}")

    finding = said(outcome, "reachable")
    assert finding.code == "http.other-service"
    assert finding.summary.endswith("does not answer as a web server does")


def test_tls_where_the_server_speaks_plain_text() -> None:
    with servers.listener(PLAIN) as port:
        outcome = ask_http(f"https://127.0.0.1:{port}")

    assert said(outcome, "reachable").code == "http.tls-unexpected"


def test_tls_with_a_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        servers.certificate() as made,
        servers.listener(PLAIN) as plain,
        servers.tls_front(plain, made) as port,
    ):
        unknown_ca = ask_http(f"https://localhost:{port}")
        unencrypted = ask_http(f"http://localhost:{port}")
        monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
        right = ask_http(f"https://localhost:{port}", certificate_days=1)
        soon = ask_http(f"https://localhost:{port}")
        other_name = ask_http(f"https://127.0.0.1:{port}")

    assert said(unknown_ca, "reachable").code == "http.certificate"
    assert said(unencrypted, "reachable").code == "http.tls-expected"
    assert codes(right) == OK
    assert codes(soon) == OK | {"reachable": "http.certificate-expiring"}
    assert said(soon, "reachable").status == "warn"
    assert said(other_name, "reachable").code == "http.certificate"


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_file_of_authorities_that_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    if text:
        (tmp_path / "ca.pem").write_text(text)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    finding = said(ask_http("https://localhost:4430"), "reachable")

    assert finding.code == "http.certificate"
    assert "SSL_CERT_FILE" in finding.hint


def test_a_proxy_for_this_very_machine_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server(Answer()) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:pass-word@127.0.0.1:{proxy.port}")
        outcome = ask_http("http://localhost:8000/health")

    finding = said(outcome, "reachable")
    assert (finding.status, finding.code) == ("warn", "http.proxied")
    assert finding.summary == (
        f"HTTP_PROXY sends requests for localhost through 127.0.0.1:{proxy.port}"
    )
    assert "NO_PROXY" in finding.hint
    assert proxy.asked[0].path == "http://localhost:8000/health"
    assert "pass-word" not in repr(outcome)


def test_a_proxy_elsewhere_is_told_and_not_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server(Answer()) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"127.0.0.1:{proxy.port}")
        outcome = ask_http("http://api.invalid")

    assert codes(outcome) == OK
    evidence = said(outcome, "reachable").evidence
    assert evidence == {"proxy": f"127.0.0.1:{proxy.port} (ALL_PROXY)"}


def test_no_proxy_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    with web_server(Answer()) as server:
        outcome = ask_http(f"http://127.0.0.1:{server.port}")

    assert codes(outcome) == OK


@pytest.mark.parametrize(
    "proxy", ["http://me:pass-word@127.0.0.1:9", "socks5://127.0.0.1:9", "?:x"]
)
def test_a_proxy_that_does_not_work_is_named(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    outcome = ask_http("http://api.invalid")

    finding = said(outcome, "reachable")
    assert (finding.status, finding.code) == ("fail", "http.proxied")
    assert "(HTTP_PROXY)" in finding.summary
    assert "pass-word" not in repr(outcome)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    with servers.listener(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", f"http://127.0.0.1:{proxy}")
        outcome = ask_http(f"{scheme}://api.invalid")

    finding = said(outcome, "reachable")
    assert (finding.status, finding.code) == ("fail", "http.proxied")
    assert "407" in finding.summary


def test_a_tunnel_is_gone_through_and_a_certificate_behind_it_is_not_the_proxys_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        servers.certificate() as made,
        servers.listener(PLAIN) as plain,
        servers.tls_front(plain, made) as port,
        tunnel(port) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
        unknown_ca = ask_http("https://api.invalid")
        monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
        right = ask_http("https://localhost:4430", certificate_days=1)

    assert said(unknown_ca, "reachable").code == "http.certificate"
    assert codes(right) == OK | {"reachable": "http.proxied"}
    assert said(right, "reachable").status == "warn"


def test_every_fault_row_names_a_class_that_is_there() -> None:
    import httpx  # noqa: F401 - makes the names known

    assert [row.error for row in FAULTS if faults.resolve(row.error) is None] == []
