"""The settings of datasets and documents: what they may look like, and what they mean."""

import pytest

from checks.storage.datasets import DatasetId, Pattern
from checks.storage.documents import Documents, holds, parsed
from checks.storage.holdings import Holdings
from checks.storage.looking import Sight, State
from healthcheck import Malformed

USUAL = "training-datasets/datasets/{id}/annotations*.json"


def test_a_pattern_is_a_bucket_and_a_key() -> None:
    pattern = Pattern.parse(USUAL)

    assert (pattern.bucket, str(pattern)) == ("training-datasets", USUAL)
    assert pattern.prefix("one") == "datasets/one/annotations"
    assert pattern.folder("one") == "datasets/one/"


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("bucket/{id}/annotations.json", "one/"),
        ("bucket/set-{id}-v2/labels/a*.json", "set-one-v2/"),
        ("bucket/annotations/{id}.json", None),
        ("bucket/{id}*", None),
    ],
)
def test_a_dataset_has_a_folder_where_its_id_stands_in_one(text: str, folder: str | None) -> None:
    assert Pattern.parse(text).folder("one") == folder


@pytest.mark.parametrize(
    ("text", "key", "matches"),
    [
        (USUAL, "datasets/one/annotations.json", True),
        (USUAL, "datasets/one/annotations_detection.json", True),
        (USUAL, "datasets/one/annotations/deep.json", False),
        (USUAL, "datasets/one/annotations.json.bak", False),
        (USUAL, "datasets/one-more/annotations.json", False),
        ("bucket/{id}.json", "one.json", True),
        ("bucket/{id}.json", "one.json.bak", False),
        ("bucket/a{id}*a", "aonea", True),
        ("bucket/a{id}*ea", "aonea", False),
    ],
)
def test_which_objects_are_annotations(text: str, key: str, matches: bool) -> None:
    assert Pattern.parse(text).matches(key, "one") is matches


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("training-datasets", "not an object"),
        ("training-datasets/datasets/annotations.json", "must stand in its key"),
        ("training-datasets/{id}/{id}.json", "must stand in its key"),
        ("training-datasets/{id}/*/annotations.json", "last part"),
        ("training-datasets/{id}/*.*", "last part"),
        ("UPPER/{id}", "no bucket can be called"),
    ],
)
def test_a_pattern_that_cannot_be(text: str, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        Pattern.parse(text)


@pytest.mark.parametrize("text", ["", " one", "one\n", "a/b", "a\tb"])
def test_what_is_no_id_of_a_dataset(text: str) -> None:
    with pytest.raises(Malformed, match="no dataset's id"):
        DatasetId.parse(text)


def test_documents_are_shown_by_their_names() -> None:
    assert str(Documents.read({"bucket/a.json": "a", "bucket/b/c.json": "b"})) == (
        "bucket/a.json, bucket/b/c.json"
    )


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("bucket/a.json", "expected a table"),
        ({"a.json": "a"}, "not an object"),
        ({}, "no document"),
        ({"bucket/a.json": "(" * 5000}, "nested too deeply"),
        ({"bucket/a.json": 1}, "no text"),
        ({"bucket/a.json": "models[?"}, "no JMESPath"),
        ({"bucket/a.json": "a b"}, "no JMESPath, see its character 3"),
        ({"bucket/a.json": "a == #"}, "no JMESPath, see its character 6"),
        ({"bucket/a.json": ""}, "no JMESPath"),
        ({"bucket/a.json": "nonsense("}, "no JMESPath"),
    ],
)
def test_documents_that_cannot_be(value: object, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        Documents.read(value)


@pytest.mark.parametrize(
    ("expression", "true"),
    [
        ("a", True),
        ("zero", True),
        ("no", False),
        ("empty", False),
        ("nothing", False),
        ("text", False),
        ("gone", False),
        ("list[?b=='x']", True),
        ("list[?b=='y']", False),
        ("length(a)", False),
    ],
)
def test_what_is_true_of_a_document(expression: str, true: bool) -> None:
    document = {
        "a": 1,
        "zero": 0,
        "no": False,
        "empty": [],
        "nothing": None,
        "text": "",
        "list": [{"b": "x"}],
    }

    assert holds(expression, document) is true


@pytest.mark.parametrize("data", [b"", b"<html>", b'{"a": ', b"\xff\xfe\xfd", b"[" * 100_000])
def test_what_is_no_json(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"Expecting|decode|nested"):
        parsed(data)


def test_json_may_begin_with_a_mark() -> None:
    assert parsed(b"\xef\xbb\xbf{}") == {}


@pytest.mark.parametrize(("unseen", "fails"), [(0, True), (30, False)])
def test_a_sample_that_is_gone_is_not_all_of_them(unseen: int, fails: bool) -> None:
    gone = [Sight(str(number), State.GONE) for number in range(20)]
    names = {str(number): f"set {number}" for number in range(20 + unseen)}
    (told,) = Holdings("store:9000", gone, names=names, unseen=unseen).said()

    assert (told.code, told.fails) == ("unknown-dataset", fails)
