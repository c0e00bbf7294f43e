"""ClearML on a stand-in for its API server: each way to fail, and what is none."""

import base64
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.clearml import ClearmlTarget, clearml
from checks.clearml.faults import FAULTS
from checks.clearml.sdk_process import Sdk
from checks.clearml.target import ApiUrl
from healthcheck import Outcome, Secret, faults
from tests import servers
from tests.ask import ask, codes
from tests.checks.asking import ask_redis, said
from tests.clearml_servers import (
    ACCESS,
    SECRET,
    TOKEN,
    UNKNOWN,
    Sandbox,
    clearml_sandbox,
    clearml_server,
    envelope,
    token,
)
from tests.web_servers import Answer, web_server, without_proxies

ASKED = ("reachable", "authenticated", "queries", "events")
BESIDE = ("queue", "agents", "files", "sdk", "tasks", "upload", "website")
OK = {"configured": "ok"} | dict.fromkeys(BESIDE, "unselected") | dict.fromkeys(ASKED, "ok")
BEHIND = {"authenticated": "after:reachable", "queries": "after:reachable"} | {
    "events": "after:reachable"
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An account without any configuration of ClearML's, on a machine without a proxy."""
    without_proxies(monkeypatch)
    for name in [each for each in os.environ if each.startswith(("CLEARML_", "TRAINS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The sandbox's stand-in, which answers as a real one was measured to."""
    with clearml_sandbox() as started:
        yield started


def ask_clearml(url: str, *steps: str, timeout: float = 5.0, **settings: Any) -> Outcome:
    """The outcome of the steps that ask the server, or of those named."""
    keys = {"access_key": Secret(ACCESS), "secret_key": Secret(SECRET)}
    target = ClearmlTarget(**({"api_host": ApiUrl.parse(url)} | keys | settings))
    return ask(clearml, target, *(steps or ASKED), timeout=timeout)


def test_a_healthy_server_is_ok_and_tells_what_it_is(sandbox: Sandbox) -> None:
    outcome = ask_clearml(f"http://127.0.0.1:{sandbox.api}")

    assert codes(outcome) == OK
    assert said(outcome, "authenticated").evidence == {
        "version": "2.3.0",
        "api": "2.34",
        "user": "platform",
        "company": "clearml",
        "role": "user",
    }


def test_a_token_is_asked_for_once_and_for_a_minute() -> None:
    with clearml_server() as server:
        ask_clearml(f"http://127.0.0.1:{server.port}")

    logins = [each for each in server.asked if each.path == "/auth.login"]
    assert [each.body for each in logins] == [b'{"expiration_sec":60}']
    assert len(server.asked) == 10


@pytest.mark.parametrize("path", ["/", "/clearml/api", "/clearml/api/"])
def test_a_path_before_the_calls_is_kept(path: str) -> None:
    with clearml_server(prefix=path.rstrip("/")) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}{path}")

    assert codes(outcome) == OK
    assert outcome.address == f"127.0.0.1:{server.port}{path.rstrip('/')}"


@pytest.mark.parametrize("prefix", ["", "/elsewhere"])
def test_a_path_that_leads_nowhere(prefix: str) -> None:
    with clearml_server(prefix=prefix) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}/api")

    assert codes(outcome) == OK | BEHIND | {"reachable": "clearml.wrong-path"}


def test_the_ports_of_the_web_ui_and_of_the_file_server_are_named(sandbox: Sandbox) -> None:
    web = said(ask_clearml(f"http://127.0.0.1:{sandbox.web}"), "reachable")
    files = said(ask_clearml(f"http://127.0.0.1:{sandbox.files}"), "reachable")

    assert (web.code, files.code) == ("clearml.web-port", "clearml.files-port")
    assert "8008" in web.hint
    assert "8008" in files.hint


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<title>Something</title>", {"Content-Type": "text/html"}),
        Answer(200, b'{"meta": 5}'),
        Answer(200, b'{"status": "ok"}'),
        Answer(200, b"[" * 100_000),
        Answer(404, b"not found"),
        Answer(500, b"Internal Server Error"),
        Answer(404, b"<title>Keycloak</title>", {"Content-Type": "text/html"}),
    ],
)
def test_another_web_server_is_told_apart(answer: Answer) -> None:
    with web_server(answer) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "reachable")
    assert finding.code == "clearml.other-website"
    assert finding.summary.endswith("and not as ClearML's API server does")


