"""The datasets that a database lists, held against a store: SeaweedFS, and JuiceFS as MinIO."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from checks.minio import MinioTarget, minio
from checks.r2 import R2Endpoint, R2Target, r2
from checks.storage.buckets import Bucket
from checks.storage.datasets import DatasetId, Pattern
from checks.storage.documents import LARGEST, Documents
from checks.storage.endpoint import Endpoint
from checks.storage.target import AccessKey
from healthcheck import Check, Outcome, Probe, Secret, Source, Target
from healthcheck.dependency import Dependency, plan
from healthcheck.runner import run
from tests import storage_servers as stores
from tests.checks.asking import said
from tests.storage_servers import OWNER, ROOT, Request, Response, Store

ONE, TWO = "10f486dc-f8ec-489e-927d-c81317822464", "two"
LISTED: Sequence[Mapping[str, object]] = [
    {"id": ONE, "name": "coco32"},
    {"id": TWO, "name": "coco128"},
]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """Of each dataset something; no test changes it."""
    with stores.seaweed() as started:
        started.make("training")
        for key, text in OBJECTS.items():
            started.put("training", f"datasets/{key}", text)
        yield started


OBJECTS = {
    f"{ONE}/annotations_detection.json": '{"images": []}',
    f"{ONE}/images/1.jpg": "1",
    f"{TWO}/annotations.json": "[]",
    "two-more/images/1.jpg": "1",
    "bare/images/1.jpg": "1",
    "bare/annotations/deep.json": "{}",
    "cut/annotations_detection.json": '{"images": [',
    "mixed/annotations_detection.json": "{}",
    "mixed/annotations_old.json": "<html>",
    "large/annotations.json": '{"a": "' + "x" * LARGEST,
    "page/annotations.json": "<html>" + "x" * LARGEST,
    "crowded/annotations_detection.json": "{}",
    **{f"crowded/annotations/{n}.json": "{}" for n in range(25)},
    **{f"many-{n}/annotations.json": "{}" for n in range(30)},
}


class Rows(Target):
    """What a database tells, and nobody else."""

    datasets: Any = None


@Check("rows", Rows).connect
async def database(target: Rows) -> AsyncIterator[None]:
    yield None


@database.step
async def rows(client: None, probe: Probe[Rows]) -> None:
    if probe.target.datasets is None:
        probe.fail("broken", "there is no database", hint="mend it")
    probe.publish("datasets", probe.target.datasets)


def ask_store(
    store: Store | int,
    *required: str,
    listed: Sequence[Mapping[str, object]] | None = LISTED,
    pattern: str | None = None,
    source: bool = True,
    documents: Mapping[str, str] | None = None,
    buckets: Sequence[str] = ("training (list, read)",),
) -> Outcome:
    """R2's outcome beside a database that lists these; None: one that fails."""
    target = R2Target(
        endpoint=R2Endpoint.parse(f"127.0.0.1:{store if isinstance(store, int) else store.port}"),
        access_key=AccessKey(OWNER[0]),
        secret_key=Secret(OWNER[1]),
        buckets=tuple(Bucket.parse(each) for each in buckets),
        datasets_from=Source("db", "rows") if source else None,
        datasets=Pattern.parse(pattern) if pattern else None,
        required_datasets=tuple(DatasetId.parse(each) for each in required),
        documents=Documents.read(documents) if documents else None,
    )
    return together(Dependency(name="store", check=r2, target=target), listed)


def together(store: Dependency, listed: Sequence[Mapping[str, object]] | None) -> Outcome:
    both = (store, Dependency(name="db", check=database, target=Rows(datasets=listed)))
    return asyncio.run(run(both, plan(both, None, writing=False)))[0]


def test_every_dataset_that_the_database_lists_is_looked_for(store: Store) -> None:
    finding = said(ask_store(store, ONE), "objects")

    assert finding.status == "ok"
    assert finding.evidence == {"datasets": {ONE: "there", TWO: "there"}, "not_looked_for": 0}


