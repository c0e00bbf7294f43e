"""What is suspicious about a role's settings: findings that never stop the probing, since what is
asked is what our own settings say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from healthcheck.codes import ENGINE
from healthcheck.dependency import Setting
from healthcheck.model import Finding, Status
from healthcheck.places import Difference, contradictions, differences
from healthcheck.target import Target


@dataclass(frozen=True, slots=True)
class Pair:
    """One setting as a role has it, and as we do."""

    role: str
    theirs: Setting
    ours: Setting


def malformed(role: str, problem: Finding) -> Finding:
    """A value of a role's that cannot be read."""
    return replace(problem, status=Status.WARN, manner=None, summary=f"{role}: {problem.summary}")


def suspected(
    target: Target, values: Mapping[str, Any], pairs: Mapping[str, Pair]
) -> Iterator[Finding]:
    """Where a role's values, by the keys of their settings, lead elsewhere than a target or
    contradict it. Each value is held against it alone, so that the finding can name its origin."""
    for key, value in values.items():
        found = list(differences(_with(target, {key: value}), target))
        if found:
            yield _warning("config.roles-differ", _elsewhere(found, pairs[key]))
    for word in contradictions(_with(target, values), target):
        proof = target.proofs[word]
        key = next(key for key in values if _with(target, {key: values[key]}).proofs[word] != proof)
        yield _warning("config.roles-disagree", _contrary(word, target, pairs[key]))


def _with(target: Target, values: Mapping[str, Any]) -> Target:
    return replace(target, **values)  # type: ignore[type-var]  # every target is a dataclass


def _warning(code: str, summary: str) -> Finding:
    return Finding(
        step="configured",
        status=Status.WARN,
        code=code,
        summary=summary,
        hint=ENGINE[code].remedy,
    )


def _elsewhere(found: Sequence[Difference], pair: Pair) -> str:
    theirs = " and ".join(f'the {each.what} "{each.one}"' for each in found)
    instead = " and ".join(f'"{each.other}"' for each in found)
    # a default is what we ask; the backend's own setting may only not have been seen
    doubt = ", unless the backend is told otherwise" if pair.ours.unset else ""
    return (
        f"{pair.role} uses {theirs}, from {pair.theirs.origin}, and not {instead}, from "
        f"{pair.ours.origin}: the two never meet{doubt}"
    )


def _contrary(word: str, target: Target, pair: Pair) -> str:
    return (
        f"{pair.role} has another {word} for the same account at {target.address}, from "
        f"{pair.theirs.origin}, than the one from {pair.ours.origin}: only one can be right"
    )
