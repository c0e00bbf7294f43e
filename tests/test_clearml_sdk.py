"""What the SDK is given to resolve, and what its answer comes to."""

import json
from typing import Any

import pytest

from checks.clearml import ClearmlTarget
from checks.clearml.resolution import Resolution
from checks.clearml.sdk_process import environment
from checks.clearml.target import ApiUrl
from checks.clearml.unneeded import is_offline
from healthcheck import Malformed, Secret

LOCAL = ApiUrl.parse("http://localhost:8008")


def resolution(**told: Any) -> Resolution:
    found = Resolution.read(json.dumps(told).encode())
    assert found
    return found


def words(found: Resolution, probed: ApiUrl = LOCAL, **settings: Any) -> list[str]:
    return [word for word, _ in found.warnings(ClearmlTarget(api_host=probed, **settings))]


def test_settings_are_added_where_the_environment_has_none() -> None:
    target = ClearmlTarget(
        api_host=ApiUrl.parse("https://me:pass@clearml.example.org/api/"),
        files_host="s3://bucket/x",
        access_key=Secret("their-access-key"),
        secret_key=Secret("their-secret-key"),
    )
    own = {"CLEARML_API_SECRET_KEY": "our-secret-key", "CLEARML_API_HOST": "", "PATH": "/bin"}

    assert environment(own, target) == {
        "PATH": "/bin",
        "CLEARML_API_HOST": "https://clearml.example.org:443/api",
        "CLEARML_FILES_HOST": "s3://bucket/x",
        "CLEARML_API_ACCESS_KEY": "their-access-key",
        "CLEARML_API_SECRET_KEY": "our-secret-key",
    }


def test_our_own_default_is_not_added_and_the_same_address_configured_is() -> None:
    assert environment({}, ClearmlTarget()) == {}
    assert environment({}, ClearmlTarget(api_host=LOCAL)) == {
        "CLEARML_API_HOST": "http://localhost:8008"
    }


@pytest.mark.parametrize("said", [b"", b"Traceback", b"[]", b"5"])
def test_what_is_no_answer(said: bytes) -> None:
    assert Resolution.read(said) is None


@pytest.mark.parametrize(
    "api",
    [
        "http://localhost:8008",
        "http://127.0.0.1:8008/",
        "http://[::1]:8008",
        "http://LOCALHOST:8008",
        "http://localhost:8008 ",
    ],
)
def test_one_server_in_several_spellings(api: str) -> None:
    assert words(resolution(api=api)) == []


@pytest.mark.parametrize(
    "api",
    [
        "https://localhost:8008",
        "http://localhost:8080",
        "http://localhost:8008/api",
        "http://clearml:8008",
        "localhost:8008",
        None,
    ],
)
def test_another_server(api: str | None) -> None:
    assert words(resolution(api=api)) == ["sdk-elsewhere"]


def test_every_reason_is_told() -> None:
    found = resolution(api="https://api.clear.ml", offline=True, missing="gone.conf")

    assert words(found) == ["sdk-offline", "sdk-file-missing", "sdk-elsewhere"]


@pytest.mark.parametrize(
    ("told", "trouble"),
    [
        ({}, ""),
        ({"error": "ParseException", "line": 3, "read": ["a"]}, "ParseException in line 3 of a"),
        ({"error": "KeyError", "line": None, "read": ["a", "b"]}, "KeyError in a or b"),
        ({"error": "KeyError", "read": []}, "KeyError in its configuration"),
    ],
)
def test_where_the_trouble_is(told: dict[str, Any], trouble: str) -> None:
    assert resolution(**told).trouble == trouble


def test_the_evidence_shows_no_password_of_a_host() -> None:
    found = resolution(api="http://me:hunter22@localhost:8008", web=None, access_key=True)

    assert found.evidence() == {"access_key": True, "api": "http://localhost:8008"}


@pytest.mark.parametrize(
    ("variables", "offline"),
    [
        ({}, False),
        ({"CLEARML_OFFLINE_MODE": " "}, False),
        ({"CLEARML_OFFLINE_MODE": "Off"}, False),
        ({"CLEARML_OFFLINE_MODE": "1"}, True),
        ({"CLEARML_OFFLINE_MODE": "whatever"}, True),
        ({"TRAINS_OFFLINE_MODE": "yes"}, True),
        ({"CLEARML_OFFLINE_MODE": "0", "TRAINS_OFFLINE_MODE": "1"}, False),
    ],
)
def test_offline_as_the_sdk_reads_it(variables: dict[str, str], offline: bool) -> None:
    assert is_offline(variables) == offline


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({}, []),
        ({"access_key": True, "secret_key": False}, []),
        ({"access_key": True, "secret_key": True}, ["sdk-keys"]),
        ({"token": True}, ["sdk-keys"]),
    ],
)
def test_keys_of_its_own(told: dict[str, Any], found: list[str]) -> None:
    assert [word for word, _ in resolution(**told).stray_keys()] == found


def test_spaces_around_the_api_server_do_no_harm() -> None:
    assert ApiUrl.parse(" http://localhost:8008 ") == LOCAL


@pytest.mark.parametrize("path", ["/v2.23", "/api/v2.23/", "/v2"])
def test_a_version_after_the_api_server_is_malformed(path: str) -> None:
    with pytest.raises(Malformed) as raised:
        ApiUrl.parse(f"http://localhost:8008{path}")

    assert f"clearml.{raised.value.code}" == "clearml.version-in-url"


@pytest.mark.parametrize("path", ["/v2.23/api", "/clearml-v2", "/version"])
def test_what_is_no_version_is_a_path(path: str) -> None:
    assert ApiUrl.parse(f"http://localhost:8008{path}").path == path
