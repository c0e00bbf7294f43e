"""What `list`, `explain` and `config` show."""

from collections.abc import Sequence
from typing import Any

import click

from healthcheck import kinds, plugins
from healthcheck.check import Most
from healthcheck.codes import ENGINE
from healthcheck.config import load
from healthcheck.config.document import unknown
from healthcheck.dependency import Dependency
from healthcheck.render.wrapping import wrapped


def listing(config_file: str | None, env_files: Sequence[str]) -> str:
    """The dependencies with their steps, each with its why."""
    lines: list[str] = []
    for each in load(config_file, env_files=env_files).dependencies:
        address = each.target.address if each.target else "not configured"
        lines += [f"{each.name} ({each.check.kind}) {address}"]
        for step in each.check.steps.values():
            mark = "*" if step.writes else " "
            lines += wrapped(step.why, first=f"  {step.name + mark:<16} ", rest=" " * 19)
    return "\n".join([*lines, "", "* writes: asked with --all only", ""])


def budget(config_file: str | None, env_files: Sequence[str]) -> str:
    """How many connections and requests the dependencies and their steps take at most."""
    lines: list[str] = []
    for each in load(config_file, env_files=env_files).dependencies:
        connections = most(each, each.check.connections)
        lines += [f"{each.name} ({each.check.kind}), connections: {connections}"]
        for step in each.check.steps.values():
            mark = "*" if step.writes else " "
            lines += [f"  {step.name + mark:<16} {most(each, step.requests)}"]
    said = "How many connections are opened and requests (statements, commands) sent, at most."
    return "\n".join([*lines, "", said, "* writes: asked with --all only", ""])


def most(dependency: Dependency, stated: Most[Any]) -> str:
    """A number for its settings; without usable settings that may be open."""
    if callable(stated):
        return str(stated(dependency.target)) if dependency.target else "as configured"
    return "not stated" if stated is None else str(stated)


def explanation(code: str) -> str:
    """The cause and the remedy of a code; a usage error for one that does not exist."""
    if code in ENGINE:
        return _explained(code, ENGINE[code].cause, ENGINE[code].remedy)
    for rule in kinds.rules():
        if code == f"config.{rule.name}":
            return _explained(code, rule.cause, rule.remedy)
    kind, _, word = code.partition(".")
    known = kinds.check(kind).words() if kind in plugins.named(plugins.CHECKS) else {}
    if word not in known:
        raise click.UsageError(str(unknown("code", code, every_code(), "explain")))
    return _explained(code, known[word].cause, known[word].remedy)


def every_code() -> tuple[str, ...]:
    """The codes of the engine, of every rule, and of every installed check."""
    checks = (kinds.check(kind) for kind in plugins.named(plugins.CHECKS))
    return (
        *ENGINE,
        *(f"config.{rule.name}" for rule in kinds.rules()),
        *(f"{check.kind}.{word}" for check in checks for word in check.words()),
    )


def settings(config_file: str | None, env_files: Sequence[str]) -> str:
    """Every setting with its value, masked where it is secret, and its origin."""
    configuration = load(config_file, env_files=env_files)
    lines = [f"configuration: {configuration.file}"]
    for each in configuration.dependencies:
        lines += ["", f"[{each.name}] {each.check.kind}"]
        width = max([11, *(len(setting.key) for setting in each.settings)])
        for setting in each.settings:
            lines += [f"  {setting.key:<{width}} {setting.shown or '(no value)'}"]
            lines += [f"  {'':<{width}} from {setting.origin}"]
            for role, its in setting.roles.items():
                lines += [f"  {'':<{width}} {role}: {its.shown or '(no value)'}, from {its.origin}"]
        lines += [f"  {'timeout':<{width}} {each.timeout:g} s"]
        lines += [f"  {'runs_on':<{width}} {', '.join(each.runs_on)}"] if each.runs_on else []
        lines += [] if each.writes else [f"  {'writes':<{width}} false"]
        lines += [f"  ! {problem.summary}" for problem in each.problems]
    return "\n".join([*lines, ""])


def _explained(code: str, cause: str, remedy: str) -> str:
    paragraphs = (wrapped(cause, "  Cause   ", " " * 10), wrapped(remedy, "  Remedy  ", " " * 10))
    return "\n\n".join([code, *("\n".join(lines) for lines in paragraphs)]) + "\n"
