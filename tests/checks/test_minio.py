"""MinIO on real servers: each way to fail, and what must not be taken for one."""

import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator

import pytest

from checks.minio import minio as check
from healthcheck import faults
from tests import servers
from tests import storage_servers as stores
from tests.ask import codes
from tests.checks.asking import said
from tests.checks.asking_stores import ask_minio
from tests.storage_servers import ROOT, Request, Response, Store

READ = ["s3:GetObject"]
READ_AND_WRITE = [*READ, "s3:PutObject", "s3:DeleteObject"]
OK = {
    "configured": "ok",
    "reachable": "ok",
    "clock": "ok",
    "authenticated": "ok",
    "buckets": "ok",
    "objects": "unsupported",
    "documents": "unsupported",
    "writable": "writes",
    "drives": "unsupported",
}
PROVEN = OK | {"writable": "ok"}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """One for most tests; no test changes what another one needs."""
    with stores.minio() as started:
        started.make("weights", "others")
        started.put("weights", "yolo11n.pt", "the weights")
        yield started


@pytest.fixture(scope="module")
def requests(store: Store) -> Iterator[tuple[int, list[Request]]]:
    """A port that leads to the store, and what was asked through it."""
    asked: list[Request] = []

    def pass_on(request: Request) -> Response:
        asked.append(request)
        return stores.forwarded(request, store.port)

    with stores.answering(pass_on) as port:
        yield port, asked


def test_a_healthy_store_is_ok_and_tells_what_it_is(store: Store) -> None:
    outcome = ask_minio(store.port, ROOT, "weights (read, write): weights", writing=True)

    assert codes(outcome) == PROVEN
    assert said(outcome, "reachable").evidence["server"] == "MinIO"
    assert said(outcome, "buckets").evidence["buckets"] == {"weights": "there"}


def test_the_default_keys_leave_the_report_readable(store: Store) -> None:
    outcome = ask_minio(store.port, ROOT, "weights", "gone-minioadmin")

    finding = said(outcome, "buckets")
    assert finding.summary == f'127.0.0.1:{store.port} has no bucket "gone-minioadmin"'
    assert "MinIO" in check.service


def test_reading_takes_four_requests_and_one_about_the_drives(
    requests: tuple[int, list[Request]],
) -> None:
    port, asked = requests
    asked.clear()
    ask_minio(port, ROOT, "weights", "others")

    assert [f"{each.method} {each.path}" for each in asked] == [
        "GET /minio/health/live",
        "GET /minio/health/ready",
        "GET /minio/health/cluster",
        "GET /",
        "GET /minio/admin/v3/info",
    ]
    assert all("healthcheck/" in each.headers["User-Agent"] for each in asked)


def test_writing_takes_four_more_a_bucket_and_leaves_nothing(
    store: Store, requests: tuple[int, list[Request]]
) -> None:
    port, asked = requests
    asked.clear()
    outcome = ask_minio(port, ROOT, "weights (write)", "others (read)", writing=True)

    assert codes(outcome) == PROVEN
    assert [each.method for each in asked[4:8]] == ["PUT", "GET", "GET", "DELETE"]
    assert all("/others" not in each.path for each in asked)
    assert store.objects("weights") == ["yolo11n.pt"]


def test_old_remains_of_ours_are_swept_and_nothing_else(store: Store) -> None:
    store.make("crowded")
    ours = [f"__healthcheck/{uuid.uuid4()}" for _ in range(3)]
    others = [
        "__healthcheck/readme",
        f"__healthcheck/{uuid.uuid4()}.txt",
        f"__healthcheck/{uuid.uuid1()}",
        f"__healthcheck/deep/{uuid.uuid4()}",
        f"__healthcheck-{uuid.uuid4()}",
        f"{uuid.uuid4()}",
    ]
    foreign = f"__healthcheck/{uuid.uuid4()}"
    for key in [*ours, *others]:
        store.put("crowded", key, key)
    store.put("crowded", foreign, "somebody's own text")

    young = ask_minio(store.port, ROOT, "crowded (write)", writing=True)
    kept = set(store.objects("crowded"))
    with stores.answering(lambda r: _later(store, r)) as port:
        old = ask_minio(port, ROOT, "crowded (write)", writing=True)

    assert (codes(young)["writable"], codes(old)["writable"]) == ("ok", "ok")
    assert kept == {*ours, *others, foreign}
    assert set(store.objects("crowded")) == {*others, foreign}


