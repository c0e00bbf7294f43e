"""R2, played by SeaweedFS, by the sandbox's front with R2's own words, and by a second MinIO."""

import threading
from collections.abc import Iterator

import pytest

from checks.r2 import r2 as check
from healthcheck import faults
from tests import servers
from tests import storage_servers as stores
from tests.ask import codes
from tests.checks.asking import said
from tests.checks.asking_stores import ask_r2
from tests.storage_servers import OWNER, ROOT, Request, Response, Store, keys_of

DATASETS = "datasets (list, read): images and annotations"
ANNOTATIONS = "datasets/datasets/one/annotations_detection.json"
OK = {
    "configured": "ok",
    "reachable": "ok",
    "clock": "ok",
    "authenticated": "ok",
    "buckets": "ok",
    "objects": "unsupported",
    "documents": "unsupported",
    "writable": "writes",
}
PROVEN = OK | {"writable": "ok"}
TOKENS = {
    "token": ["Read:datasets", "Write:datasets", "List:datasets"],
    "reader": ["Read:datasets", "List:datasets"],
    "stranger": ["Read:others", "List:others"],
}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """One for most tests; no test changes what another one needs."""
    with stores.seaweed(**TOKENS) as started:
        started.make("datasets", "others")
        started.put("datasets", "datasets/one/annotations_detection.json", "{}")
        started.put("datasets", "datasets/one/empty", "")
        yield started


@pytest.fixture(scope="module")
def account(store: Store) -> Iterator[int]:
    """The port of the store as R2 answers."""
    with stores.front("r2", store) as port:
        yield port


def test_a_healthy_account_is_ok(account: int) -> None:
    outcome = ask_r2(account, keys_of("token"), DATASETS, objects=[ANNOTATIONS])

    assert codes(outcome) == OK | {"objects": "ok"}
    assert said(outcome, "reachable").evidence["server"] == "cloudflare"
    assert said(outcome, "authenticated").evidence["may_list_buckets"] is False


def test_all_of_it_leaves_nothing(store: Store, account: int) -> None:
    before = store.objects("datasets")
    outcome = ask_r2(account, keys_of("token"), "datasets (write)", writing=True)

    assert codes(outcome) == PROVEN
    assert store.objects("datasets") == before


def test_it_takes_one_request_a_question_and_four_a_bucket_to_write(store: Store) -> None:
    asked: list[Request] = []

    def pass_on(request: Request) -> Response:
        asked.append(request)
        return stores.forwarded(request, store.port)

    with stores.answering(pass_on) as port:
        ask_r2(port, OWNER, "datasets (list, write)", "others", writing=True)

    assert [each.method for each in asked] == ["GET"] * 3 + ["PUT", "GET", "GET", "DELETE"]
    assert all(each.headers["User-Agent"].startswith("healthcheck/") for each in asked)
    assert all(each.headers["Host"] == f"127.0.0.1:{port}" for each in asked)
    assert not any("checksum" in name.lower() for each in asked for name in each.headers)


def test_a_token_that_only_reads_is_well(account: int) -> None:
    outcome = ask_r2(account, keys_of("reader"), DATASETS, objects=[ANNOTATIONS], writing=True)

    assert codes(outcome) == OK | {"objects": "ok", "writable": "unsupported"}


def test_a_token_that_may_not_write_where_the_platform_does(account: int) -> None:
    outcome = ask_r2(account, keys_of("reader"), "datasets (write)", writing=True)

    assert said(outcome, "writable").code == "r2.no-permission"


def test_a_token_for_another_bucket(account: int) -> None:
    outcome = ask_r2(account, keys_of("stranger"), DATASETS, objects=[ANNOTATIONS])

    assert said(outcome, "buckets").code == "r2.no-permission"
    assert said(outcome, "objects").because == "after:buckets"


def test_keys_that_may_not_read(account: int) -> None:
    outcome = ask_r2(account, keys_of("stranger"), "datasets (write)", objects=[ANNOTATIONS])

    assert said(outcome, "objects").code == "r2.no-permission"


def test_keys_that_may_neither_look_nor_read_leave_it_open(account: int) -> None:
    outcome = ask_r2(account, keys_of("stranger"), "datasets (write)")
    written = ask_r2(account, keys_of("stranger"), "datasets (write)", writing=True)

    assert codes(outcome) == OK | {"buckets": "unsupported"}
    assert "or there is no such bucket" in said(written, "writable").summary


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (("f" * 32, "some-secret"), "r2.unknown-key"),
        (("f" * 40, "some-secret"), "r2.key-length"),
        (("minioadmin", "minioadmin"), "r2.key-length"),
        ((keys_of("token")[0], "mistaken-secret"), "r2.wrong-secret"),
    ],
)
def test_wrong_keys_are_told_apart(account: int, keys: tuple[str, str], code: str) -> None:
    outcome = ask_r2(account, keys, DATASETS)

    assert said(outcome, "authenticated").code == code
    assert codes(outcome)["buckets"] == "after:authenticated"


