"""What the platform does in a bucket, permission by permission, on real stores."""

import uuid
from collections.abc import Iterator, Sequence

import pytest

from tests import storage_servers as stores
from tests.ask import codes
from tests.checks.asking import said
from tests.checks.asking_stores import ask_minio, ask_r2
from tests.checks.test_minio import PROVEN
from tests.checks.test_r2 import PROVEN as PROVEN_OF_R2
from tests.storage_servers import OWNER, ROOT, Request, Response, Store

ALL = "weights (list, read, write, delete, multipart, presign): checkpoints"
DONE = ["created where there was none", "presign", "multipart"]
PUT, GET, DELETE = "s3:PutObject", "s3:GetObject", "s3:DeleteObject"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with stores.minio() as started:
        started.make("weights")
        yield started


@pytest.fixture(scope="module")
def seaweed() -> Iterator[Store]:
    with stores.seaweed() as started:
        started.make("weights")
        yield started


def uploads(store: Store) -> Sequence[str]:
    """The keys of the uploads in parts that were begun and not ended."""
    found = store.client._list_multipart_uploads("weights")
    return sorted(str(each.object_name) for each in found.uploads)


def begin(store: Store, key: str) -> None:
    store.client._create_multipart_upload("weights", key, {})


def test_everything_that_the_owner_may_do_is_proven_and_nothing_is_left(store: Store) -> None:
    outcome = ask_minio(store.port, ROOT, ALL, writing=True)

    assert codes(outcome) == PROVEN
    assert said(outcome, "writable").evidence == {"weights": DONE}
    assert (store.objects("weights"), uploads(store)) == ([], [])


def test_what_plays_r2_does_all_of_it_too(seaweed: Store) -> None:
    outcome = ask_r2(seaweed.port, OWNER, ALL, writing=True)

    assert codes(outcome) == PROVEN_OF_R2
    assert said(outcome, "writable").evidence == {"weights": DONE}
    assert (seaweed.objects("weights"), uploads(seaweed)) == ([], [])


def test_it_takes_as_many_requests_as_there_are_rights(store: Store) -> None:
    asked: list[Request] = []

    def pass_on(request: Request) -> Response:
        asked.append(request)
        return stores.forwarded(request, store.port)

    with stores.answering(pass_on) as port:
        ask_minio(port, ROOT, ALL, writing=True)

    writing = next(index for index, each in enumerate(asked) if each.method == "PUT")
    assert [each.method for each in asked[writing:]] == [
        *("PUT", "GET", "GET", "GET"),  # written, read, and both kinds of remains looked for
        *("PUT", "GET"),  # by URLs
        *("POST", "PUT", "POST"),  # in parts
        *("DELETE", "DELETE"),
        "GET",  # about the drives
    ]


@pytest.mark.parametrize(
    ("actions", "right", "said_of_it"),
    [
        ([PUT, GET], "delete", 'may write to "weights", and not delete there'),
        ([PUT, DELETE], "read", 'may write to "weights", and not read there'),
        ([GET, DELETE], "write", 'may not write to "weights"'),
    ],
)
def test_a_permission_that_is_lacking_is_named(
    store: Store, actions: list[str], right: str, said_of_it: str
) -> None:
    keys = store.admit(f"without-{right}", (actions, "weights/*"))
    needed = ask_minio(store.port, keys, f"weights (write, {right})", writing=True)
    for key in store.objects("weights"):
        store.client.remove_object("weights", key)

    finding = said(needed, "writable")
    assert (finding.code, finding.status) == ("minio.no-permission", "fail")
    assert said_of_it in finding.summary


def refusing(store: Store, refusal: Response, *words: str) -> stores.Answering:
    """The store's answers, but for requests whose method and path have all these words."""

    def answer(request: Request) -> Response:
        asked = f"{request.method} {request.path}"
        refused = all(word in asked for word in words)
        return refusal if refused else stores.forwarded(request, store.port)

    return answer


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (stores.error(403, "AccessDenied"), "minio.no-permission"),
        (stores.error(501, "NotImplemented"), "minio.no-multipart"),
        (Response(405, {"Content-Type": "text/html"}, b"<html>"), "minio.no-multipart"),
        (stores.error(503, "SlowDown"), "minio.unavailable"),
    ],
    ids=["denied", "unknown", "a proxy", "busy"],
)
def test_uploads_in_parts_that_are_refused(store: Store, refusal: Response, code: str) -> None:
    """The refusal is a stand-in's: no store at hand takes objects, and not in parts."""
    with stores.answering(refusing(store, refusal, "POST", "uploads")) as port:
        needed = ask_minio(port, ROOT, "weights (write, multipart)", writing=True)
        unneeded = ask_minio(port, ROOT, "weights (write)", writing=True)

    assert said(needed, "writable").code == code
    assert codes(unneeded) == PROVEN
    assert store.objects("weights") == []