def test_an_unknown_access_key_and_a_wrong_secret_are_told_apart(store: Store) -> None:
    key = ask_minio(store.port, ("nobody-here", "minioadmin"), "weights")
    secret = ask_minio(store.port, ("minioadmin", "mistaken-secret"), "weights")

    assert said(key, "authenticated").code == "minio.unknown-key"
    assert "external store" in said(key, "authenticated").hint
    assert said(secret, "authenticated").code == "minio.wrong-secret"
    assert codes(secret)["buckets"] == "after:authenticated"


def test_a_disabled_user_is_unknown(store: Store) -> None:
    keys = store.admit("sleeper", (READ, "weights/*"))
    store.administrator.user_disable("sleeper")
    outcome = ask_minio(store.port, keys, "weights")

    assert said(outcome, "authenticated").code == "minio.unknown-key"


def test_a_newer_server_says_that_the_user_is_disabled() -> None:
    """The answer is a stand-in's: the servers at hand do not tell it."""
    told = "Your account is disabled; please contact your administrator."
    with stores.answering(_after_hail(stores.error(403, "InvalidAccessKeyId", told))) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert "the user of this access key is disabled" in said(outcome, "authenticated").summary


def test_another_region_is_named() -> None:
    with stores.minio("eu-west-9") as far:
        far.make("weights")
        wrong = ask_minio(far.port, ROOT, "weights (write)", writing=True)
        right = ask_minio(far.port, ROOT, "weights (write)", writing=True, region="eu-west-9")

    assert codes(right) == PROVEN
    assert codes(wrong) == PROVEN | {"writable": "minio.wrong-region"}
    assert "expecting 'eu-west-9'" in said(wrong, "writable").summary


def test_all_missing_buckets_are_named_with_what_they_are_needed_for(store: Store) -> None:
    outcome = ask_minio(
        store.port,
        ROOT,
        "weights: trained weights",
        "gone-one: snapshots and checkpoints",
        "gone-two (write)",
        optional=["gone-three: model capabilities"],
    )

    finding = said(outcome, "buckets")
    assert (finding.code, finding.status) == ("minio.unknown-bucket", "fail")
    assert '"gone-one" (snapshots and checkpoints), "gone-two"' in finding.summary
    assert "weights" in finding.hint
    (also,) = finding.also
    assert (also.code, also.status) == ("minio.unknown-bucket", "warn")
    assert "model capabilities" in also.summary


def test_a_missing_bucket_that_is_optional_is_a_warning(store: Store) -> None:
    outcome = ask_minio(store.port, ROOT, "weights (write)", optional=["gone"], writing=True)

    assert codes(outcome) == PROVEN | {"buckets": "minio.unknown-bucket"}
    assert said(outcome, "buckets").status == "warn"


def test_a_store_without_any_of_the_buckets_may_be_another_one(store: Store) -> None:
    outcome = ask_minio(store.port, ROOT, "gone-one", "gone-two")

    assert "another store than you mean" in said(outcome, "buckets").hint


def test_keys_that_may_not_list_buckets_are_well(store: Store) -> None:
    keys = store.admit("narrow", (READ_AND_WRITE, "weights/*"))
    outcome = ask_minio(store.port, keys, "weights (read, write)", writing=True)

    assert codes(outcome) == PROVEN
    assert said(outcome, "authenticated").evidence["may_list_buckets"] is False


def test_a_bucket_that_nothing_can_be_said_of_is_no_failure(store: Store) -> None:
    keys = store.admit("writer", (["s3:PutObject", "s3:DeleteObject"], "weights/*"))
    outcome = ask_minio(store.port, keys, "weights (write)")
    proven = ask_minio(store.port, keys, "weights (write)", writing=True)
    too_little = ask_minio(store.port, keys, "weights (read, write)", writing=True)

    assert codes(outcome) == OK | {"buckets": "unsupported"}
    assert "--all" in said(outcome, "buckets").summary
    assert codes(proven) == PROVEN | {"buckets": "unsupported"}
    assert said(too_little, "writable").code == "minio.no-permission"
    assert "and not read" in said(too_little, "writable").summary


