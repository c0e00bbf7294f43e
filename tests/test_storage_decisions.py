"""What is decided about a store, from literals."""

from datetime import UTC, datetime, timedelta

import pytest

from checks.storage import wording
from checks.storage.buckets import Bucket
from checks.storage.hailing import Hail, Kind, kind, telling
from checks.storage.remains import remains
from checks.storage.store import Listed, moment
from checks.web import Reply

OWN = "__healthcheck/0b9ed8a7-6d3c-4e6f-9a51-0c1d2e3f4a5b"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFUSAL = b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>'


@pytest.mark.parametrize(
    ("reply", "who"),
    [
        (Reply(200, {"server": "MinIO"}), Kind.STORE),
        (Reply(403, {"server": "MinIO"}, REFUSAL), Kind.STORE),
        (Reply(400, {"server": "cloudflare"}, REFUSAL), Kind.STORE),
        (Reply(403, {"x-amz-request-id": "1"}), Kind.STORE),
        (Reply(200, {}, b"<ListAllMyBucketsResult>"), Kind.STORE),
        (Reply(200, {"server": "MinIO", "x-minio-server-status": "offline"}), Kind.STARTING),
        (Reply(200, {"server": "MinIO", "x-minio-server-status": "online"}), Kind.STORE),
        (Reply(200, {"server": "MinIO Console"}, b"<html>"), Kind.CONSOLE),
        (Reply(200, {"server": "nginx"}, b"<title>MinIO Console</title>"), Kind.CONSOLE),
        (Reply(400, {}, b"Client sent an HTTP request to an HTTPS server.\n"), Kind.TLS),
        (Reply(400, {}, b"The plain HTTP request was sent to HTTPS port"), Kind.TLS),
        (Reply(301, {"location": "https://store.example.com/"}), Kind.TLS),
        (Reply(302, {"location": "/login"}), Kind.OTHER),
        (Reply(503, {"server": "nginx"}, b"<html>"), Kind.GATEWAY),
        (Reply(200, {"server": "MinIO/RELEASE.2019-10-12T01-39-57Z"}), Kind.STORE),
        (Reply(404, {"server": "nginx"}, b"<html>"), Kind.OTHER),
        (Reply(200, {}), Kind.OTHER),
    ],
)
def test_an_answer_tells_who_gave_it(reply: Reply, who: Kind) -> None:
    assert kind(reply) is who


def test_of_several_answers_the_stores_counts() -> None:
    console = Hail(Kind.CONSOLE, "MinIO Console", 200, 0.0)
    page = Hail(Kind.OTHER, "nginx", 404, 0.0)
    store = Hail(Kind.STORE, "MinIO", 403, 0.0)

    assert telling([console, page, store]) is store
    assert telling([page, console]) is console


def _listed(key: str, *, age: timedelta, size: int | None = None) -> Listed:
    return Listed(key, len(key) if size is None else size, NOW - age)


def test_only_our_own_old_objects_are_remains() -> None:
    old, young = timedelta(minutes=61), timedelta(minutes=59)
    listed = [
        _listed(OWN, age=old),
        _listed(OWN.replace("0b9e", "1b9e"), age=young),
        _listed(OWN.replace("0b9e", "2b9e"), age=old, size=4),
        _listed(f"{OWN}.txt", age=old),
        _listed(OWN.upper(), age=old),
        _listed("__healthcheck/readme", age=old),
        _listed(OWN.replace("4e6f", "1e6f"), age=old),
    ]

    assert remains(listed, now=NOW) == [OWN]


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("Sun, 22 Nov 2026 12:00:00 GMT", NOW),
        ("Sun, 22 Nov 2026 12:00:00 -0000", NOW),
        ("yesterday", None),
        (None, None),
    ],
)
def test_a_date_is_a_moment(date: str | None, told: datetime | None) -> None:
    assert moment(date) == told


@pytest.mark.parametrize(
    ("seconds", "said"), [(61, "61 s"), (900, "15 min"), (7200, "2.0 h"), (32400, "9.0 h")]
)
def test_a_span_is_said_as_people_do(seconds: float, said: str) -> None:
    assert wording.time(seconds) == said


def test_a_hint_tells_what_is_there_instead() -> None:
    many = [f"bucket-{number}" for number in range(9)]

    assert wording.creating(None, none_found=True) == ""
    assert "no bucket at all" in wording.creating([], none_found=True)
    assert "bucket-4, ..." in wording.creating(many, none_found=False)
    assert "another store" in wording.creating(many, none_found=True)


def test_missing_buckets_are_named_with_their_purpose() -> None:
    buckets = [Bucket.parse("weights: models"), Bucket.parse("snapshots (write)")]

    assert wording.missing(buckets, "store:9000") == (
        'store:9000 has no buckets "weights" (models), "snapshots"'
    )
