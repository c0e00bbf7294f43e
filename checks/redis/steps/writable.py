"""Are writes taken, and ours? Told by INFO and the ACL, without writing."""

import uuid

from checks.redis import asking, scratch
from checks.redis.connecting.client import Session
from checks.redis.connecting.parts import Kind
from checks.redis.session import redis
from checks.redis.state import rights, writing
from checks.redis.state.role import Cluster, Info
from checks.redis.target import RedisTarget
from healthcheck import Probe


def _commands(target: RedisTarget) -> int:
    """2, and 2 for each pattern of keys or channels, or 2 where none is given."""
    return 2 + len(rights.needs(target.keys, target.channels, scratch.PREFIX))


@redis.step(requests=_commands)
async def writable(session: Session, probe: Probe[RedisTarget]) -> None:
    """A replica, a server that cannot save, and an ACL refuse updates."""
    info = (await probe.once(asking.tell, session)).info
    await _clustered(session, probe, info)
    await _mastered(session, probe, info)
    await _saved(session, probe, info)
    await _replicated(session, probe, info)
    await _permitted(session, probe)


async def _clustered(session: Session, probe: Probe[RedisTarget], info: Info) -> None:
    """A client for clusters follows MOVED; a plain one takes it for an error."""
    if not info.get("cluster_enabled"):
        return
    state = Cluster.of(await asking.cluster(session))
    probe.evidence(cluster_state=state.state, cluster_size=state.size)
    if state.down:
        probe.fail("cluster-down", f"the cluster of {probe.target.address} is down: {state.down}")
    if state.divided and probe.target.url.kind is not Kind.CLUSTER:
        said = f"{probe.target.address} is a node of a cluster of {state.size}"
        probe.warn("cluster-node", f"{said}: for other nodes' keys it answers MOVED")


async def _mastered(session: Session, probe: Probe[RedisTarget], info: Info) -> None:
    """A client for clusters goes from a replica to its master by itself."""
    address = probe.target.address
    master = f"{info.get('master_host')}:{info.get('master_port')}"
    if writing.is_read_only_replica(info) and probe.target.url.kind is not Kind.CLUSTER:
        probe.fail("read-only-replica", f"{address} is a replica of {master}: no writes")
    if (await probe.once(asking.greet, session)).refusal.startswith("MASTERDOWN"):
        said = f"{address} is a replica and has lost its master ({master})"
        probe.fail("stale-replica", f"{said}: it refuses to answer")


async def _saved(session: Session, probe: Probe[RedisTarget], info: Info) -> None:
    """Fails only where it is certain: a ping is refused when writes are."""
    if (await probe.once(asking.greet, session)).refusal.startswith("MISCONF"):
        probe.fail("disk-error", "Redis cannot save its data to disk, and so refuses writes")
    if writing.cannot_append(info):
        probe.fail("disk-error", "Redis cannot write its append-only file, and so refuses writes")
    if writing.failed_to_save(info):
        probe.warn(
            "disk-error", "Redis could not save its data to disk; what is written may be lost"
        )


async def _replicated(session: Session, probe: Probe[RedisTarget], info: Info) -> None:
    there = writing.good_replicas(info)
    if there is None:
        return
    demanded = await asking.setting(session, "min-replicas-to-write")
    if writing.are_too_few(there, demanded):
        said = f"{there} of {demanded or 'the'} replicas that a write needs are there"
        probe.fail("too-few-replicas", f"{said}: writes are refused")


async def _permitted(session: Session, probe: Probe[RedisTarget]) -> None:
    """Without the platform's keys it is the commands that are asked about."""
    target = probe.target
    needs = rights.needs(target.keys, target.channels, f"{scratch.PREFIX}{uuid.uuid4()}")
    said = await asking.tried(session, target.user, [need.command for need in needs])
    if said is None:
        probe.unsupported("this account's rights cannot be seen (ACL DRYRUN); --all proves them")
    for need, answer in zip(needs, said, strict=True):
        denial = rights.denial(need, answer)
        if denial and denial.missing:
            probe.fail("unknown-command", f"{target.address} has no command {denial.word}")
        if denial:
            hint = f"As administrator: {denial.mended(target.user)}, or use another account."
            code = "no-publishing" if denial.of_updates else "no-permission"
            probe.fail(code, denial.said(target.user), hint=hint)