def test_another_service_is_named() -> None:
    with servers.valkey() as redis:
        outcome = ask_clearml(f"http://127.0.0.1:{redis.port}")

    finding = said(outcome, "reachable")
    assert finding.code == "clearml.other-service"
    assert finding.summary.endswith("is answered by Redis, not by ClearML")


def test_other_checks_know_clearml_by_its_ping() -> None:
    with clearml_server() as server:
        outcome = ask_redis(f"redis://127.0.0.1:{server.port}")

    assert said(outcome, "reachable").summary.endswith("is answered by ClearML, not by Redis")


def test_a_redirect_is_told_with_its_aim() -> None:
    with web_server(Answer(301, headers={"Location": "https://clearml.example.org/"})) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "reachable")
    assert (finding.status, finding.code) == ("unknown", "clearml.redirected")
    assert "https://clearml.example.org/" in finding.summary


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(502, b"Bad Gateway"), "clearml.gateway-error"),
        (envelope((503, 0, "maintenance")), "clearml.gateway-error"),
        (Answer(504, b"Gateway Time-out"), "clearml.server-error"),
        (envelope((500, 2, "config")), "clearml.server-error"),
    ],
)
def test_an_error_instead_of_a_ping(answer: Answer, code: str) -> None:
    with clearml_server(results={"debug.ping": answer}) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "reachable")
    assert finding.code == code
    assert finding.passing


@pytest.mark.parametrize(
    ("access", "secret", "missing"),
    [
        ("", SECRET, "no access key is set"),
        (ACCESS, " ", "no secret key is set"),
        ("", "", "no access key and no secret key is set"),
    ],
)
def test_a_missing_key_is_named(access: str, secret: str, missing: str) -> None:
    with clearml_server() as server:
        url = f"http://127.0.0.1:{server.port}"
        outcome = ask_clearml(url, access_key=Secret(access), secret_key=Secret(secret))

    finding = said(outcome, "authenticated")
    assert (finding.code, finding.manner) == ("clearml.no-credentials", "refuses")
    assert finding.summary == missing


@pytest.mark.parametrize("answer", [Answer(200, b"hello"), None])
def test_without_keys_nobody_waits_for_the_server(answer: Answer | None) -> None:
    with contextlib.ExitStack() as running:
        port = (
            running.enter_context(web_server(lambda _: answer)).port
            if answer
            else servers.free_port()
        )
        outcome = ask_clearml(f"http://127.0.0.1:{port}", access_key=Secret(""))

    assert codes(outcome)["reachable"] == "clearml.unneeded"
    assert codes(outcome)["authenticated"] == "clearml.no-credentials"
    assert said(outcome, "reachable").status == "warn"


def test_without_keys_nobody_waits_for_a_silent_server_either() -> None:
    with servers.listener() as port:
        outcome = ask_clearml(f"http://127.0.0.1:{port}", access_key=Secret(""), timeout=1.0)

    assert codes(outcome)["reachable"] == "clearml.unneeded"


def test_offline_nobody_waits_for_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_OFFLINE_MODE", "1")
    outcome = ask_clearml(f"http://127.0.0.1:{servers.free_port()}")

    assert codes(outcome)["reachable"] == "clearml.unneeded"
    finding = said(outcome, "authenticated")
    assert (finding.code, finding.manner) == ("clearml.sdk-offline", "refuses")
    assert "with CLEARML_OFFLINE_MODE, nobody calls it" in said(outcome, "reachable").summary


def test_keys_that_the_server_does_not_know(sandbox: Sandbox) -> None:
    url = f"http://127.0.0.1:{sandbox.api}"
    access = ask_clearml(url, access_key=Secret("ANOTHER-ACCESS-KEY"))
    secret = ask_clearml(url, secret_key=Secret("another-secret-key"))

    assert said(access, "authenticated").code == "clearml.wrong-credentials"
    assert said(secret, "authenticated").code == "clearml.wrong-credentials"


def test_wrong_keys_are_not_told() -> None:
    with clearml_server() as server:
        url = f"http://127.0.0.1:{server.port}"
        outcome = ask_clearml(url, secret_key=Secret("another-secret-key"))

    sent = base64.b64encode(f"{ACCESS}:another-secret-key".encode()).decode()
    assert f"Basic {sent}" in [each.headers.get("authorization") for each in server.asked]
    for secret in (ACCESS, "another-secret-key", sent.rstrip("=")):
        assert secret not in repr(outcome)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (UNKNOWN, "clearml.wrong-credentials"),
        ((401, 31, "token is blocked"), "clearml.credentials-refused"),
        ((403, 20, "forbidden (not allowed for role)"), "clearml.no-permission"),
        ((401, 1, "unauthorized (not authorized for endpoint)"), "clearml.no-permission"),
    ],
)
@pytest.mark.parametrize(
    ("call", "step"), [("auth.login", "authenticated"), ("projects.get_all", "queries")]
)
def test_who_is_denied(result: tuple[int, int, str], code: str, call: str, step: str) -> None:
    with clearml_server(results={call: envelope(result)}) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, step)
    assert finding.code == code
    assert result[2] in finding.summary