def test_a_part_that_is_refused_ends_the_upload(store: Store) -> None:
    refusal = stores.error(403, "AccessDenied")
    with stores.answering(refusing(store, refusal, "PUT", "partNumber")) as port:
        outcome = ask_minio(port, ROOT, "weights (write, multipart)", writing=True)

    assert said(outcome, "writable").code == "minio.no-permission"
    assert (store.objects("weights"), uploads(store)) == ([], [])


@pytest.mark.parametrize(
    "refusal",
    [
        stores.error(403, "SignatureDoesNotMatch"),
        Response(403, {"Content-Type": "text/html"}, b"<html>"),
        Response(200, {"Content-Type": "text/html"}, b"<html>"),
    ],
    ids=["signature", "a proxy", "a page"],
)
def test_urls_that_are_refused(store: Store, refusal: Response) -> None:
    """As by a proxy before the store, which passes on what has its signature in a header."""
    with stores.answering(refusing(store, refusal, "GET", "X-Amz-Signature")) as port:
        needed = ask_minio(port, ROOT, "weights (write, presign)", writing=True)
        unneeded = ask_minio(port, ROOT, "weights (write)", writing=True)

    assert said(needed, "writable").code == "minio.presigned-refused"
    assert codes(unneeded) == PROVEN
    assert store.objects("weights") == []


@pytest.mark.parametrize(
    "refusal",
    [stores.error(501, "NotImplemented"), stores.error(400, "InvalidRequest")],
    ids=["unknown", "refused"],
)
def test_a_store_that_takes_no_conditions_is_written_to_without(
    store: Store, refusal: Response
) -> None:
    def unconditional(request: Request) -> Response:
        if "If-None-Match" in request.headers:
            return refusal
        return stores.forwarded(request, store.port)

    with stores.answering(unconditional) as port:
        outcome = ask_minio(port, ROOT, "weights (write)", writing=True)

    assert codes(outcome) == PROVEN
    assert said(outcome, "writable").evidence == {"weights": []}
    assert store.objects("weights") == []


def test_old_uploads_of_ours_are_ended_and_no_others(store: Store) -> None:
    ours = f"__healthcheck/{uuid.uuid4()}"
    others = sorted(["checkpoints/1.pt", f"__healthcheck/{uuid.uuid1()}", "__healthcheck/readme"])
    for key in [ours, *others]:
        begin(store, key)

    young = ask_minio(store.port, ROOT, ALL, writing=True)
    kept = uploads(store)
    with stores.answering(
        lambda r: stores.dated(stores.forwarded(r, store.port), ahead=7200)
    ) as port:
        old = ask_minio(port, ROOT, ALL, writing=True)

    assert (codes(young)["writable"], codes(old)["writable"]) == ("ok", "ok")
    assert set(kept) == {ours, *others}
    assert set(uploads(store)) == set(others)


def test_an_answer_without_an_end_is_not_read(store: Store) -> None:
    page = b"<ListAllMyBucketsResult>" + b" " * (5 * 2**20)
    endless = Response(200, {"Content-Type": "application/xml"}, page)

    def answer(request: Request) -> Response:
        signed = "Authorization" in request.headers
        return endless if signed else stores.forwarded(request, store.port)

    with stores.answering(answer) as port:
        outcome = ask_minio(port, ROOT, "weights")

    assert said(outcome, "authenticated").code == "minio.other-service"


@pytest.mark.parametrize(
    ("words", "refusal", "code"),
    [
        (("POST", "uploads"), stores.error(501, "NotImplemented"), "r2.no-multipart"),
        (("GET", "X-Amz-Sig"), stores.error(403, "AccessDenied"), "r2.presigned-refused"),
        (("GET /",), stores.error(400, "ExpiredToken"), "r2.expired-keys"),
    ],
)
def test_r2_refuses_in_the_same_ways(
    seaweed: Store, words: tuple[str, ...], refusal: Response, code: str
) -> None:
    """The refusals are a stand-in's."""
    with stores.answering(refusing(seaweed, refusal, *words)) as port:
        outcome = ask_r2(port, OWNER, ALL, writing=True)

    assert code in codes(outcome).values()
    assert seaweed.objects("weights") == []


def test_a_bucket_that_is_only_read_is_read_by_urls_too(seaweed: Store) -> None:
    buckets = "weights (list, read, presign): datasets"
    refusal = stores.error(403, "SignatureDoesNotMatch")
    well = ask_r2(seaweed.port, OWNER, buckets)
    with stores.answering(refusing(seaweed, refusal, "GET", "X-Amz-Signature")) as port:
        refused = ask_r2(port, OWNER, buckets)

    assert codes(well)["buckets"] == "ok"
    assert said(refused, "buckets").code == "r2.presigned-refused"