def test_a_minio_is_asked_in_the_same_way() -> None:
    with stores.minio() as started:
        started.make("training")
        for key in (f"datasets/{ONE}/annotations.json", "datasets/bare/images/1.jpg"):
            started.put("training", key, "{}")
        started.put("training", "datasets/cut/annotations.json", "{")
        target = MinioTarget(
            endpoint=Endpoint.parse(started.url),
            access_key=AccessKey(ROOT[0]),
            secret_key=Secret(ROOT[1]),
            buckets=(Bucket("training"),),
            required_datasets=(DatasetId(ONE), DatasetId("bare"), DatasetId("gone")),
        )
        outcome = together(Dependency(name="store", check=minio, target=target), None)
        target = replace(target, required_datasets=(DatasetId("cut"),))
        cut = together(Dependency(name="store", check=minio, target=target), None)
        listing = Source("db", "rows")
        target = replace(target, required_datasets=(DatasetId(ONE),), datasets_from=listing)
        started.put("training", f"datasets/{ONE}/annotations.json", '{"images": [1]}')
        rows = [{"id": ONE, "num_images": 2}]
        counted = together(Dependency(name="store", check=minio, target=target), rows)

    assert said(counted, "objects").code == "minio.different-count"
    assert said(cut, "objects").code == "minio.unreadable-object"
    finding = said(outcome, "objects")
    assert finding.code == "minio.unknown-dataset"
    assert finding.evidence["datasets"] == {
        ONE: "there",
        "bare": "without annotations",
        "gone": "missing",
    }


def test_a_required_dataset_that_is_missing_fails(store: Store) -> None:
    listed = [*LISTED, {"id": "gone", "name": "mvtec"}]
    finding = said(ask_store(store, "gone", listed=listed), "objects")

    assert (finding.status, finding.code, finding.manner) == (
        "fail",
        "r2.unknown-dataset",
        "refuses",
    )
    assert finding.summary == (
        f"3 datasets in the database, 2 at 127.0.0.1:{store.port}: training on mvtec would fail"
    )


def test_a_dataset_that_nobody_requires_only_warns(store: Store) -> None:
    listed: list[Mapping[str, object]] = [*LISTED, {"id": "gone", "name": None}, {"id": "bare"}]
    finding = said(ask_store(store, ONE, listed=listed), "objects")

    assert (finding.status, finding.code) == ("warn", "r2.unknown-dataset")
    assert finding.summary.endswith(
        "training on gone and bare would fail "
        "(objects are there, and no annotations beside them: bare)"
    )


def test_a_store_without_any_of_the_datasets_fails(store: Store) -> None:
    listed = [{"id": f"gone-{n}", "name": f"name {n}"} for n in range(7)]
    finding = said(ask_store(store, listed=listed), "objects")

    assert (finding.status, finding.code) == ("fail", "r2.unknown-dataset")
    assert "7 datasets in the database, 0 at" in finding.summary
    assert "name 3, name 4 and 2 more would fail" in finding.summary


def test_a_folder_without_annotations_is_said_to_be_one(store: Store) -> None:
    finding = said(ask_store(store, "bare", listed=[{"id": "bare", "name": "coco"}]), "objects")

    assert finding.summary.endswith(
        "training on coco would fail (objects are there, and no annotations beside them)"
    )


def test_a_dataset_whose_id_begins_another_one_is_not_that_one(store: Store) -> None:
    finding = said(ask_store(store, "two-"), "objects")

    assert finding.evidence["datasets"] == {"two-": "missing", ONE: "there", TWO: "there"}


@pytest.mark.parametrize("source", [True, False])
def test_a_required_dataset_is_looked_for_whatever_the_database_says(
    store: Store, source: bool
) -> None:
    gone = said(ask_store(store, "gone", listed=None, source=source), "objects")
    there = said(ask_store(store, ONE, listed=None, source=source), "objects")

    assert gone.code == "r2.unknown-dataset"
    assert gone.summary.endswith("lacks what a job reads: training on gone would fail")
    assert (there.status, there.because) == (
        ("skipped", "after:db.rows") if source else ("ok", None)
    )


@pytest.mark.parametrize("dataset", ["cut", "page"])
def test_annotations_of_a_required_dataset_must_be_json(store: Store, dataset: str) -> None:
    listed = [*LISTED, {"id": dataset, "name": "broken"}]
    required = said(ask_store(store, dataset, listed=listed), "objects")
    other = said(ask_store(store, listed=listed), "objects")

    assert (required.status, required.code) == ("fail", "r2.unreadable-object")
    assert "the annotations of broken are no JSON" in required.summary
    assert other.status == "ok"


def test_annotations_that_are_only_one_of_several_deserve_a_look(store: Store) -> None:
    finding = said(ask_store(store, "mixed"), "objects")

    assert (finding.status, finding.code) == ("warn", "r2.unreadable-object")
    assert finding.summary.endswith('no JSON: "datasets/mixed/annotations_old.json"')


def test_of_large_annotations_only_the_beginning_is_read(store: Store) -> None:
    assert said(ask_store(store, "large"), "objects").status == "ok"