@pytest.mark.parametrize(
    ("store", "step", "code"),
    [
        ("mongodb", "authenticated", "clearml.mongodb-down"),
        ("redis", "queries", "clearml.redis-down"),
        ("elasticsearch", "events", "clearml.elasticsearch-down"),
    ],
)
def test_a_store_that_is_away_is_named(sandbox: Sandbox, store: str, step: str, code: str) -> None:
    url = f"http://127.0.0.1:{sandbox.api}"
    with sandbox.without(store, "refused"):
        refused = said(ask_clearml(url), step)
    with sandbox.without(store, "hung"):
        silent = said(ask_clearml(url), step)

    assert (refused.code, refused.manner) == (code, "refuses")
    assert (silent.code, silent.manner) == (code, "silent")
    assert "while debug.ping" in silent.summary
    assert silent.passing


def test_one_cause_is_told_once() -> None:
    with clearml_server(down=["redis", "elasticsearch"]) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    assert codes(outcome) == OK | {"queries": "clearml.redis-down", "events": "after:queries"}


def test_mongodb_that_falls_after_the_login() -> None:
    late: dict[str, Answer | None] = {"queues.get_all": None, "projects.get_all": None}
    with clearml_server(results=late) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "queries")
    assert (finding.code, finding.manner) == ("clearml.mongodb-down", "silent")


def test_an_error_that_no_store_explains() -> None:
    failed = envelope((500, 4, "Server reports low disk space"))
    with clearml_server(results={"projects.get_all": failed}) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "queries")
    assert finding.code == "clearml.server-error"
    assert "low disk space" in finding.summary


def test_one_call_that_hangs_is_not_blamed_on_a_store() -> None:
    with clearml_server(results={"projects.get_all": None}) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "queries")
    assert (finding.code, finding.manner) == ("clearml.unanswered", "silent")


def test_a_server_that_is_slow_in_its_ping_as_well_is_slow() -> None:
    with clearml_server(results={"projects.get_all": None}, pings=2) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "queries")
    assert (finding.code, finding.manner) == ("clearml.slow", "slow")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (429, "clearml.gateway-error"),
        (502, "clearml.gateway-error"),
        (503, "clearml.gateway-error"),
        (500, "clearml.server-error"),
    ],
)
@pytest.mark.parametrize(
    ("call", "step"), [("auth.login", "authenticated"), ("projects.get_all", "queries")]
)
def test_a_gateway_that_answers_between(status: int, code: str, call: str, step: str) -> None:
    between = Answer(status, b"<html>nginx</html>", {"Content-Type": "text/html"})
    with clearml_server(results={call: between}) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    assert said(outcome, step).code == code


def test_what_the_sdk_waits_for_counts_more_than_what_it_gives_up() -> None:
    results = {
        "queues.get_all": envelope((400, 1, "endpoint is not supported")),
        "projects.get_all": Answer(502, b"Bad Gateway"),
    }
    with clearml_server(results=results) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    assert said(outcome, "queries").code == "clearml.gateway-error"


def test_an_unexpected_answer_is_told_as_it_is() -> None:
    results = {"workers.get_stats": envelope((400, 1, "endpoint is not supported"))}
    with clearml_server(results=results) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    assert said(outcome, "events").summary == (
        "an error that no check knows: Unexpected: workers.get_stats answered 400/1 endpoint is "
        "not supported"
    )


@pytest.mark.parametrize(
    "answer",
    [
        envelope((400, 1, "endpoint is not supported")),
        envelope((200, 0, "OK"), {"token": "no\ntoken"}),
        envelope((200, 0, "OK")),
    ],
)
def test_an_answer_that_nobody_knows_is_unknown(answer: Answer) -> None:
    with clearml_server(results={"auth.login": answer}) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    finding = said(outcome, "authenticated")
    assert (finding.status, finding.code) == ("unknown", "internal.unrecognised")