def test_a_bucket_that_is_listed_by_the_platform_must_be_listable(store: Store) -> None:
    keys = store.admit("blind", (READ_AND_WRITE, "weights/*"))
    outcome = ask_minio(store.port, keys, "weights (list, read)")

    finding = said(outcome, "buckets")
    assert finding.code == "minio.no-permission"
    assert '"weights"' in finding.summary


def test_reading_alone_is_enough_where_nothing_is_written(store: Store) -> None:
    keys = store.admit("reader", (READ, "weights/*"), (["s3:ListBucket"], "weights"))
    enough = ask_minio(store.port, keys, "weights (list, read)", writing=True)
    too_little = ask_minio(store.port, keys, "weights (read, write): models", writing=True)

    assert codes(enough) == PROVEN | {"writable": "unsupported"}
    finding = said(too_little, "writable")
    assert finding.code == "minio.no-permission"
    assert '"weights" (models)' in finding.summary


def test_what_cannot_be_deleted_is_left_behind_and_said(store: Store) -> None:
    store.make("keeping")
    keys = store.admit("keeper", (["s3:GetObject", "s3:PutObject"], "keeping/*"))
    outcome = ask_minio(store.port, keys, "keeping (write)", writing=True)

    (left,) = store.objects("keeping")
    finding = said(outcome, "writable")
    assert (finding.code, finding.status) == ("minio.left-behind", "warn")
    assert left in finding.summary


def test_objects_are_read(store: Store) -> None:
    keys = store.admit("guest", (READ, "weights/*"))
    there = ask_minio(store.port, ROOT, "weights", objects=["weights/yolo11n.pt"])
    gone = ask_minio(store.port, ROOT, "weights", objects=["weights/Yolo11n.pt"])
    denied = ask_minio(store.port, keys, "weights", objects=["others/yolo11n.pt"])
    nowhere = ask_minio(store.port, ROOT, "weights", objects=["gone/yolo11n.pt"])

    assert codes(there) == OK | {"objects": "ok"}
    assert said(gone, "objects").code == "minio.unknown-object"
    assert '"weights/Yolo11n.pt"' in said(gone, "objects").summary
    assert said(denied, "objects").code == "minio.no-permission"
    assert said(nowhere, "objects").code == "minio.unknown-bucket"


@pytest.mark.parametrize(("ahead", "code"), [(20, "ok"), (-20, "ok"), (120, "minio.clock-skew")])
def test_a_clock_that_is_a_little_off(store: Store, ahead: int, code: str) -> None:
    with stores.front("minio", store, ahead=ahead) as port:
        outcome = ask_minio(port, ROOT, "weights (write)", writing=True)

    assert codes(outcome) == PROVEN | {"clock": code}


@pytest.mark.parametrize(("ahead", "which"), [(3600, "ahead of"), (-3600, "behind")])
def test_a_clock_that_is_far_off(store: Store, ahead: int, which: str) -> None:
    with stores.front("minio", store, ahead=ahead) as port:
        outcome = ask_minio(port, ROOT, "weights")

    finding = said(outcome, "clock")
    assert (finding.code, finding.status) == ("minio.clock-skew", "fail")
    assert f"60 min {which} this machine's" in finding.summary
    assert codes(outcome)["authenticated"] == "after:clock"


def test_only_a_signature_proves_that_the_clock_is_off(store: Store) -> None:
    with stores.answering(lambda r: _later(store, r)) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert codes(outcome) == OK | {"clock": "minio.clock-skew"}
    assert said(outcome, "clock").status == "warn"


def test_a_store_that_tells_no_time(store: Store) -> None:
    def timeless(request: Request) -> Response:
        answer = stores.forwarded(request, store.port)
        headers = {name: value for name, value in answer.headers.items() if name != "Date"}
        return Response(answer.status, headers, answer.body)

    with stores.answering(timeless) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert codes(outcome) == OK | {"clock": "unsupported"}


