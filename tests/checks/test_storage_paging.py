"""Folders of a real store, page by page."""

from collections.abc import Iterator

import pytest

from checks.r2 import R2Endpoint, R2Target
from checks.storage.buckets import Bucket
from checks.storage.by_boto import BotoStore
from checks.storage.target import AccessKey
from healthcheck import Secret
from tests import storage_servers as stores
from tests.storage_servers import OWNER, Response, Store

FOLDERS = [f"datasets/{n:02}/" for n in range(25)]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with stores.seaweed() as started:
        started.make("training")
        for each in FOLDERS:
            started.put("training", f"{each}annotations.json", "{}")
        started.put("training", "datasets/readme", "no folder")
        started.put("training", "datasets-old/1/annotations.json", "{}")
        yield started


def client(port: int) -> BotoStore:
    made = BotoStore(
        R2Target(
            endpoint=R2Endpoint.parse(f"127.0.0.1:{port}"),
            access_key=AccessKey(OWNER[0]),
            secret_key=Secret(OWNER[1]),
            buckets=(Bucket("training"),),
        )
    )
    made.patience = 5.0
    return made


def test_one_page_has_all_that_is_below_the_prefix(store: Store) -> None:
    page = client(store.port).folders("training", "datasets/")

    assert page.names == {*FOLDERS}
    assert page.token == ""
    assert page.last == "datasets/readme"


def test_what_a_page_leaves_out_is_asked_for_by_its_token(store: Store) -> None:
    """A real token of the store's, which its own library asked for."""
    opened = client(store.port)
    first = opened._client.list_objects_v2(
        Bucket="training", Prefix="datasets/", Delimiter="/", MaxKeys=10
    )
    page = opened.folders("training", "datasets/", first["NextContinuationToken"])

    assert page.names == {*FOLDERS[10:]}


def test_a_page_that_is_cut_off_says_so(store: Store) -> None:
    """The page is a stand-in's."""
    page = b"""<?xml version="1.0"?><ListBucketResult><Name>training</Name><IsTruncated>true
</IsTruncated><NextContinuationToken>next</NextContinuationToken><CommonPrefixes>
<Prefix>datasets/00/</Prefix></CommonPrefixes></ListBucketResult>"""
    cut = Response(200, {"Content-Type": "application/xml"}, page.replace(b"\n", b""))
    with stores.answering(lambda _: cut) as port:
        found = client(port).folders("training", "datasets/")

    assert (found.names, found.last, found.token) == (
        frozenset({"datasets/00/"}),
        "datasets/00/",
        "next",
    )
