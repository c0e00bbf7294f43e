"""Facts that one dependency's step has published, used by another's."""

import asyncio
from collections.abc import AsyncIterator

from healthcheck import Check, Finding, Outcome, Probe, Source, Status, Target
from healthcheck.dependency import Dependency, plan
from healthcheck.runner import run
from tests.toys import Place, bare

ROWS = Source("db", "rows")


class Reading(Target):
    rows_from: Source = ROWS


def telling() -> Check[Place, None]:
    check = bare()

    @check.step
    async def rows(client: None, probe: Probe[Place]) -> None:
        probe.publish("datasets", ["a", "b"])

    return check


def failing() -> Check[Place, None]:
    check = bare()

    @check.step
    async def rows(client: None, probe: Probe[Place]) -> None:
        probe.publish("datasets", ["a"])
        probe.fail("full", "there is no room", hint="make room")

    return check


def hanging() -> Check[Place, None]:
    check = bare()

    @check.step
    async def rows(client: None, probe: Probe[Place]) -> None:
        await asyncio.get_running_loop().create_future()

    return check


def unsupporting() -> Check[Place, None]:
    check = bare()

    @check.step
    async def rows(client: None, probe: Probe[Place]) -> None:
        probe.unsupported("no query is named")

    return check


def unplugged() -> Check[Place, None]:
    @Check("toy", Place).connect
    async def connect(target: Place) -> AsyncIterator[None]:
        raise ConnectionRefusedError
        yield None

    @connect.step
    async def reachable(client: None, probe: Probe[Place]) -> None: ...

    @connect.step
    async def rows(client: None, probe: Probe[Place]) -> None: ...

    return connect


def reading(name: str = "datasets", limit: float = 2.0) -> Check[Reading, None]:
    @Check("toy", Reading).connect
    async def connect(target: Reading) -> AsyncIterator[None]:
        yield None

    @connect.step(limit=limit)
    async def objects(client: None, probe: Probe[Reading]) -> None:
        found = await probe.fact(probe.target.rows_from, name)
        probe.evidence(found=found)

    @connect.step(after=["objects"])
    async def writable(client: None, probe: Probe[Reading]) -> None: ...

    return connect


def together(
    source: Check[Place, None], reader: Check[Reading, None], *, names: list[str] | None = None
) -> Outcome:
    """The reader's outcome, which was asked first."""
    dependencies = (
        Dependency(name="store", check=reader, target=Reading()),
        Dependency(name="db", check=source, target=Place(), timeout=1.0),
    )
    return asyncio.run(run(dependencies, plan(dependencies, names, writing=False)))[0]


def test_a_step_with_an_answer_without_the_fact_gets_none() -> None:
    @Check("toy", Reading).connect
    async def reader(target: Reading) -> AsyncIterator[None]:
        yield None

    @reader.step
    async def objects(client: None, probe: Probe[Reading]) -> None:
        probe.evidence(found=await probe.told(probe.target.rows_from, "datasets"))

    found = [together(source, reader).find("objects") for source in (telling(), failing())]

    assert [each and (each.status, each.evidence["found"]) for each in found] == [
        (Status.OK, ["a", "b"]),
        (Status.OK, None),
    ]


def objects(outcome: Outcome) -> Finding:
    finding = outcome.find("objects")
    assert finding
    return finding


def test_a_fact_is_waited_for_wherever_its_source_stands() -> None:
    found = objects(together(telling(), reading()))

    assert (found.status, found.evidence) == (Status.OK, {"found": ["a", "b"]})


def test_a_source_that_failed_is_named_and_nobody_is_blamed_for_it() -> None:
    outcome = together(failing(), reading())

    assert (objects(outcome).status, objects(outcome).because) == (Status.SKIPPED, "after:db.rows")


def test_what_comes_after_a_step_without_its_fact_is_asked_all_the_same() -> None:
    writable = together(failing(), reading()).find("writable")

    assert writable
    assert writable.status is Status.OK


def test_a_source_that_was_never_reached_has_failed() -> None:
    assert objects(together(unplugged(), reading())).because == "after:db.rows"


def test_a_source_that_is_slow_leaves_the_answer_unknown() -> None:
    found = objects(together(hanging(), reading(limit=0.1)))

    assert (found.status, found.code) == (Status.UNKNOWN, "internal.no-time")


def test_a_source_that_has_nothing_to_ask_leaves_it_unproven() -> None:
    found = objects(together(unsupporting(), reading()))

    assert (found.because, found.summary) == (
        "unsupported",
        "db.rows, which would tell its datasets, was not asked",
    )


def test_a_source_that_tells_something_else_leaves_it_unproven() -> None:
    found = objects(together(telling(), reading("users")))

    assert (found.because, found.summary) == ("unsupported", "db.rows tells no users")


def test_a_source_that_is_not_in_this_run_is_not_waited_for() -> None:
    found = objects(together(hanging(), reading(), names=["store"]))

    assert (found.because, found.unselected) == ("unselected", False)


def test_a_source_that_broke_is_as_one_that_never_told() -> None:
    @Check("toy", Place, imports=["no_such_module_anywhere"]).connect
    async def broken(target: Place) -> AsyncIterator[None]:
        yield None

    @broken.step
    async def rows(client: None, probe: Probe[Place]) -> None: ...

    assert objects(together(broken, reading())).because == "after:db.rows"
