"""Whether anybody listens on a port of this machine, as it is asked on Windows."""

import asyncio
import socket

import pytest

from healthcheck import listening
from healthcheck.listening import nobody
from tests.toys import Place, closed_port, examined, lines, server, silent, told


@pytest.fixture(autouse=True)
def _on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "REFUSES_SLOWLY", True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST."])
def test_nobody_listens_where_the_port_can_be_taken(host: str) -> None:
    assert nobody((host, closed_port()))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("listened", ["127.0.0.1", "0.0.0.0"])
def test_somebody_listens_where_it_is_taken(host: str, listened: str) -> None:
    with socket.create_server((listened, 0)) as somebody:
        found = nobody((host, somebody.getsockname()[1]))

    assert not found


def test_an_address_that_this_machine_lacks_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = {"localhost": ((socket.AF_INET, "192.0.2.1"),)}  # nobody's, by RFC 5737
    monkeypatch.setattr(listening, "_ADDRESSES", elsewhere)

    assert not nobody(("localhost", closed_port()))


def test_of_another_machine_nothing_is_known() -> None:
    assert not nobody(("example.org", 1))


def test_it_is_not_asked_where_a_refusal_comes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "REFUSES_SLOWLY", False)

    assert not nobody(("127.0.0.1", closed_port()))


def test_a_refusal_that_comes_too_late_is_none_of_silence() -> None:
    check = lines()
    check.steps.clear()

    @check.step(limit=0.1)
    async def reachable(client: object, probe: object) -> None:
        """Waits, as a connection does that Windows tries again."""

    @check.connect
    async def late(target: Place):  # type: ignore[no-untyped-def]  # the shape of a connection
        await asyncio.get_running_loop().create_future()
        yield None

    outcome = asyncio.run(examined(check, Place(port=closed_port())))

    assert told(outcome)["reachable"] == "toy.refused"


def test_silence_stays_silence_where_somebody_listens() -> None:
    async def ask() -> dict[str, str]:
        async with server(silent) as port:
            return told(await examined(lines(limit=0.1), Place(port=port)))

    assert asyncio.run(ask())["reachable"] == "toy.silent"