@pytest.mark.parametrize("routed", ["/", "/weights"])
def test_a_proxy_that_routes_only_some_paths(store: Store, routed: str) -> None:
    """The console lies where MinIO's own health is asked; maybe nothing but buckets is routed."""

    def route(request: Request) -> Response:
        if request.path.startswith("/minio/"):
            return Response(200, {"Content-Type": "text/html"}, CONSOLE)
        path = request.path.partition("?")[0]
        if path == "/" and routed != "/":
            return Response(404, {"Content-Type": "text/html", "Server": "nginx"}, b"<html>")
        return stores.forwarded(request, store.port)

    with stores.answering(route) as port:
        right = ask_minio(port, ROOT, "weights (write)", writing=True)
        wrong = ask_minio(port, ("minioadmin", "mistaken"), "weights (write)", writing=True)

    assert codes(right) == PROVEN
    assert said(wrong, "authenticated").code == "minio.wrong-secret"


CONSOLE = b"<!doctype html><html><head><title>MinIO Console</title></head></html>"


def test_the_console_is_not_the_api() -> None:
    """A stand-in: no server at hand has a console."""
    page = Response(200, {"Content-Type": "text/html", "Server": "MinIO Console"}, CONSOLE)
    with stores.answering(lambda _: page) as port:
        outcome = ask_minio(port, ROOT, "weights")

    finding = said(outcome, "reachable")
    assert finding.code == "minio.console-port"
    assert f"({port - 1})" in finding.summary


def test_a_server_that_is_starting_up() -> None:
    """A stand-in, which answers as MinIO's source has it."""
    alive = Response(200, {"Server": "MinIO", "X-Minio-Server-Status": "offline"})
    with stores.answering(lambda _: alive) as port:
        outcome = ask_minio(port, ROOT, "weights")

    with stores.answering(_after_hail(stores.error(503, "XMinioServerNotInitialized"))) as port:
        signed = ask_minio(port, ROOT, "weights")

    finding = said(outcome, "reachable")
    assert finding.code == "minio.starting-up"
    assert finding.passing
    assert said(signed, "authenticated").code == "minio.starting-up"


def test_drives_that_are_gone_and_a_proxy_without_its_store() -> None:
    """Stand-ins: the gateway keeps its health, whatever becomes of its data."""

    def without_quorum(request: Request) -> Response:
        gone = request.path == "/minio/health/cluster"
        return Response(503 if gone else 200, {"Server": "MinIO"})

    with stores.answering(without_quorum) as port:
        quorum = ask_minio(port, ROOT, "weights")
    with stores.answering(lambda _: Response(502, {"Server": "nginx"}, b"<html>")) as port:
        gateway = ask_minio(port, ROOT, "weights")

    assert said(quorum, "reachable").code == "minio.unavailable"
    assert "write quorum" in said(quorum, "reachable").summary
    assert said(gateway, "reachable").code == "minio.unavailable"


def test_a_server_that_lives_and_is_not_ready() -> None:
    """A stand-in, which answers as MinIO's source has it."""

    def unready(request: Request) -> Response:
        waits = request.path == "/minio/health/ready"
        return Response(503 if waits else 200, {"Server": "MinIO"})

    with stores.answering(unready) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert said(outcome, "reachable").code == "minio.starting-up"


def drives(*states: str, free: int = 50) -> bytes:
    told = [
        {"endpoint": f"/data{n}", "state": state, "totalspace": 100, "availspace": free}
        for n, state in enumerate(states)
    ]
    return json.dumps({"mode": "online", "servers": [{"state": "online", "drives": told}]}).encode()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (drives("ok", "ok"), "ok"),
        (drives("ok", "offline"), "minio.drives-offline"),
        (drives("ok", "ok", free=2), "minio.nearly-full"),
        (b"<html>", "unsupported"),
        (b'{"servers": [{"drives": ["x"]}]}', "unsupported"),
    ],
    ids=["well", "offline", "full", "html", "odd"],
)
def test_the_drives_that_a_server_tells_of(store: Store, told: bytes, code: str) -> None:
    """The answer is a stand-in's, in the words of MinIO's admin API: the gateway has none."""
    info = Response(200, {"Content-Type": "application/json"}, told)
    asked: list[Request] = []

    def tell(request: Request) -> Response:
        asked.append(request)
        return info if "/admin/" in request.path else stores.forwarded(request, store.port)

    with stores.answering(tell) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert codes(outcome) == OK | {"drives": code}
    assert said(outcome, "drives").status in ("ok", "warn", "skipped")
    assert "AWS4-HMAC-SHA256" in asked[-1].headers["Authorization"]


