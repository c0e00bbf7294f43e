"""Which proxy stands before a URL, by the environment alone."""

import sys

import pytest

from checks.web import HttpUrl, is_loopback, proxy
from checks.web.proxies import SYSTEM, variable
from tests.web_servers import without_proxies


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def between(url: str) -> str | None:
    """The proxy in words."""
    found = proxy(HttpUrl.parse(url))
    return str(found) if found else None


@pytest.mark.parametrize(
    ("environment", "url", "expected"),
    [
        ({"HTTP_PROXY": "http://corp:3128"}, "http://api.org", "corp:3128 (HTTP_PROXY)"),
        ({"HTTP_PROXY": "http://corp:3128"}, "https://api.org", None),
        ({"HTTPS_PROXY": "http://corp"}, "https://api.org", "corp:80 (HTTPS_PROXY)"),
        ({"ALL_PROXY": "socks5://corp"}, "https://api.org", "corp:1080 (ALL_PROXY)"),
        ({"http_proxy": "a:1", "HTTP_PROXY": "b:1"}, "http://api.org", "a:1 (http_proxy)"),
        ({"http_proxy": "a:1", "ALL_PROXY": "b:1"}, "http://api.org", "a:1 (http_proxy)"),
        ({"http_proxy": "me:hunter22@a:1"}, "http://api.org", "a:1 (http_proxy)"),
        ({"http_proxy": "http://[::1]:1"}, "http://api.org", "[::1]:1 (http_proxy)"),
        ({"http_proxy": ""}, "http://api.org", None),
        ({}, "http://api.org", None),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="its environment knows no small letters")
def test_the_proxy_of_a_url(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str, expected: str | None
) -> None:
    for name, text in environment.items():
        monkeypatch.setenv(name, text)

    assert between(url) == expected


@pytest.mark.parametrize(
    ("exceptions", "url"),
    [
        ("localhost", "http://localhost:8008"),
        ("LOCALHOST , x", "http://localhost:8008"),
        ("127.0.0.1", "http://127.0.0.1:8008"),
        ("127.0.0.1:8008", "http://127.0.0.1:8008"),
        ("::1", "http://[::1]:8008"),
        ("[::1]", "http://[::1]:8008"),
        ("api.org", "http://a.api.org"),
        (".api.org", "http://a.api.org"),
        ("*", "http://api.org"),
    ],
)
def test_who_is_asked_directly(monkeypatch: pytest.MonkeyPatch, exceptions: str, url: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://corp:3128")
    monkeypatch.setenv("NO_PROXY", exceptions)

    assert between(url) is None


def test_who_is_not_named_goes_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://corp:3128")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1:9,org")

    assert between("http://127.0.0.1:8008") == "corp:3128 (HTTP_PROXY)"


def test_a_proxy_that_no_variable_names_is_the_systems() -> None:
    assert variable("http", {"HTTPS_PROXY": "x"}) == SYSTEM
    assert variable("https", {"HTTPS_PROXY": "x"}) == "HTTPS_PROXY"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LocalHost.", True),
        ("api.localhost", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("0.0.0.0", True),
        ("localhost.org", False),
        ("10.0.0.1", False),
    ],
)
def test_this_very_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
