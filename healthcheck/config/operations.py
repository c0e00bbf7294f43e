"""Operations: their stages, in the order in which a request meets them."""

from collections.abc import Iterable, Mapping
from typing import Any

from healthcheck.config.document import Entry, unknown
from healthcheck.dependency import Dependency
from healthcheck.errors import ConfigError
from healthcheck.model import Effect, Manner, Operation, Stage
from healthcheck.target import duration

PATIENCE = 15.0
"""Seconds a person waits for an answer before calling it hung."""

OPERATION_KEYS = ("title", "patience", "stages")
STAGE_KEYS = ("title", "needs", "effect")


def operations(
    table: Mapping[str, Any],
    dependencies: Mapping[str, Dependency],
    *,
    absent: frozenset[str],
    where: str,
) -> tuple[Operation, ...]:
    """The operations of a configuration; ConfigError where a name or an effect is not known."""
    return tuple(
        _operation(name, entries, dependencies, absent, f"{where}: operations.{name}")
        for name, entries in table.items()
    )


def _operation(
    name: str, entries: Any, dependencies: Mapping[str, Dependency], absent: frozenset[str], at: str
) -> Operation:
    if not isinstance(entries, Mapping):
        raise ConfigError(f"{at}: expected a table")
    _known_keys(entries, OPERATION_KEYS, at)
    values = {key: _value(entry) for key, entry in entries.items()}
    title, stages = values.get("title", name), values.get("stages")
    if not isinstance(title, str):
        raise ConfigError(f"{at}.title: expected a text")
    if not isinstance(stages, list) or not stages:
        raise ConfigError(f"{at}.stages: expected one or more tables")
    try:
        patience = duration(values.get("patience", PATIENCE))
    except ValueError as error:
        raise ConfigError(f"{at}.patience: {error}") from None
    return Operation(
        name=name,
        title=title,
        patience=patience,
        stages=tuple(
            _stage(stage, dependencies, absent, f"{at}.stages[{index}]")
            for index, stage in enumerate(stages)
        ),
    )


def _stage(
    stage: Any, dependencies: Mapping[str, Dependency], absent: frozenset[str], at: str
) -> Stage:
    if not isinstance(stage, Mapping):
        raise ConfigError(f"{at}: expected a table")
    _known_keys(stage, STAGE_KEYS, at)
    title, needs = stage.get("title"), stage.get("needs")
    if not isinstance(title, str):
        raise ConfigError(f"{at}.title: expected a text")
    if not isinstance(needs, list) or not needs:
        raise ConfigError(f"{at}.needs: expected a list of steps, such as redis.writable")
    for need in needs:
        _check_need(str(need), dependencies, f"{at}.needs")
    return Stage(
        title=title,
        needs=tuple(each for each in needs if each.partition(".")[0] not in absent),
        absent=tuple(each for each in needs if each.partition(".")[0] in absent),
        effect=_effect(stage.get("effect"), f"{at}.effect"),
    )


def _check_need(need: str, dependencies: Mapping[str, Dependency], at: str) -> None:
    name, _, step = need.partition(".")
    if name not in dependencies:
        raise unknown("dependency", name, dependencies, at)
    known = ("configured", *dependencies[name].check.steps)
    if step not in known:
        raise unknown("step", need, [f"{name}.{each}" for each in known], at)


def _effect(value: Any, at: str) -> Mapping[Manner, Effect]:
    """One word for every manner, or a table that gives each its own."""
    if isinstance(value, str):
        return dict.fromkeys(Manner, _word(value, at))
    if not isinstance(value, Mapping):
        raise ConfigError(f"{at}: expected one of {', '.join(Effect)}, or a table by manner")
    _known_keys(value, tuple(Manner), at)
    left_out = [manner for manner in Manner if manner not in value]
    if left_out:
        raise ConfigError(f"{at}: says nothing for {', '.join(left_out)}")
    return {manner: _word(str(value[manner]), f"{at}.{manner}") for manner in Manner}


def _word(value: str, at: str) -> Effect:
    if value not in tuple(Effect):
        raise unknown("effect", value, tuple(Effect), at)
    return Effect(value)


def _known_keys(table: Mapping[str, Any], known: Iterable[str], at: str) -> None:
    for key in table:
        if key not in tuple(known):
            raise unknown("key", key, known, at)


def _value(entry: Any) -> Any:
    return entry.value if isinstance(entry, Entry) else entry