def test_of_hundreds_of_datasets_every_folder_is_looked_for_in_a_few_requests(
    store: Store,
) -> None:
    many = [{"id": f"many-{n}"} for n in range(30)]
    gone = [{"id": f"gone-{n}"} for n in range(270)]
    asked: list[Request] = []

    def pass_on(request: Request) -> Response:
        asked.append(request)
        return stores.forwarded(request, store.port)

    with stores.answering(pass_on) as port:
        ok = said(ask_store(port, ONE, listed=[*LISTED, *many]), "objects")
        asked.clear()
        bad = said(ask_store(port, ONE, listed=[*LISTED, *many, *gone]), "objects")

    of_datasets = [each for each in asked if "prefix=datasets" in each.path or "/one" in each.path]
    assert (ok.status, ok.evidence["not_looked_for"]) == ("ok", 0)
    assert (bad.status, bad.code) == ("warn", "r2.unknown-dataset")
    assert "302 datasets in the database, 32 at" in bad.summary
    assert "and 265 more" in bad.summary
    assert bad.evidence["datasets"] == {"there": 4, "its folder is there": 28, "missing": 270}
    assert len(of_datasets) <= 6


def test_where_datasets_have_no_folders_of_their_own_some_are_looked_for(store: Store) -> None:
    many = [{"id": f"many-{n}"} for n in range(30)]
    pattern = "training/datasets/{id}-annotations.json"
    outcome = ask_store(store, listed=[*LISTED, *many], pattern=pattern)

    finding = said(outcome, "objects")
    assert finding.evidence["not_looked_for"] == 12
    assert "0 of the 20 looked for at" in finding.summary


def test_annotations_that_list_another_number_of_images(store: Store) -> None:
    same = said(ask_store(store, ONE, listed=[{"id": ONE, "num_images": 0}]), "objects")
    other = said(ask_store(store, ONE, listed=[{"id": ONE, "num_images": 32}]), "objects")
    uncounted = said(ask_store(store, TWO, listed=[{"id": TWO, "num_images": 5}]), "objects")

    assert (same.status, uncounted.status) == ("ok", "ok")
    assert (other.status, other.code) == ("warn", "r2.different-count")
    assert "has 32 images by the database, and 0 by its annotations" in other.summary


def test_a_slow_store_is_asked_for_as_many_as_there_is_time_for(store: Store) -> None:
    def linger(request: Request) -> Response:
        if "many-" in request.path:
            threading.Event().wait(0.4)
        return stores.forwarded(request, store.port)

    with stores.answering(linger) as port:
        outcome = ask_store(port, ONE, listed=[{"id": f"many-{n}"} for n in range(20)])

    finding = said(outcome, "objects")
    assert finding.status == "ok"
    assert 0 < int(str(finding.evidence["not_looked_for"])) < 20


@pytest.mark.parametrize(
    ("pattern", "state"),
    [
        ("training/datasets/{id}/annotations_detection.json", "there"),
        ("training/datasets/{id}/labels*.json", "without annotations"),
        ("training/sets/{id}/annotations*.json", "missing"),
        ("training/datasets-{id}.json", "missing"),
    ],
)
def test_a_team_may_keep_its_annotations_elsewhere(store: Store, pattern: str, state: str) -> None:
    outcome = ask_store(store, ONE, source=False, pattern=pattern)

    assert said(outcome, "objects").evidence["datasets"] == {ONE: state}


def test_datasets_without_ids_cannot_be_looked_for(store: Store) -> None:
    finding = said(ask_store(store, listed=[{"name": "coco32"}]), "objects")

    assert finding.because == "unsupported"
    assert "no `id`" in finding.summary


def test_without_a_bucket_nobody_knows_where_datasets_lie(store: Store) -> None:
    finding = said(ask_store(store, ONE, buckets=()), "objects")

    assert (finding.because, "no bucket is configured" in finding.summary) == ("unsupported", True)


def test_datasets_and_documents_do_not_hide_each_other(store: Store) -> None:
    wrong = {f"training/datasets/{ONE}/annotations_detection.json": "images[0]"}
    outcome = ask_store(store, "gone", documents=wrong)
    absent = ask_store(store, ONE, documents={"training/gone.json": "a"})

    assert said(outcome, "objects").code == "r2.unknown-dataset"
    assert said(outcome, "documents").code == "r2.unlisted"
    assert said(absent, "documents").code == "r2.unknown-document"


def test_annotations_are_found_behind_others_that_begin_alike(store: Store) -> None:
    assert said(ask_store(store, "crowded"), "objects").status == "ok"
