"""Values of an env file that the environment hides: the backend may have been started without."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from healthcheck.codes import ENGINE
from healthcheck.config.dependencies import Built
from healthcheck.config.variables import ENVIRONMENT, Variable, references
from healthcheck.model import Finding, Status

CODE = "config.shadowed-variable"


def told(built: Built, variables: Mapping[str, Variable]) -> Built:
    """The dependency with what of its settings is hidden."""
    names = {name for entry in built.entries.values() for name in references(entry)}
    found = tuple(_findings({name: variables[name] for name in sorted(names & variables.keys())}))
    problems = (*built.dependency.problems, *found)
    return replace(built, dependency=replace(built.dependency, problems=problems))


def _findings(variables: Mapping[str, Variable]) -> Iterator[Finding]:
    """One for each file: its variables are mended, or meant, together."""
    files = dict.fromkeys(each.shadows for each in variables.values() if each.shadows)
    for file in files:
        names = [name for name, each in variables.items() if each.shadows == file]
        yield Finding(
            step="configured",
            status=Status.WARN,
            code=CODE,
            summary=f"{', '.join(names)}: {file} has another value than the {ENVIRONMENT}, which "
            "counts here",
            hint=ENGINE[CODE].remedy,
        )