def test_a_region_that_r2_does_not_have(account: int) -> None:
    outcome = ask_r2(account, keys_of("token"), DATASETS, region="eu-west-1")

    finding = said(outcome, "authenticated")
    assert finding.code == "r2.wrong-region"
    assert "auto" in finding.summary


def test_an_account_without_a_subscription() -> None:
    """A stand-in: R2's code is documented, and no server at hand can say it."""
    refusal = stores.error(403, "NotEntitled", "The account is not entitled to this feature.")
    with stores.answering(lambda _: refusal) as port:
        outcome = ask_r2(port, OWNER, DATASETS)

    assert said(outcome, "authenticated").code == "r2.not-entitled"


def test_a_bucket_that_is_not_there(store: Store, account: int) -> None:
    direct = ask_r2(store.port, OWNER, DATASETS, "gone: copies")
    behind = ask_r2(account, OWNER, DATASETS, "gone: copies")

    assert said(direct, "buckets").code == "r2.unknown-bucket"
    assert '"gone" (copies)' in said(direct, "buckets").summary
    assert "there are: datasets, others" in said(direct, "buckets").hint
    assert said(behind, "buckets").code == "r2.unknown-bucket"


def test_objects_are_read(account: int) -> None:
    gone = ask_r2(account, keys_of("token"), DATASETS, objects=[ANNOTATIONS, "datasets/gone"])
    empty = ask_r2(account, keys_of("token"), DATASETS, objects=["datasets/datasets/one/empty"])

    finding = said(gone, "objects")
    assert finding.code == "r2.unknown-object"
    assert '"datasets/gone"' in finding.summary
    assert codes(empty) == OK | {"objects": "ok"}


@pytest.mark.parametrize(("ahead", "code"), [(20, "ok"), (-20, "ok"), (120, "r2.clock-skew")])
def test_a_clock_that_is_a_little_off(store: Store, ahead: int, code: str) -> None:
    with stores.front("r2", store, ahead=ahead) as port:
        outcome = ask_r2(port, keys_of("token"), DATASETS)

    assert codes(outcome) == OK | {"clock": code}


def test_a_clock_that_is_far_off(store: Store) -> None:
    with stores.front("r2", store, ahead=-1200) as port:
        outcome = ask_r2(port, keys_of("token"), DATASETS)

    finding = said(outcome, "clock")
    assert (finding.code, finding.status) == ("r2.clock-skew", "fail")
    assert "20 min behind" in finding.summary


@pytest.mark.parametrize("rights", ["write", "write, delete, multipart, presign"])
def test_a_bucket_that_keeps_versions_keeps_none_of_ours(store: Store, rights: str) -> None:
    from minio.commonconfig import ENABLED
    from minio.versioningconfig import VersioningConfig

    name = f"versioned-{len(rights)}"
    store.make(name)
    store.client.set_bucket_versioning(name, VersioningConfig(ENABLED))
    before = _versions(store, name)
    outcome = ask_r2(store.port, OWNER, f"{name} ({rights})", writing=True)

    assert codes(outcome) == PROVEN
    assert _versions(store, name) == before


def test_what_is_written_when_the_answer_is_lost_is_deleted(store: Store) -> None:
    def forget(request: Request) -> Response:
        answer = stores.forwarded(request, store.port)
        if request.method == "PUT":
            written.append(request.path)
            stores.for_ever()
        return answer

    written: list[str] = []
    with stores.answering(forget) as port:
        outcome = ask_r2(port, OWNER, "others (write)", writing=True)
        servers.until(lambda: not store.objects("others"), "the scratch object is gone")

    assert len(written) == 1
    assert said(outcome, "writable").manner == "slow"


