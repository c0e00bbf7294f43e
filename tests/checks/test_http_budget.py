"""What is asked of a web server, and what the check says it takes."""

import pytest

from checks.http import HttpTarget, Path, Request, http
from checks.web import HttpUrl
from tests.ask import ask
from tests.budget import within
from tests.web_servers import Answer, Asked, web_server, without_proxies


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    without_proxies(monkeypatch)


def hidden(asked: Asked) -> Answer:
    """A backend that does not show its document."""
    return Answer(405) if asked.method == "OPTIONS" else Answer(404)


@pytest.mark.parametrize(("respond", "requests"), [(Answer(), 1), (hidden, 2)])
def test_a_run_takes_what_is_stated(respond: Answer, requests: int) -> None:
    with web_server(respond) as server:
        url = HttpUrl.parse(f"http://127.0.0.1:{server.port}")
        target = HttpTarget(url=url, openapi=Path("/openapi.json"), request=Request("/jobs"))
        outcome = ask(http, target)

    assert len(server.asked) == requests
    assert within(len(server.asked), http, target, outcome)
