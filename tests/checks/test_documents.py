"""Documents in a store, on a real MinIO and on SeaweedFS: there, readable, and with what counts."""

import json
from collections.abc import Iterator, Mapping

import pytest

from healthcheck import Outcome
from tests import storage_servers as stores
from tests.ask import codes
from tests.checks.asking import said
from tests.checks.asking_stores import ask_minio
from tests.storage_servers import ROOT, Store

CAPABILITIES = "schemas/capabilities/ultralytics.json"
MODELS = {"models": [{"model_name": "yolo11n"}, {"model_name": "yolo11s"}]}
LISTS_IT = "models[?model_name=='yolo11n']"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """One for all of them."""
    with stores.minio() as started:
        started.make("schemas", "weights")
        started.put("schemas", "capabilities/ultralytics.json", json.dumps(MODELS))
        started.put("schemas", "capabilities/cut.json", json.dumps(MODELS)[:20])
        started.put("schemas", "capabilities/large.json", '"' + "x" * 4 * 2**20 + '"')
        yield started


def asked(store: Store, documents: Mapping[str, str], *objects: str) -> Outcome:
    return ask_minio(store.port, ROOT, "weights", documents=documents, objects=objects)


@pytest.mark.parametrize("expression", [LISTS_IT, "length(models) == `2`", "models[0].model_name"])
def test_a_document_of_which_the_expression_is_true(store: Store, expression: str) -> None:
    assert codes(asked(store, {CAPABILITIES: expression}))["documents"] == "ok"


@pytest.mark.parametrize(
    "expression", ["models[?model_name=='yolo99']", "models[5]", "length(models) == `22`", "sum(@)"]
)
def test_a_document_that_lacks_what_is_expected(store: Store, expression: str) -> None:
    finding = said(asked(store, {CAPABILITIES: expression}), "documents")

    assert (finding.status, finding.code) == ("fail", "minio.unlisted")
    assert finding.summary == f'"{CAPABILITIES}" has nothing for {expression}'


def test_a_document_that_is_cut_off_is_no_json(store: Store) -> None:
    finding = said(asked(store, {"schemas/capabilities/cut.json": LISTS_IT}), "documents")

    assert finding.code == "minio.unlisted"
    assert finding.summary == '"schemas/capabilities/cut.json" is no JSON'


def test_a_document_that_is_not_there(store: Store) -> None:
    documents = {"schemas/gone.json": "a", "gone/gone.json": "a", CAPABILITIES: "nothing"}
    finding = said(asked(store, documents), "documents")

    assert finding.code == "minio.unknown-document"
    assert finding.summary.endswith('gives no "schemas/gone.json", "gone/gone.json"')


def test_a_document_that_may_not_be_read(store: Store) -> None:
    keys = store.admit("outsider", (["s3:GetObject"], "weights/*"))
    outcome = ask_minio(store.port, keys, "weights", documents={CAPABILITIES: LISTS_IT})

    assert said(outcome, "documents").code == "minio.unknown-document"


def test_a_document_too_large_for_a_look_is_left_open(store: Store) -> None:
    finding = said(asked(store, {"schemas/capabilities/large.json": "@"}), "documents")

    assert (finding.status, finding.code) == ("unknown", "minio.unlisted")
    assert "over 4 MB" in finding.summary


def test_an_expression_that_cannot_be_asked_is_not_the_document_s_fault(store: Store) -> None:
    finding = said(asked(store, {CAPABILITIES: "contain(models, 'x')"}), "documents")

    assert (finding.status, finding.code) == ("unknown", "minio.unlisted")
    assert "contain()" in finding.summary


def test_objects_and_documents_do_not_hide_each_other(store: Store) -> None:
    outcome = asked(store, {CAPABILITIES: "nothing"}, "weights/yolo11n.pt")

    assert said(outcome, "objects").code == "minio.unknown-object"
    assert said(outcome, "documents").code == "minio.unlisted"
