"""All dependencies at once: the only thing that waits."""

import asyncio
import importlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from healthcheck import answer
from healthcheck.check import Greeting
from healthcheck.dependency import Dependency, Plan
from healthcheck.early import Begin, Early
from healthcheck.examination import Examination
from healthcheck.facts import Board, Source
from healthcheck.faults import named, surviving
from healthcheck.model import Finding, Outcome
from healthcheck.secret import Scrubber, Secret, leaves
from healthcheck.stranger import Greetings


def no_greetings() -> Iterable[Greeting]:
    """For a caller that has no other checks to recognise services by."""
    return ()


async def run(
    dependencies: Sequence[Dependency], plan: Plan, *, greetings: Greetings = no_greetings
) -> tuple[Outcome, ...]:
    """The outcomes of the dependencies in the plan, in their order.

    Cancelling this cancels every examination and passes at once.
    """
    chosen = [each for each in dependencies if each.name in plan.steps]
    told = [each for dependency in chosen for each in leaves(dependency.target)]
    scrubber = Scrubber.of(
        (each.reveal() for each in told if isinstance(each, Secret)),
        public=(each for each in told if isinstance(each, str)),
    )
    board = Board(Source(name, step) for name, steps in plan.steps.items() for step in steps)
    tasks = [
        asyncio.create_task(_examine(each, plan, board, scrubber, greetings), name=each.name)
        for each in chosen
    ]
    return tuple(await asyncio.gather(*tasks))


async def _examine(
    dependency: Dependency, plan: Plan, board: Board, scrubber: Scrubber, greetings: Greetings
) -> Outcome:
    early = Early(dependency.target)
    try:
        with surviving():
            early.begin(_beginnings(dependency, plan))
        await asyncio.sleep(0)  # what begins early has begun for all before anything is imported
        with surviving():
            installed = _installed(dependency)
        # imports block the loop: all dependencies have theirs before the first clock is started
        await asyncio.sleep(0)
        examination = Examination(
            installed, plan, early=early, board=board, scrubber=scrubber, greetings=greetings
        )
        return await examination.outcome()
    except Exception as error:  # noqa: BLE001 - the one broad except: our own bug is unknown, never lost
        return _broken(dependency, plan, scrubber.outside(named(error)))
    finally:
        board.close(dependency.name)
        early.close()


def _beginnings(dependency: Dependency, plan: Plan) -> Iterable[Begin]:
    """What the steps that are to be asked begin early; nothing without a target."""
    steps = dependency.check.steps.values() if dependency.target else ()
    asked = (each for each in steps if plan.asks(dependency.name, each.name))
    return [each.early for each in asked if each.early]


def _broken(dependency: Dependency, plan: Plan, text: str) -> Outcome:
    """Every step that was to be asked is unknown; of the target nothing is said that may fail."""
    said = f"healthcheck itself failed: {text}"
    declared = ("configured", *dependency.check.steps, *dependency.check.inspections)
    steps = [each for each in declared if plan.asks(dependency.name, each)] or ["configured"]
    return Outcome(
        dependency=dependency.name,
        check=dependency.check.kind,
        findings=tuple(answer.unknown(step, "internal.unrecognised", said) for step in steps),
    )


def _installed(dependency: Dependency) -> Dependency:
    """The dependency, with a problem where its client library is not there."""
    for module in dependency.check.imports:
        try:
            importlib.import_module(module)
        except ImportError as error:
            return _with(dependency, _missing(module, error))
    return dependency


def _missing(module: str, error: ImportError) -> Finding:
    said = f"the Python package of {module} cannot be imported: {error}"
    return answer.unknown("configured", "config.not-installed", said)


def _with(dependency: Dependency, problem: Finding) -> Dependency:
    return replace(dependency, problems=(*dependency.problems, problem))
