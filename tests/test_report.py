"""From a configuration to a report."""

import asyncio
import re

from healthcheck import Effect, Report, __version__
from healthcheck.config import Configuration
from healthcheck.dependency import Dependency, Setting, plan
from healthcheck.model import Answer, Operation
from healthcheck.report import needed_by, report
from tests.findings import operation, stage
from tests.toys import Place, closed_port, lines


def configured(*dependencies: Dependency, operations: tuple[Operation, ...]) -> Configuration:
    return Configuration(
        file="healthcheck.toml",
        dependencies=dependencies,
        operations=operations,
        default_operation=None,
        settings_from=(".env",),
    )


def down(name: str, *settings: Setting) -> Dependency:
    target = Place(port=closed_port())
    return Dependency(name=name, check=lines(), target=target, settings=settings)


CREATE = operation(stage("insert", "a.reachable", effect=Effect.FAILS))
OTHER = operation(stage("look", "b.reachable"), name="other")


def made(*names: str, deciding: str | None = "create") -> Report:
    unset = Setting(key="host", shown="db", origin="", unset=("HOST", "PORT"))
    empty = Setting(key="password", shown="", origin="", unset=("PASSWORD",))
    configuration = configured(
        down("a", unset), down("b", unset, empty), operations=(CREATE, OTHER)
    )
    chosen = plan(configuration.dependencies, names or None, writing=False)
    return asyncio.run(report(configuration, chosen, operation=deciding))


def test_a_report_has_the_outcomes_and_the_verdicts_of_one_run() -> None:
    found = made()

    assert found.version == __version__
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found.started_at)
    assert found.seconds > 0
    assert found.settings_from == (".env",)
    assert [each.dependency for each in found.outcomes] == ["a", "b"]
    assert [each.operation.name for each in found.verdicts] == ["create", "other"]
    assert not found.wrote


def test_the_named_operation_decides() -> None:
    found = made()

    assert found.deciding is found.verdicts[0]
    assert found.status is Answer.BLOCKED


def test_an_operation_that_has_no_verdict_decides_nothing() -> None:
    found = made("b")

    assert found.deciding is None
    assert [each.operation.name for each in found.verdicts] == ["other"]


def test_variables_for_which_a_default_stood_in_are_named_once() -> None:
    assert made().defaults == ("HOST", "PORT")


def test_what_an_operation_needs_is_named_once() -> None:
    both = operation(stage("a", "x.y", "x.z"), stage("b", "x.y"))

    assert needed_by(both) == ("x.y", "x.z")
