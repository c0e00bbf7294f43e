"""What mypy has to refuse: where it does not, it complains of an ignore that nothing needs."""

from collections.abc import AsyncIterator

from healthcheck import Check, Probe, Target


class Client:
    async def info(self, section: str) -> int:
        return len(section)


class Server(Target):
    host: str
    port: int = 1


class Other(Target):
    host: str


@Check("toy", Server).connect
async def toy(target: Server) -> AsyncIterator[Client]:
    yield Client()


@Check("other", Other).connect  # type: ignore[arg-type]  # refused
async def wrong_target(target: Server) -> AsyncIterator[Client]:
    yield Client()


@toy.step  # type: ignore[arg-type]  # refused
async def wrong_client(client: str, probe: Probe[Server]) -> None: ...


@toy.step  # type: ignore[arg-type]  # refused
async def wrong_probe(client: Client, probe: Probe[Other]) -> None: ...


@toy.step  # type: ignore[arg-type]  # refused
def not_async(client: Client, probe: Probe[Server]) -> None: ...


@toy.step  # type: ignore[arg-type]  # refused
async def no_probe(client: Client) -> None: ...


@toy.step(writess=True)  # type: ignore[call-overload, untyped-decorator]  # refused
async def misspelt_option(client: Client, probe: Probe[Server]) -> None: ...


@toy.step(writes=True)  # type: ignore[arg-type]  # refused
async def wrong_client_with_options(client: str, probe: Probe[Server]) -> None: ...


@toy.offline  # type: ignore[arg-type]  # refused
async def offline_with_client(client: Client, probe: Probe[Server]) -> None: ...


@toy.inspect  # type: ignore[arg-type]  # refused
async def inspection_without_client(probe: Probe[Server]) -> None: ...


@toy.step
async def wrong_uses(client: Client, probe: Probe[Server]) -> None:
    print(probe.target.prot)  # type: ignore[attr-defined]  # refused
    probe.target.port = 2  # type: ignore[misc]  # refused
    await probe.once(client.info)  # type: ignore[call-arg]  # refused
    await probe.once(client.info, 5)  # type: ignore[arg-type]  # refused
    await probe.once(len, "x")  # type: ignore[arg-type]  # refused
    probe.warn("code")  # type: ignore[call-arg]  # refused
    probe.fail("code", "summary", hnit="x")  # type: ignore[call-arg]  # refused


Server("h")  # type: ignore[call-arg]  # refused
Server(host=5)  # type: ignore[arg-type]  # refused
Server(hots="h")  # type: ignore[call-arg]  # refused
