"""All dependencies at once, and none of them at another's cost."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from healthcheck import Check, Outcome, Probe, Secret, Status
from healthcheck.dependency import Dependency, Plan, inspection, plan
from healthcheck.runner import run
from tests.toys import Place, bare, told


async def for_ever() -> None:
    await asyncio.get_running_loop().create_future()


def dependency(name: str, check: Check[Place, None], **options: object) -> Dependency:
    given = {"target": Place(), "timeout": 1.0, **options}
    return Dependency(name=name, check=check, **given)  # type: ignore[arg-type]  # passed on


def outcomes(*dependencies: Dependency, names: list[str] | None = None) -> tuple[Outcome, ...]:
    return asyncio.run(run(dependencies, plan(dependencies, names, writing=False)))


def ok(**options: object) -> Check[Place, None]:
    check = bare(**options)  # type: ignore[arg-type]  # passed on

    @check.step
    async def reachable(client: None, probe: Probe[Place]) -> None: ...

    return check


def importing(folder: Path, name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder / f"{name}.py").write_text(code)
    monkeypatch.syspath_prepend(str(folder))
    return name


def test_outcomes_come_in_the_order_of_the_dependencies() -> None:
    found = outcomes(dependency("b", ok()), dependency("a", ok()))

    assert [each.dependency for each in found] == ["b", "a"]


def test_all_are_examined_at_once() -> None:
    # each waits for the others: one after the other, none would ever end
    meeting = asyncio.Barrier(3)
    check = bare()

    @check.step(limit=30)
    async def reachable(client: None, probe: Probe[Place]) -> None:
        await meeting.wait()

    three = (dependency(name, check, timeout=30) for name in "abc")

    assert [each.status for each in outcomes(*three)] == [Status.OK] * 3


def test_one_that_hangs_keeps_no_other_from_its_answer() -> None:
    check = bare()

    @check.step(limit=3)
    async def reachable(client: None, probe: Probe[Place]) -> None:
        await for_ever()

    hanging, healthy = outcomes(dependency("hanging", check), dependency("healthy", ok()))

    assert told(hanging)["reachable"] == "toy.silent"
    assert healthy.status is Status.OK
    assert healthy.seconds < 3  # the limit of the other


def test_only_what_is_planned_is_examined() -> None:
    found = outcomes(dependency("a", ok()), dependency("b", ok()), names=["b"])

    assert [each.dependency for each in found] == ["b"]


def test_a_cancellation_from_outside_passes_at_once() -> None:
    check = bare()

    @check.step(limit=30)
    async def reachable(client: None, probe: Probe[Place]) -> None:
        try:
            await for_ever()
        except Exception:  # noqa: BLE001 - what authors write
            pytest.fail("the author's except caught the cancellation")

    async def cancelled() -> float:
        these = [dependency("a", check, timeout=30)]
        running = asyncio.ensure_future(run(these, plan(these, None, writing=False)))
        await asyncio.wait({running}, timeout=0.05)  # it gets as far as the step
        started = time.monotonic()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        return time.monotonic() - started

    assert asyncio.run(cancelled()) < 20  # the step would take 30 s


def test_a_client_library_is_imported_before_the_clock_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = importing(tmp_path, "slow_sdk", "import time; time.sleep(1.5)", monkeypatch)
    check = ok(imports=[slow])
    neighbour, mine = outcomes(
        dependency("neighbour", ok(), timeout=1.2), dependency("mine", check, timeout=1.2)
    )

    assert "slow_sdk" in sys.modules
    assert (mine.status, neighbour.status) == (Status.OK, Status.OK)
    assert max(mine.seconds, neighbour.seconds) < 1.5  # what the import took


def test_a_client_library_that_is_not_there_is_unknown_and_nothing_is_asked() -> None:
    missing, healthy = outcomes(
        dependency("missing", ok(imports=["no_such_sdk"])), dependency("healthy", ok())
    )

    assert told(missing) == {
        "configured": "config.not-installed",
        "reachable": "after:configured",
    }
    assert missing.status is Status.UNKNOWN
    assert healthy.status is Status.OK


@pytest.mark.parametrize("code", ["1 / 0", "import sys; sys.exit(0)"])
def test_a_client_library_that_breaks_on_import_costs_only_its_own_dependency(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sdk = importing(tmp_path, f"broken_sdk_{len(code)}", code, monkeypatch)
    broken, healthy = outcomes(dependency("broken", ok(imports=[sdk])), dependency("healthy", ok()))

    assert told(broken) == {
        "configured": "internal.unrecognised",
        "reachable": "internal.unrecognised",
    }
    assert healthy.status is Status.OK


class Loud(Place):
    @property
    def address(self) -> str:
        raise LookupError(f"no address for {self.password.reveal()}")


def test_a_bug_of_ours_is_unknown_costs_only_its_own_dependency_and_tells_no_secret() -> None:
    target = Loud(password=Secret("hunter2/hunter2"))
    broken, healthy = outcomes(
        dependency("broken", ok(), target=target), dependency("healthy", ok())
    )

    assert broken.status is Status.UNKNOWN
    assert broken.findings[0].summary == (
        "healthcheck itself failed: LookupError: no address for ***"
    )
    assert broken.findings[0].hint
    assert healthy.status is Status.OK


def test_after_a_bug_of_ours_only_what_was_selected_is_unknown() -> None:
    check = ok()

    @check.step
    async def writable(client: None, probe: Probe[Place]) -> None: ...

    (broken,) = outcomes(dependency("a", check, target=Loud()), names=["a.reachable"])

    assert set(told(broken)) == {"configured", "reachable"}


def test_a_plan_that_names_no_step_still_has_an_answer_after_a_bug_of_ours() -> None:
    these = [dependency("a", ok(), target=Loud())]

    (broken,) = asyncio.run(run(these, Plan({"a": frozenset()})))

    assert told(broken) == {"configured": "internal.unrecognised"}


def test_the_secret_of_one_dependency_is_hidden_in_the_words_of_another() -> None:
    check = bare()

    @check.step
    async def reachable(client: None, probe: Probe[Place]) -> None:
        raise LookupError("somebody is called hunter2hunter2")

    _, talkative = outcomes(
        dependency("quiet", ok(), target=Place(password=Secret("hunter2hunter2"))),
        dependency("talkative", check),
    )

    assert talkative.findings[1].summary.endswith("somebody is called ***")


def test_a_dependency_without_a_target_is_judged_by_its_problems() -> None:
    from healthcheck.answer import unknown

    problem = unknown("configured", "config.missing-setting", "no url")
    (found,) = outcomes(dependency("a", ok(), target=None, problems=(problem,)))

    assert told(found) == {"configured": "config.missing-setting", "reachable": "after:configured"}
    assert (found.address, found.peer) == ("", None)


def test_inspections_are_asked_on_their_own() -> None:
    @Check("toy", Place).connect
    async def check(target: Place) -> AsyncIterator[str]:
        yield "client"

    @check.step
    async def reachable(client: str, probe: Probe[Place]) -> None:
        raise AssertionError("this one is not an inspection")

    @check.inspect
    async def locks(client: str, probe: Probe[Place]) -> None:
        probe.evidence(client=client, subject=probe.subject)

    these = [Dependency(name="a", check=check, target=Place())]
    (found,) = asyncio.run(run(these, inspection(these, "job-7")))

    assert told(found) == {"configured": "ok", "locks": "ok"}
    assert found.findings[1].evidence == {"client": "client", "subject": "job-7"}
