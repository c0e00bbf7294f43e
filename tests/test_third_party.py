"""A check that somebody else wrote, installed as a distribution of its own."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent.parent / "examples" / "healthcheck-memcached"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the example is installed in, by pip and from a copy of its source."""
    folder = tmp_path_factory.mktemp("installed")
    source = tmp_path_factory.mktemp("source")
    for file in EXAMPLE.iterdir():
        if file.is_file():
            (source / file.name).write_bytes(file.read_bytes())
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-build-isolation", "--target", str(folder), str(source)], check=True)
    return folder


@asynccontextmanager
async def serving(answer: bytes) -> AsyncIterator[int]:
    """A server that answers every line with the same one."""

    async def answer_lines(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(answer_lines, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("answer", "exit_code", "code"),
    [(b"VERSION 1.6.21\r\n", 0, None), (b"ERROR\r\n", 1, "memcached.other-service")],
)
def test_its_check_is_run_like_a_built_in_one(
    installed: Path, tmp_path: Path, answer: bytes, exit_code: int, code: str | None
) -> None:
    async def run() -> tuple[int | None, bytes]:
        async with serving(answer) as port:
            config = f'[dependencies.cache]\ncheck = "memcached"\nport = {port}\n'
            (tmp_path / "healthcheck.toml").write_text(config)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "healthcheck", "run", "--format", "json"),
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(installed)},
                stdout=subprocess.PIPE,
            )
            out, _ = await process.communicate()
            return process.returncode, out

    returned, out = asyncio.run(run())

    assert returned == exit_code
    (cache,) = json.loads(out)["dependencies"]
    assert [step["code"] for step in cache["steps"]] == [None, code]


def test_the_example_is_as_short_as_the_readme_says() -> None:
    lines = (EXAMPLE / "healthcheck_memcached.py").read_text().split("Streams = ", 1)[1]

    code = [line for line in lines.splitlines()[1:] if line.strip()]
    assert len(code) <= 15