def test_a_store_that_serves_no_more_in_the_middle() -> None:
    """A stand-in that is well until it is asked for something."""
    with stores.answering(_after_hail(stores.error(503, "SlowDown", "reduce the rate"))) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert said(outcome, "authenticated").code == "minio.unavailable"


@pytest.mark.parametrize(
    "refusal",
    [
        stores.error(507, "XMinioStorageFull", "Storage backend has reached its minimum free"),
        stores.error(400, "XMinioAdminBucketQuotaExceeded", "Bucket quota exceeded"),
        Response(507, {"Content-Type": "text/html"}, b"<html>"),
    ],
)
def test_a_full_store_refuses_writes(store: Store, refusal: Response) -> None:
    """The refusal is a stand-in's, the rest a real store's."""
    with stores.answering(lambda r: _unless(r.method == "PUT", refusal, r, store)) as port:
        outcome = ask_minio(port, ROOT, "weights (write)", writing=True)

    assert said(outcome, "writable").code == "minio.full"


def test_a_cache_that_gives_something_else_back(store: Store) -> None:
    stale = Response(200, {"Content-Type": "text/plain"}, b"something else")
    with stores.answering(lambda r: _unless(_reads(r), stale, r, store)) as port:
        outcome = ask_minio(port, ROOT, "weights (write)", writing=True)

    assert said(outcome, "writable").code == "minio.not-stored"
    assert store.objects("weights") == ["yolo11n.pt"]


def test_a_proxy_that_answers_in_place_of_the_store(store: Store) -> None:
    page = Response(413, {"Content-Type": "text/html", "Server": "nginx"}, b"<html>")
    with stores.answering(lambda r: _unless(r.method == "PUT", page, r, store)) as port:
        outcome = ask_minio(port, ROOT, "weights (write)", writing=True)

    finding = said(outcome, "writable")
    assert finding.code == "minio.other-service"
    assert "HTTP 413" in finding.summary


def test_another_web_server() -> None:
    page = Response(404, {"Content-Type": "text/html", "Server": "nginx"}, b"<html>")
    with stores.answering(lambda _: page) as port:
        outcome = ask_minio(port, ROOT, "weights")

    finding = said(outcome, "reachable")
    assert finding.code == "minio.other-service"
    assert finding.evidence["server"] == "nginx"


def test_another_service_is_named(store: Store) -> None:
    with servers.postgres() as database:
        elephant = ask_minio(database.port, ROOT, "weights")
    with servers.valkey() as cache:
        key = ask_minio(cache.port, ROOT, "weights")

    assert "PostgreSQL" in said(elephant, "reachable").summary
    assert said(key, "reachable").code == "minio.other-service"
    assert "Redis" in said(key, "reachable").summary


def test_nobody_listens_and_nobody_is_known() -> None:
    refused = ask_minio(servers.free_port(), ROOT, "weights")
    unknown = ask_minio("store.invalid:9000", ROOT, "weights")

    assert said(refused, "reachable").code == "minio.refused"
    assert said(unknown, "reachable").code == "minio.name-not-found"


def test_a_port_that_cuts_the_connection() -> None:
    with servers.listener(b"") as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert said(outcome, "reachable").code == "minio.reset"


def test_tls_where_the_server_speaks_plain_text(store: Store) -> None:
    outcome = ask_minio(f"https://127.0.0.1:{store.port}", ROOT, "weights")

    assert said(outcome, "reachable").code == "minio.tls-unexpected"


