"""The settings of stores: what they may look like, and what is said of those that may not."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from checks.r2 import R2Endpoint
from checks.storage.buckets import Bucket, ObjectName, OptionalBucket, Right
from checks.storage.endpoint import Endpoint
from checks.storage.target import AccessKey
from healthcheck import Malformed
from healthcheck.config import load

ACCOUNT = "0123456789abcdef0123456789abcdef"
R2 = f"{ACCOUNT}.r2.cloudflarestorage.com"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("localhost:9000", "http://localhost:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://localhost:9000/", "http://localhost:9000"),
        ("https://store.example.com", "https://store.example.com:443"),
        ("HTTP://store", "http://store:80"),
        ("store", "http://store:80"),
        ("[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_minios_endpoint_is_plain_http_unless_it_says_otherwise(text: str, url: str) -> None:
    assert str(Endpoint.parse(text)) == url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"https://{R2}", f"https://{R2}:443"),
        (R2, f"https://{R2}:443"),
        (f"https://{ACCOUNT}.eu.r2.cloudflarestorage.com/", None),
        ("localhost:9000", "http://localhost:9000"),
        ("127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("store.example.com", "https://store.example.com:443"),
        ("http://store.example.com:9000", "http://store.example.com:9000"),
    ],
)
def test_r2s_endpoint_is_https_except_on_this_machine(text: str, url: str | None) -> None:
    endpoint = R2Endpoint.parse(text)

    assert str(endpoint) == (url or f"https://{ACCOUNT}.eu.r2.cloudflarestorage.com:443")
    assert isinstance(endpoint, R2Endpoint)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (" http://localhost:9000", "space"),
        ("http://localhost:9000\n", "line break"),
        ("s3://weights", "expected http"),
        ("postgresql://localhost", "expected http"),
        ("http://", "no host"),
        (":9000", "no host"),
        ("http://localhost:90000", "cannot be read"),
        ("http://localhost:0", "port"),
        ("http://user:hidden@localhost:9000", "settings of their own"),
        ("http://localhost:9000/minio", "signature"),
        ("localhost:9000/weights", "signature"),
        ("http://localhost:9000?hidden=1", "follows its host"),
        ("http://localhost:9000#hidden", "follows its host"),
        ("http://..:9000", "could exist"),
    ],
)
def test_an_endpoint_that_cannot_be(text: str, word: str) -> None:
    with pytest.raises(Malformed, match=word) as caught:
        Endpoint.parse(text)

    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"https://{R2}/training-datasets", "a bucket \\('training-datasets'\\) follows its host"),
        (f"https://training-datasets.{R2}", "a bucket \\('training-datasets'\\) stands in its"),
        ("https://r2.cloudflarestorage.com", "account is missing"),
        ("https://my-team.r2.cloudflarestorage.com", "32 hexadecimal"),
        ("https://<account_id>.r2.cloudflarestorage.com", "32 hexadecimal"),
        ("https://eu.r2.cloudflarestorage.com", "32 hexadecimal"),
        ("https://pub-0123456789abcdef.r2.dev", "for browsers"),
    ],
)
def test_an_endpoint_that_r2_cannot_have(text: str, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        R2Endpoint.parse(text)


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        ("weights", Bucket("weights")),
        ("weights: trained models: all", Bucket("weights", "trained models: all")),
        (
            "weights (list, READ,write,delete, multipart,presign): models",
            Bucket("weights", "models", frozenset(Right)),
        ),
        ("weights(read)", Bucket("weights", rights=frozenset({Right.READ}))),
        ("weights (read):models", Bucket("weights", "models", frozenset({Right.READ}))),
        ("my.bucket-2: models", Bucket("my.bucket-2", "models")),
    ],
)
def test_a_bucket_has_a_name_perhaps_rights_and_a_purpose(text: str, bucket: Bucket) -> None:
    assert Bucket.parse(text) == bucket


def test_a_bucket_is_shown_as_it_is_written() -> None:
    assert repr(Bucket.parse("weights(write,list):models")) == "weights (list, write): models"
    assert repr(ObjectName.parse("weights/a/b")) == "weights/a/b"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no bucket's name"),
        (": purpose", "no bucket's name"),
        ("(read): purpose", "no bucket's name"),
        ("Weights", "lower-case"),
        ("my_weights", "lower-case"),
        ("ab", "3 to 63"),
        ("weights-", "both ends"),
        ("my weights", "a space"),
        (" weights", "a space"),
        ("weights ", "a space"),
        ("weights  (write): models", "a space"),
        ("weights : models", "a space"),
        ("weights\r (write): models", "a carriage return"),
        ("weights\n", "a line break"),
        ("weights\t", "a tab"),
        ('"weights" (write)', "a quotation mark"),
        ("'weights': models", "a quotation mark"),
        ("weights:", "a colon"),
        ("weights: (write): models", "a colon"),
        ("weights:: models", "a colon"),
        ("weights:models", "a colon"),
        ("a..b", "no bucket can be called"),
        ("a.-b", "no bucket can be called"),
        ("192.168.1.1", "IP address"),
        ("weights--ol-s3", "no bucket can be called"),
        ("weights/folder", "lower-case"),
        ("weights (remove)", "none of the rights"),
        ("weights ()", "none of the rights"),
        ("weights (read", "not a bucket"),
    ],
)
def test_a_bucket_that_cannot_be(text: str, word: str) -> None:
    with pytest.raises(Malformed, match=word):
        Bucket.parse(text)


def test_an_object_is_a_bucket_and_a_key() -> None:
    assert ObjectName.parse("weights/yolo/11n.pt") == ObjectName("weights", "yolo/11n.pt")


@pytest.mark.parametrize(
    "text",
    ["weights", "weights/", "/key", "We/key", "", " weights/key", "weights /key", "weights/key\n"],
)
def test_an_object_that_cannot_be(text: str) -> None:
    with pytest.raises(Malformed):
        ObjectName.parse(text)


@pytest.mark.parametrize(
    "text", ["minioadmin", "0123456789abcdef0123456789abcdef", "a/b+c=", "'x'"]
)
def test_an_access_key_is_not_shown(text: str) -> None:
    assert AccessKey.parse(text).reveal() == text
    assert text not in repr(AccessKey.parse(text))


@pytest.mark.parametrize("text", ["hidden\n", " hidden", "hid den", "hidden,", "hidd\u00e9n"])
def test_an_access_key_that_no_store_could_have(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        AccessKey.parse(text)

    assert "hid" not in str(caught.value)


def test_a_secret_pasted_for_an_optional_bucket_is_not_shown() -> None:
    bucket = OptionalBucket.parse("Pasted-Secret-123 ")

    assert bucket.problem
    assert "Pasted" not in f"{bucket!r} {bucket.problem}"


@pytest.mark.parametrize(
    ("host", "key", "fits"),
    [
        (f"{'0' * 32}.r2.cloudflarestorage.com", "a" * 32, True),
        (f"{'0' * 32}.eu.r2.cloudflarestorage.com", "a" * 40, False),
        (f"{'0' * 32}.r2.cloudflarestorage.com", "minioadmin", False),
        ("localhost:9000", "minioadmin", True),
    ],
)
def test_a_key_that_r2_would_refuse_is_known_by_its_length(host: str, key: str, fits: bool) -> None:
    found = _problem_of_r2(host, key)

    assert found == (None if fits else "r2.key-length")


def _problem_of_r2(host: str, key: str) -> str | None:
    """The code of what is wrong with the settings, told without a packet."""
    with TemporaryDirectory() as folder:
        text = f'''
[dependencies.r2]
check = "r2"
endpoint = "https://{host}"
access_key = "{key}"
secret_key = "not-a-secret"
buckets = ["datasets"]
'''
        (Path(folder) / "healthcheck.toml").write_text(text)
        (found,) = load(folder=Path(folder), environment={}).dependencies
    return next((each.code for each in found.problems), None)
