"""Is there room for more keys and clients, and does an answer come soon?"""

from checks.redis import asking
from checks.redis.asking import Greeted
from checks.redis.connecting.client import Session
from checks.redis.session import redis
from checks.redis.state import room
from checks.redis.target import RedisTarget
from healthcheck import Probe


@redis.step(requests=0)
async def capacity(session: Session, probe: Probe[RedisTarget]) -> None:
    """A server full of data refuses writes, one full of clients refuses everybody."""
    info = (await probe.once(asking.tell, session)).info
    _watch_time(probe, session, await probe.once(asking.greet, session))
    if not info:
        probe.unsupported("this account may not ask for INFO, which tells the limits")
    memory = room.Memory.of(info)
    connected, most = room.clients(info)
    probe.evidence(
        used_memory=memory.used,
        maxmemory=memory.limit,
        maxmemory_policy=memory.policy,
        evicted_keys=memory.evicted,
        clients=connected,
        maxclients=most,
        blocked_clients=int(info.get("blocked_clients", 0)),
    )
    if room.is_nearly(connected, most):
        probe.warn("nearly-full", f"{connected} of {most} possible clients are connected")
    _watch_memory(probe, memory)


def _watch_time(probe: Probe[RedisTarget], session: Session, greeted: Greeted) -> None:
    milliseconds = round(greeted.seconds * 1000), round(session.way * 1000)
    probe.evidence(ping_ms=milliseconds[0], way_ms=milliseconds[1])
    if room.is_slow(greeted.seconds, session.way):
        said = f"the fastest of {asking.AGAIN + 1} pings took {milliseconds[0]} ms"
        probe.warn("slow-answers", f"{said}, and the way there {milliseconds[1]} ms")


def _watch_memory(probe: Probe[RedisTarget], memory: room.Memory) -> None:
    if memory.full:
        probe.fail("full", f"{memory.share} and {memory.kept}: writes are refused")
    if memory.nearly_full:
        probe.warn("nearly-full", f"{memory.share} and {memory.kept}")
    if memory.evicting:
        dropped = f"{memory.evicted} keys have been dropped so far ({memory.policy})"
        probe.warn("evicting", f"{memory.share}, and {dropped}")
