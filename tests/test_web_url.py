"""HTTP URLs: what is read of them, and no password in any complaint."""

import pytest

from checks.http import HttpTarget, Status, Token
from checks.web import HttpUrl, Reply, leads_to
from healthcheck import Malformed, Secret


def test_a_url_in_full() -> None:
    url = HttpUrl.parse("https://me:p%40ss%2Fw@files.example.org:8443/clearml/api/?token=hush")

    assert url == HttpUrl(
        host="files.example.org",
        port=8443,
        tls=True,
        path="/clearml/api/",
        query=Secret("token=hush"),
        user="me",
        password=Secret("p@ss/w"),
    )
    assert str(url) == "https://files.example.org:8443/clearml/api/?***"
    assert url.base == "https://files.example.org:8443/clearml/api"
    assert url.exact == "https://files.example.org:8443/clearml/api/?token=hush"


@pytest.mark.parametrize(
    ("text", "host", "port", "exact"),
    [
        ("http://api.example.org", "api.example.org", 80, "http://api.example.org:80/"),
        ("HTTPS://API.example.org/", "api.example.org", 443, "https://api.example.org:443/"),
        ("http://[::1]:8008", "::1", 8008, "http://[::1]:8008/"),
    ],
)
def test_what_is_left_out(text: str, host: str, port: int, exact: str) -> None:
    url = HttpUrl.parse(text)

    assert (url.host, url.port, url.exact) == (host, port, exact)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not an HTTP URL"),
        ("localhost:8008", "not an HTTP URL"),
        ("hunter22:hunter22@localhost", "not an HTTP URL"),
        ("ftp://hunter22@localhost", "not an HTTP URL"),
        ("http:/hunter22", "not an HTTP URL"),
        ("http://", "no host"),
        ("http://:8008", "no host"),
        ("http://me:hunter22@", "no host"),
        ("http://me:hunter22/x@localhost", "cannot be read"),
        ("http://me:22/hunter@localhost", "an @ stands after its host"),
        ("http://me:22#hunter@localhost", "cut short by a #"),
        ("http://localhost:0", "cut short by a #"),
        ("http://localhost:99999", "cannot be read"),
        ("http://[::1", "cannot be read"),
        ("http://a..hunter22", "not a name that could exist"),
        ("http://localhost\n", "a space, a line break"),
        (" http://localhost", "a space, a line break"),
    ],
)
def test_what_is_no_url_is_told_without_quoting_it(text: str, said: str) -> None:
    with pytest.raises(Malformed, match=said) as raised:
        HttpUrl.parse(text)

    assert "hunter" not in str(raised.value)
    assert str(raised.value).isascii()


def test_a_target_shows_host_port_and_path() -> None:
    target = HttpTarget(url=HttpUrl.parse("https://me:hunter22@localhost/health?token=hunter22"))

    assert (target.address, target.peer, target.encrypts) == (
        "localhost:443/health",
        ("localhost", 443),
        True,
    )
    assert "hunter22" not in repr(target)


@pytest.mark.parametrize("text", ["99", "600", "20x", "", "-200", "20\u00b2"])
def test_what_is_no_status(text: str) -> None:
    with pytest.raises(Malformed, match="from 100 to 599"):
        Status.parse(text)


@pytest.mark.parametrize("text", ["hunter 22", "hunter22\n", "hunter\u00e9"])
def test_a_token_that_fits_no_header_is_not_quoted(text: str) -> None:
    with pytest.raises(Malformed) as raised:
        Token.parse(text)

    assert "hunter" not in str(raised.value)


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("https://sso.example.org/login?next=x", "https://sso.example.org/login"),
        ("https://me:hunter22@sso.example.org:8443/", "https://sso.example.org:8443/"),
        ("/login#x", "/login"),
        ("//other/x", "//other/x"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_where_a_redirect_leads(location: str, place: str) -> None:
    assert leads_to(Reply(302, {"location": location})) == place
