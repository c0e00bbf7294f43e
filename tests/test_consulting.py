"""A question of a check's own: its answer, and why there is none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from healthcheck import Probe, consult
from healthcheck.consulting import Failing, Unanswered
from tests.toys import GREETING, Lines, Place, closed_port, installed, lines, metadata, package

CHECKS = {"toy": "tests.toys:toy", "other": "tests.test_consulting:other"}
other = lines("other", greeting=GREETING)
LIMIT = 5.0


@pytest.fixture(autouse=True)
def toys(tmp_path: Path) -> Iterator[None]:
    with installed(package(tmp_path / "site", metadata(checks=CHECKS))):
        yield


def consulted(folder: Path, name: str, ask: Any, *, port: int = 1, text: str = "") -> str:
    from healthcheck.kinds import check

    file = folder / "healthcheck.toml"
    file.write_text(
        text
        or f'[dependencies.it]\ncheck = "toy"\nport = {port}\n[dependencies.no]\ncheck = "other"\n'
    )
    return consult(check("toy"), name, ask, limit=LIMIT, config_file=str(file))


async def hello(client: Lines, probe: Probe[Place]) -> str:
    reader, writer = client
    writer.write(b"hello\n")
    return (await reader.readline()).decode().strip()


def test_the_answer_comes_over_the_checks_own_connection(tmp_path: Path) -> None:
    import asyncio
    import threading

    from tests.toys import saying, server

    started, done = threading.Event(), threading.Event()
    ports: list[int] = []

    async def serve() -> None:
        async with server(saying(b"world\n")) as port:
            ports.append(port)
            started.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(LIMIT)
    try:
        answer = consulted(tmp_path, "it", hello, port=ports[0])
    finally:
        done.set()
        thread.join()

    assert answer == "world"


def test_who_is_not_there_fails_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(Failing) as raised:
        consulted(tmp_path, "it", hello, port=closed_port())

    assert raised.value.exit_code == 1
    assert "Start the service" in str(raised.value)


def test_what_decides_nothing_is_unanswered(tmp_path: Path) -> None:
    async def puzzled(client: Lines, probe: Probe[Place]) -> str:
        raise LookupError("no such thing")

    with pytest.raises(Unanswered) as raised:
        consulted(tmp_path, "it", puzzled, port=closed_port())

    assert raised.value.exit_code in (1, 3)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("that", "", 'unknown dependency "that"'),
        ("no", "", "no is no toy, but other; there are: it"),
        (
            "it",
            '[dependencies.it]\ncheck = "toy"\nport = "x"\n',
            "it is not configured",
        ),
    ],
)
def test_whom_it_cannot_be_asked_of(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        consulted(tmp_path, name, hello, text=text)