def test_neither_variables_nor_files_of_aws_count(
    account: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = f"http://127.0.0.1:{servers.free_port()}"
    for name, value in {
        "AWS_PROFILE": "gone",
        "AWS_CONFIG_FILE": "/gone",
        "AWS_ENDPOINT_URL_S3": nobody,
        "AWS_ACCESS_KEY_ID": "f" * 32,
        "AWS_SECRET_ACCESS_KEY": "another-secret",
        "AWS_CA_BUNDLE": "/gone",
        "AWS_USE_FIPS_ENDPOINT": "true",
    }.items():
        monkeypatch.setenv(name, value)

    assert codes(ask_r2(account, keys_of("token"), DATASETS)) == OK


def test_a_certificate_that_nobody_vouches_for(account: int) -> None:
    with servers.certificate() as made, servers.tls_front(account, made) as port:
        outcome = ask_r2(f"https://localhost:{port}", keys_of("token"), DATASETS)

    assert said(outcome, "reachable").code == "r2.certificate"


def test_a_second_minio_may_play_r2() -> None:
    with stores.minio() as other:
        other.make("datasets")
        well = ask_r2(other.port, ROOT, "datasets (list, read, write)", writing=True)
        tls = ask_r2(f"https://127.0.0.1:{other.port}", ROOT, DATASETS)

    assert codes(well) == PROVEN
    assert said(well, "reachable").evidence["server"] == "MinIO"
    assert said(tls, "reachable").code == "r2.tls-unexpected"


def test_the_second_minios_console_and_its_start() -> None:
    """Stand-ins, as for MinIO itself."""
    console = Response(200, {"Server": "MinIO Console", "Content-Type": "text/html"}, b"<html>")
    with stores.answering(lambda _: console) as port:
        page = ask_r2(port, OWNER, DATASETS)
    starting = Response(200, {"Server": "MinIO", "X-Minio-Server-Status": "offline"})
    with stores.answering(lambda _: starting) as port:
        start = ask_r2(port, OWNER, DATASETS)

    assert said(page, "reachable").code == "r2.console-port"
    assert said(start, "reachable").code == "r2.starting-up"


@pytest.mark.parametrize(
    ("status", "code"),
    [("QuotaExceeded", "r2.full"), ("ServiceUnavailable", "r2.unavailable")],
)
def test_a_store_that_cannot_take_more(store: Store, status: str, code: str) -> None:
    """The refusal is a stand-in's, the rest a real store's."""

    def refuse(request: Request) -> Response:
        if request.method == "PUT":
            return stores.error(503, status, "not now")
        return stores.forwarded(request, store.port)

    with stores.answering(refuse) as port:
        outcome = ask_r2(port, OWNER, "others (write)", writing=True)

    assert said(outcome, "writable").code == code


def test_what_comes_back_is_something_else(store: Store) -> None:
    """As a cache before the store would have it."""

    def stale(request: Request) -> Response:
        if request.method == "GET" and "/__healthcheck/" in request.path:
            return Response(200, {"Content-Type": "text/plain"}, b"something else")
        return stores.forwarded(request, store.port)

    with stores.answering(stale) as port:
        outcome = ask_r2(port, OWNER, "others (write)", writing=True)

    assert said(outcome, "writable").code == "r2.not-stored"
    assert store.objects("others") == []


def test_what_cannot_be_deleted_is_left_behind_and_said(store: Store) -> None:
    """The refusal is a stand-in's: SeaweedFS lets who writes delete."""

    def keep(request: Request) -> Response:
        if request.method == "DELETE":
            return stores.error(403, "AccessDenied")
        return stores.forwarded(request, store.port)

    store.make("keeping")
    with stores.answering(keep) as port:
        outcome = ask_r2(port, OWNER, "keeping (write)", writing=True)

    (left,) = store.objects("keeping")
    finding = said(outcome, "writable")
    assert (finding.code, finding.status) == ("r2.left-behind", "warn")
    assert left in finding.summary


def test_a_handshake_that_is_refused_is_an_unknown_account() -> None:
    refused = b"\x15\x03\x03\x00\x02\x02\x28"  # the alert handshake_failure
    with servers.listener(refused) as port:
        outcome = ask_r2(f"https://127.0.0.1:{port}", OWNER, DATASETS)

    assert said(outcome, "reachable").code == "r2.unknown-account"


def test_another_web_server() -> None:
    with stores.answering(lambda _: Response(200, {"Server": "nginx"}, b"<html>")) as port:
        outcome = ask_r2(port, OWNER, DATASETS)

    assert said(outcome, "reachable").code == "r2.other-service"


def test_a_proxy_that_answers_in_place_of_the_store(store: Store) -> None:
    def refuse(request: Request) -> Response:
        if "Authorization" in request.headers:
            return Response(413, {"Content-Type": "text/html", "Server": "nginx"}, b"<html>")
        return stores.forwarded(request, store.port)

    with stores.answering(refuse) as port:
        outcome = ask_r2(port, OWNER, DATASETS)

    finding = said(outcome, "authenticated")
    assert finding.code == "r2.other-service"
    assert "HTTP 413" in finding.summary


def test_a_proxy_of_the_environment_is_named(account: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{servers.free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert said(ask_r2(account, OWNER, DATASETS), "reachable").code == "r2.proxied"


def test_an_environments_proxy_that_works_is_used(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def proxy(request: Request) -> Response:
        asked.append(request.path)
        path = request.path.removeprefix(store.url)
        return stores.forwarded(
            Request(request.method, path, request.headers, request.body), store.port
        )

    with stores.answering(proxy) as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        outcome = ask_r2(store.port, OWNER, DATASETS)

    assert codes(outcome) == OK | {"reachable": "r2.proxied"}
    assert said(outcome, "reachable").status == "warn"
    assert all(each.startswith(store.url) for each in asked)


def test_nobody_listens_resets_and_silence() -> None:
    refused = ask_r2(servers.free_port(), OWNER, DATASETS)
    with servers.listener(b"") as port:
        cut = ask_r2(port, OWNER, DATASETS)
    with servers.listener() as port:
        silent = ask_r2(port, OWNER, DATASETS)

    assert said(refused, "reachable").code == "r2.refused"
    assert said(cut, "reachable").code == "r2.reset"
    assert said(silent, "reachable").code == "r2.silent"


def test_a_store_that_cuts_what_is_signed(store: Store) -> None:
    with stores.answering(lambda r: _cut(r, store)) as port:
        outcome = ask_r2(port, OWNER, DATASETS)

    assert said(outcome, "authenticated").code == "r2.reset"


@pytest.mark.parametrize(
    ("length", "body"),
    [
        ({"Content-Length": "500"}, b"<ListAllMyBuckets"),
        ({"Transfer-Encoding": "chunked"}, b"100\r\n<ListAllMyBuckets"),
    ],
)
def test_an_answer_that_breaks_off_is_a_cut_connection(
    store: Store, length: dict[str, str], body: bytes
) -> None:
    broken = Response(200, {**length, "Connection": "close"}, body)
    with stores.answering(lambda r: _signed(r, broken, store)) as port:
        outcome = ask_r2(port, OWNER, DATASETS)

    assert said(outcome, "authenticated").code == "r2.reset"


@pytest.mark.parametrize(
    "refusal",
    [
        stores.error(403, "AccountProblem", "There is a problem with your account"),
        stores.error(501, "NotImplemented", "Not here"),
    ],
)
def test_a_refusal_without_words_of_its_own_is_one(store: Store, refusal: Response) -> None:
    with stores.answering(lambda r: _signed(r, refusal, store)) as port:
        outcome = ask_r2(port, OWNER, DATASETS)

    finding = said(outcome, "authenticated")
    assert (finding.code, finding.manner) == ("r2.refused-by-store", "refuses")


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
        outcome = ask_r2(port, OWNER, DATASETS)

    finding = said(outcome, "authenticated")
    assert finding.code == "r2.redirected"
    assert finding.summary.endswith("it leads to http://other.example.com/")
    assert len(asked) == 3


@pytest.mark.parametrize("status", [200, 403, 429])
@pytest.mark.parametrize("page", [b"<html></html>", b"<html><br>", b"no"])
def test_a_page_for_browsers_is_no_stores_answer(store: Store, status: int, page: bytes) -> None:
    answer = Response(status, {"Content-Type": "text/html"}, page)
    with stores.answering(lambda r: _signed(r, answer, store)) as port:
        outcome = ask_r2(port, OWNER, DATASETS)

    finding = said(outcome, "authenticated")
    assert finding.code == "r2.other-service"
    assert f"HTTP {status}" in finding.summary


def test_who_gives_a_slow_store_more_time_gets_its_answer(store: Store) -> None:
    def linger(request: Request) -> Response:
        if "Authorization" in request.headers:
            threading.Event().wait(1.7)  # longer than the library would wait by itself
        return stores.forwarded(request, store.port)

    with stores.answering(linger) as port:
        outcome = ask_r2(port, OWNER, DATASETS, timeout=30.0)

    assert codes(outcome) == OK


def test_every_fault_row_names_a_class_that_there_is() -> None:
    import httpx  # noqa: F401 - makes the names known

    assert [row.error for row in check.faults if faults.resolve(row.error) is None] == []


def _versions(store: Store, bucket: str) -> list[tuple[str | None, str | None]]:
    found = store.client.list_objects(bucket, recursive=True, include_version=True)
    return [(each.object_name, each.version_id) for each in found]


def _cut(request: Request, store: Store) -> Response:
    if "Authorization" in request.headers:
        raise ConnectionError
    return stores.forwarded(request, store.port)


def _signed(request: Request, answer: Response, store: Store) -> Response:
    """The answer to what is signed, and the store's to the rest."""
    return answer if "Authorization" in request.headers else stores.forwarded(request, store.port)
