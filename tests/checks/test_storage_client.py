"""How the platform's client is set up: what a store makes of it, and what would do instead."""

from collections.abc import Iterator

import pytest

from checks.storage.manners import Addressing, Checksums
from healthcheck import Malformed
from tests import storage_servers as stores
from tests.ask import codes
from tests.checks.asking import said
from tests.checks.asking_stores import ask_minio, ask_r2
from tests.checks.test_minio import OK, PROVEN
from tests.storage_servers import OWNER, ROOT, Request, Response, Store


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with stores.minio() as started:
        started.make("weights")
        yield started


def test_a_store_that_does_not_know_hosts_of_buckets(store: Store) -> None:
    """Nor may the machine: whether `weights.localhost` is a name differs. A MinIO without
    MINIO_DOMAIN takes the path's first part for a bucket."""

    def by_path_only(request: Request) -> Response:
        if request.headers["Host"].startswith("weights."):
            return stores.error(404, "NoSuchBucket")
        return stores.forwarded(request, store.port)

    with stores.answering(by_path_only) as port:
        wrong = ask_minio(f"http://localhost:{port}", ROOT, "weights (list)", addressing="virtual")
        right = ask_minio(f"http://localhost:{port}", ROOT, "weights (list)")

    assert said(wrong, "buckets").code == "minio.addressing"
    assert codes(right) == OK


def test_a_bucket_that_is_nowhere_is_unknown_however_it_is_asked_for(store: Store) -> None:
    outcome = ask_minio(f"http://127.0.0.1:{store.port}", ROOT, "gone", addressing="virtual")

    assert said(outcome, "buckets").code == "minio.unknown-bucket"


def test_checksums_that_a_store_refuses(store: Store) -> None:
    """The refusal is a stand-in's, in words of R2's."""

    def old(request: Request) -> Response:
        if any("checksum" in name.lower() for name in request.headers):
            return stores.error(400, "InvalidArgument", "x-amz-checksum-crc32 is not implemented")
        return stores.forwarded(request, store.port)

    with stores.answering(old) as port:
        wrong = ask_minio(port, ROOT, "weights (write)", checksums="when_supported", writing=True)
        right = ask_minio(port, ROOT, "weights (write)", writing=True)

    finding = said(wrong, "writable")
    assert finding.code == "minio.checksums"
    assert "without them it is taken" in finding.summary
    assert codes(right) == PROVEN
    assert store.objects("weights") == []


def test_what_is_refused_with_and_without_checksums_has_another_reason(store: Store) -> None:
    def full(request: Request) -> Response:
        if request.method == "PUT":
            return stores.error(507, "XMinioStorageFull")
        return stores.forwarded(request, store.port)

    with stores.answering(full) as port:
        outcome = ask_minio(port, ROOT, "weights (write)", checksums="when_supported", writing=True)

    assert said(outcome, "writable").code == "minio.full"


@pytest.mark.parametrize("kind", [Addressing, Checksums])
def test_another_word_is_refused(kind: type[Addressing] | type[Checksums]) -> None:
    with pytest.raises(Malformed, match="expected"):
        kind.parse("auto")


def test_r2_is_asked_as_the_platform_asks_it() -> None:
    """The refusals are a stand-in's, before SeaweedFS."""
    with stores.seaweed() as seaweed:
        seaweed.make("weights")

        def old(request: Request) -> Response:
            if request.headers["Host"].startswith("weights."):
                return stores.error(404, "NoSuchBucket")
            if any("checksum" in name.lower() for name in request.headers):
                return stores.error(400, "InvalidArgument", "not implemented")
            return stores.forwarded(request, seaweed.port)

        with stores.answering(old) as port:
            url = f"http://localhost:{port}"
            virtual = ask_r2(url, OWNER, "weights (list)", addressing="virtual")
            checked = ask_r2(
                url, OWNER, "weights (write)", checksums="when_supported", writing=True
            )

    assert said(virtual, "buckets").code == "r2.addressing"
    assert said(checked, "writable").code == "r2.checksums"