def test_tls_with_a_certificate(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with servers.certificate() as made, servers.tls_front(store.port, made) as port:
        unknown = ask_minio(f"https://localhost:{port}", ROOT, "weights (write)", writing=True)
        plain = ask_minio(port, ROOT, "weights")
        monkeypatch.setenv("SSL_CERT_FILE", str(made.ca))
        known = ask_minio(f"https://localhost:{port}", ROOT, "weights (write)", writing=True)

    assert said(unknown, "reachable").code == "minio.certificate"
    assert said(plain, "reachable").code == "minio.tls-expected"
    assert codes(known) == PROVEN


def test_a_web_server_that_tells_to_speak_tls() -> None:
    told = b"Client sent an HTTP request to an HTTPS server.\n"
    with stores.answering(lambda _: Response(400, {}, told)) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert said(outcome, "reachable").code == "minio.tls-expected"


def test_a_proxy_of_the_environment_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{servers.free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    outcome = ask_minio(store.port, ROOT, "weights")

    finding = said(outcome, "reachable")
    assert finding.code == "minio.proxied"
    assert "http_proxy" in finding.summary


def test_a_stopped_store_is_silent() -> None:
    with stores.minio() as frozen:
        frozen.make("weights")
        with servers.stopped(frozen.pid):
            outcome = ask_minio(frozen.port, ROOT, "weights (write)", writing=True)

    finding = said(outcome, "reachable")
    assert (finding.code, finding.manner) == ("minio.silent", "silent")


def test_a_store_that_falls_silent_keeps_no_process_alive(store: Store) -> None:
    """The unsigned requests are answered, the signed ones by nobody."""
    program = (
        "from tests.checks.asking_stores import ask_minio\n"
        "from tests.ask import codes\n"
        f"print(codes(ask_minio(PORT, {ROOT!r}, 'weights'))['authenticated'])\n"
    )
    with stores.answering(lambda r: _silent(r, store)) as port:
        done = subprocess.run(
            [sys.executable, "-c", program.replace("PORT", str(port))],
            capture_output=True,
            text=True,
            timeout=servers.LIMIT,
            check=True,
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )

    assert done.stdout.strip() == "minio.slow"


def test_a_store_that_cuts_what_is_signed(store: Store) -> None:
    with stores.answering(lambda r: _cut(r, store)) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert said(outcome, "authenticated").code == "minio.reset"


@pytest.mark.parametrize(
    "refusal",
    [
        stores.error(403, "AccountProblem", "There is a problem with your account"),
        stores.error(503, "XMinioBackendDown", "unreachable"),
    ],
)
def test_a_refusal_without_words_of_its_own_is_one(store: Store, refusal: Response) -> None:
    with stores.answering(lambda r: _signed(r, refusal, store)) as port:
        outcome = ask_minio(port, ROOT, "weights")

    finding = said(outcome, "authenticated")
    assert (finding.code, finding.manner) == ("minio.refused-by-store", "refuses")


@pytest.mark.parametrize(
    "refusal",
    [
        stores.error(400, "ExpiredToken", "The token has expired"),
        stores.error(403, "InvalidAccessKeyId", "The access key has expired."),
    ],
)
def test_keys_whose_time_is_up(store: Store, refusal: Response) -> None:
    """The refusal is a stand-in's: keys of the servers at hand do not end."""
    with stores.answering(lambda r: _signed(r, refusal, store)) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert said(outcome, "authenticated").code == "minio.expired-keys"


@pytest.mark.parametrize("status", [301, 307])
@pytest.mark.parametrize(
    "page", [stores.error(301, "PermanentRedirect"), Response(301, {}, b"<html></html>")]
)
def test_a_redirect_is_not_followed(store: Store, status: int, page: Response) -> None:
    asked: list[Request] = []

    def lead(request: Request) -> Response:
        asked.append(request)
        headers = {**page.headers, "Location": "http://other.example.com/?token=hidden"}
        return _signed(request, Response(status, headers, page.body), store)

    with stores.answering(lead) as port:
        outcome = ask_minio(port, ROOT, "weights")

    finding = said(outcome, "authenticated")
    assert finding.code == "minio.redirected"
    assert finding.summary.endswith("it leads to http://other.example.com/")
    assert len(asked) == 5


@pytest.mark.parametrize("status", [200, 403, 429])
@pytest.mark.parametrize("page", [b"<html></html>", b"<html><br>", b"no"])
def test_a_page_for_browsers_is_no_stores_answer(store: Store, status: int, page: bytes) -> None:
    answer = Response(status, {"Content-Type": "text/html"}, page)
    with stores.answering(lambda r: _signed(r, answer, store)) as port:
        outcome = ask_minio(port, ROOT, "weights")

    finding = said(outcome, "authenticated")
    assert finding.code == "minio.other-service"
    assert f"HTTP {status}" in finding.summary


def test_who_gives_a_slow_store_more_time_gets_its_answer(store: Store) -> None:
    def linger(request: Request) -> Response:
        if "Authorization" in request.headers:
            threading.Event().wait(1.7)  # longer than the library would wait by itself
        return stores.forwarded(request, store.port)

    with stores.answering(linger) as port:
        outcome = ask_minio(port, ROOT, "weights", timeout=30.0)

    assert codes(outcome) == OK


def test_an_optional_bucket_that_cannot_be_only_warns(store: Store) -> None:
    outcome = ask_minio(store.port, ROOT, "weights", optional=["weights : models", "others"])

    finding = said(outcome, "buckets")
    assert codes(outcome) == OK | {"buckets": "minio.unknown-bucket"}
    assert (finding.status, finding.evidence["buckets"]) == (
        "warn",
        {"weights": "there", "others": "there"},
    )
    assert "a space" in finding.summary


@pytest.mark.parametrize("proxy", ["::::", "socks5://127.0.0.1:1", "http://[::"])
def test_a_proxy_that_cannot_be_used_is_said(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    outcome = ask_minio(servers.free_port(), ROOT, "weights")

    assert said(outcome, "reachable").code == "minio.proxied"


def test_what_is_lost_after_it_was_accepted_is_not_stored(store: Store) -> None:
    with stores.answering(lambda r: _unless(r.method == "PUT", Response(), r, store)) as port:
        outcome = ask_minio(port, ROOT, "weights (write)", writing=True)

    assert said(outcome, "writable").code == "minio.not-stored"


def test_what_is_stored_behind_an_error_of_the_server_is_deleted(store: Store) -> None:
    def fail_late(request: Request) -> Response:
        answer = stores.forwarded(request, store.port)
        return stores.error(500, "InternalError") if request.method == "PUT" else answer

    with stores.answering(fail_late) as port:
        outcome = ask_minio(port, ROOT, "others (write)", writing=True)

    assert said(outcome, "writable").code == "minio.unavailable"
    assert store.objects("others") == []


def test_every_fault_row_names_a_class_that_there_is() -> None:
    import httpx  # noqa: F401 - makes the names known

    assert [row.error for row in check.faults if faults.resolve(row.error) is None] == []


def _later(store: Store, request: Request) -> Response:
    """A proxy whose clock is two hours ahead of the store's."""
    return stores.dated(stores.forwarded(request, store.port), ahead=7200)


def _after_hail(refusal: Response) -> stores.Answering:
    """A MinIO that is well, and refuses what is signed."""
    well = Response(200, {"Server": "MinIO"})
    return lambda r: well if r.path.startswith("/minio/health/") else refusal


def _unless(special: bool, answer: Response, request: Request, store: Store) -> Response:
    return answer if special else stores.forwarded(request, store.port)


def _reads(request: Request) -> bool:
    return request.method == "GET" and "/__healthcheck/" in request.path


def _silent(request: Request, store: Store) -> Response:
    if "Authorization" in request.headers:
        stores.for_ever()
    return stores.forwarded(request, store.port)


def _cut(request: Request, store: Store) -> Response:
    if "Authorization" in request.headers:
        raise ConnectionError
    return stores.forwarded(request, store.port)


def _signed(request: Request, answer: Response, store: Store) -> Response:
    """The answer to what is signed, and the store's to the rest."""
    return answer if "Authorization" in request.headers else stores.forwarded(request, store.port)