@pytest.mark.parametrize(
    "made",
    [token(identity=None), token(identity=["u1"]), token(identity="u1"), token(), "a.b.c", TOKEN],
)
def test_a_token_may_tell_nothing(made: str) -> None:
    results = {"auth.login": envelope((200, 0, "OK"), {"token": made})}
    with clearml_server(results=results) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}", "authenticated")

    assert said(outcome, "authenticated").status == "ok"


def test_nobody_listens() -> None:
    outcome = ask_clearml(f"http://localhost:{servers.free_port()}")

    assert codes(outcome) == OK | BEHIND | {"reachable": "clearml.refused"}


def test_a_port_that_cuts_the_connection() -> None:
    with servers.listener(b"") as port:
        outcome = ask_clearml(f"http://127.0.0.1:{port}")

    assert said(outcome, "reachable").code == "clearml.reset"


def test_a_port_that_never_speaks() -> None:
    with servers.listener() as port:
        outcome = ask_clearml(f"http://127.0.0.1:{port}", timeout=1.0)

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("clearml.silent", "silent")


def test_tls_with_a_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        servers.certificate() as made,
        clearml_server() as server,
        servers.tls_front(server.port, made) as port,
    ):
        unknown_ca = ask_clearml(f"https://localhost:{port}")
        unencrypted = ask_clearml(f"http://localhost:{port}")
        monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
        right = ask_clearml(f"https://localhost:{port}")

    assert said(unknown_ca, "reachable").code == "clearml.certificate"
    assert said(unencrypted, "reachable").code == "clearml.tls-expected"
    assert codes(right) == OK


def test_a_proxy_for_this_very_machine_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    outcome = ask_clearml("http://localhost:8008")

    finding = said(outcome, "reachable")
    assert (finding.status, finding.code) == ("fail", "clearml.proxied")
    assert [each.status for each in finding.also] == ["warn"]


@pytest.mark.parametrize(
    ("call", "code"),
    [("auth.login", "clearml.server-error"), ("projects.get_all", "clearml.gateway-error")],
)
def test_what_the_sdk_tries_again_after_its_login(call: str, code: str) -> None:
    """Measured: a 504 is an error of the login, and tried for hours after it."""
    between = Answer(504, b"<html>nginx</html>", {"Content-Type": "text/html"})
    with clearml_server(results={call: between}) as server:
        outcome = ask_clearml(f"http://127.0.0.1:{server.port}")

    assert code in codes(outcome).values()


def resolved(url: str, **settings: Any) -> Outcome:
    """What the SDK would do; the server is not there."""
    return ask_clearml(url, "sdk", **settings)


def test_the_sdk_goes_where_the_settings_say() -> None:
    outcome = resolved("http://localhost:8008/", web_host="http://localhost:8080")

    finding = said(outcome, "sdk")
    assert finding.status == "ok"
    evidence = finding.evidence
    assert (evidence["api"], evidence["web"]) == ("http://localhost:8008", "http://localhost:8080")
    assert (evidence["access_key"], evidence["secret_key"], evidence["read"]) == (True, True, [])
    assert SECRET not in repr(outcome)


def test_the_sdk_is_asked_where_the_server_is_away() -> None:
    url = f"http://localhost:{servers.free_port()}"
    outcome = ask_clearml(url, "reachable", "sdk")

    assert said(outcome, "reachable").code == "clearml.refused"
    assert said(outcome, "sdk").status == "ok"


def test_without_a_setting_the_sdk_goes_to_the_public_server() -> None:
    target = ClearmlTarget(access_key=Secret(ACCESS), secret_key=Secret(SECRET))
    outcome = ask(clearml, target, "sdk")

    finding = said(outcome, "sdk")
    assert (finding.status, finding.code) == ("warn", "clearml.sdk-elsewhere")
    assert finding.summary == (
        "the SDK would talk to https://api.clear.ml:443, not to http://localhost:8008"
    )


def test_the_environment_wins_over_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_HOST", "http://clearml.example.org:8008")
    outcome = resolved("http://localhost:8008")

    assert said(outcome, "sdk").code == "clearml.sdk-elsewhere"


def test_other_keys_in_the_environment_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    same = resolved("http://localhost:8008")
    monkeypatch.setenv("CLEARML_API_ACCESS_KEY", "another-key")
    other = resolved("http://localhost:8008")

    assert said(same, "sdk").status == "ok"
    assert said(other, "sdk").code == "clearml.sdk-other-keys"
    assert "another-key" not in repr(other)


def test_other_hosts_of_the_sdk_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_FILES_HOST", "http://elsewhere:8081")
    outcome = resolved("http://localhost:8008", files_host="http://localhost:8081")

    finding = said(outcome, "sdk")
    assert finding.code == "clearml.sdk-elsewhere"
    assert "files host is http://elsewhere:8081" in finding.summary


