"""Everything that a check may use, as it is to be used: mypy is content with all of it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from typing import assert_type

from healthcheck import (
    Check,
    Code,
    Fault,
    Greeting,
    Manner,
    Probe,
    Secret,
    Suspicion,
    Target,
    rule,
)


class Client:
    async def info(self, section: str = "") -> Mapping[str, str]:
        return {"section": section}


class Server(Target):
    host: str
    port: int = 1
    password: Secret = Secret("")


class Replica(Server):
    lag: float = 1.0


@Check(
    "one",
    Server,
    service="One",
    faults=[Fault("builtins.OSError", "reachable", "odd", manner="blocks", proves=("reachable",))],
    codes=[Code("odd", "It is odd.", "Look.", passing=True)],
    imports=["json"],
    greeting=Greeting("One", b"?", rb"^!"),
).connect
async def one(target: Server) -> AsyncIterator[Client]:
    yield Client()


@Check("two", Replica).connect
async def two(target: Replica) -> AsyncIterator[Client]:
    yield Client()


assert_type(one, Check[Server, Client])


@one.offline
async def settings(probe: Probe[Server]) -> None:
    probe.warn("odd", "it is odd")


@two.step
@one.step
async def reachable(client: Client, probe: Probe[Server]) -> None:
    """A step may be shared where the target of one is the other's too."""
    info = await probe.once(client.info, section="server")
    assert_type(info, Mapping[str, str])
    probe.evidence(role=info["role"])


@one.step(after=["reachable"], writes=True, limit=1.5)
async def writable(client: Client, probe: Probe[Server]) -> None:
    info = await probe.once(client.info)
    role = info.get("role")
    if role is None:
        probe.fail("odd", "it has no role", hint="look", manner=Manner.BLOCKS, passing=False)
    assert_type(role, str)
    if role == "old":
        probe.unsupported("too old")
    if role == "new":
        probe.unknown("odd", "too new")


@one.inspect
async def locks(client: Client, probe: Probe[Server]) -> None:
    assert_type(probe.target, Server)


@rule("same-host")
def same_host(targets: Mapping[str, Target]) -> Iterable[Suspicion]:
    """Two on one host."""
    return [Suspicion(name, "it is here", "move it") for name in targets]


server = Server(host="h", password=Secret("x"))