def test_a_file_of_the_account_is_read(tmp_path: Path) -> None:
    (tmp_path / "clearml.conf").write_text('api { api_server: "http://127.0.0.1:8008" }')
    target = ClearmlTarget(access_key=Secret(ACCESS), secret_key=Secret(SECRET))
    outcome = ask(clearml, target, "sdk")

    finding = said(outcome, "sdk")
    assert finding.status == "ok"
    assert finding.evidence["read"] == [str(tmp_path / "clearml.conf")]


def test_an_api_server_that_is_no_url(tmp_path: Path) -> None:
    (tmp_path / "clearml.conf").write_text('api { api_server: "localhost:8008" }')
    target = ClearmlTarget(access_key=Secret(ACCESS), secret_key=Secret(SECRET))
    outcome = ask(clearml, target, "sdk")

    assert said(outcome, "sdk").code == "clearml.sdk-elsewhere"


def test_a_file_that_is_named_and_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(tmp_path / "gone.conf"))
    outcome = resolved("http://localhost:8008")

    finding = said(outcome, "sdk")
    assert (finding.status, finding.code) == ("warn", "clearml.sdk-file-missing")
    assert str(tmp_path / "gone.conf") in finding.summary


def test_a_missing_file_that_leaves_the_sdk_to_the_public_server_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(tmp_path / "gone.conf"))
    target = ClearmlTarget(access_key=Secret(ACCESS), secret_key=Secret(SECRET))
    outcome = ask(clearml, target, "sdk")

    finding = said(outcome, "sdk")
    assert (finding.status, finding.code) == ("fail", "clearml.sdk-file-missing")
    assert "api.clear.ml" in finding.summary


def test_a_broken_file_is_named_with_its_line_and_not_quoted(tmp_path: Path) -> None:
    text = "api {\n  credentials {\n    secret_key: hunter22 = {[\n"
    (tmp_path / "clearml.conf").write_text(text)
    outcome = resolved("http://localhost:8008")

    finding = said(outcome, "sdk")
    assert (finding.status, finding.code) == ("fail", "clearml.sdk-config")
    assert str(tmp_path / "clearml.conf") in finding.summary
    assert "hunter22" not in repr(outcome)


def test_offline_mode_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_OFFLINE_MODE", "1")
    outcome = resolved("http://localhost:8008")

    assert said(outcome, "sdk").code == "clearml.sdk-offline"


def test_keys_that_only_the_sdk_finds(tmp_path: Path) -> None:
    keys = f'api.credentials {{ access_key: "{ACCESS}", secret_key: "{SECRET}" }}'
    (tmp_path / "clearml.conf").write_text(keys)
    outcome = resolved("http://localhost:8008", access_key=Secret(""), secret_key=Secret(""))

    finding = said(outcome, "sdk")
    assert (finding.status, finding.code) == ("warn", "clearml.sdk-keys")
    assert str(tmp_path / "clearml.conf") in finding.summary


def test_modules_of_the_working_directory_are_not_taken_for_the_sdk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "clearml.py").write_text("raise SystemExit('not me')")
    monkeypatch.chdir(tmp_path)
    outcome = resolved("http://localhost:8008")

    assert said(outcome, "sdk").status == "ok"


def test_a_process_that_ends_without_an_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    outcome = resolved("http://localhost:8008")

    finding = said(outcome, "sdk")
    assert (finding.status, finding.code) == ("unknown", "clearml.sdk-unresolved")


def test_a_process_that_takes_too_long_is_unknown_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "fifo")  # opening it waits for a writer
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'fifo')!r})")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    before = _children()
    outcome = resolved("http://localhost:8008")

    finding = said(outcome, "sdk")
    assert (finding.status, finding.code) == ("unknown", "clearml.sdk-unresolved")
    assert _children() == before


def test_where_there_is_no_sdk_it_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "clearml.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    outcome = resolved("http://localhost:8008")

    assert said(outcome, "sdk").because == "unsupported"


def test_a_process_that_nobody_asks_ends_with_the_run() -> None:
    before = _children()
    Sdk.start(ClearmlTarget()).close()

    assert _children() == before


def test_every_fault_row_names_a_class_that_is_there() -> None:
    import httpx  # noqa: F401 - makes the names known

    assert [row.error for row in FAULTS if faults.resolve(row.error) is None] == []


def _children() -> str:
    """The ids of our processes."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text()
