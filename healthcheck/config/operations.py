"""Operations: their stages, in the order in which a request meets them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from healthcheck.config.document import check_keys, unknown
from healthcheck.config.presence import exists
from healthcheck.config.tree import Entry, Table
from healthcheck.dependency import Dependency
from healthcheck.errors import ConfigError
from healthcheck.model import Effect, Manner, Operation, Stage
from healthcheck.target import duration

PATIENCE = 15.0
"""Seconds a person waits for an answer before calling it hung."""

OPERATION_KEYS = ("title", "patience", "includes", "stages", "degraded_blocks")
STAGE_KEYS = ("title", "needs", "effect", "when")
NOTHING = "nothing"
"""What a code may do to a stage, beside the effects."""


@dataclass(frozen=True, slots=True)
class Known:
    """The dependencies that stages may need, some of them `absent` here, and the variables that are
    set."""

    dependencies: Mapping[str, Dependency]
    absent: frozenset[str]
    variables: Container[str] = ()


def operations(table: Table, known: Known) -> tuple[Operation, ...]:
    """The operations of a configuration; ConfigError where a name or an effect is not known."""
    for name in table:
        if not name.isprintable() or not name:
            raise ConfigError(f"{table.at}: {name!a} is no name of an operation")
    return tuple(_operation(name, table, known, within=()) for name in table)


def _operation(name: str, tables: Table, known: Known, *, within: tuple[str, ...]) -> Operation:
    table = tables.table(name)
    check_keys(table, OPERATION_KEYS)
    title, patience = table.entry("title"), table.entry("patience")
    included = _included(name, tables, known, within)
    own = () if included and "stages" not in table else _stages(table, known)
    return Operation(
        name=name,
        title=_title(title.value, title.at) if title else name,
        patience=_patience(patience.value, patience.at) if patience else PATIENCE,
        stages=_once((*included, *own)),
        degraded_blocks=_flag(table.entry("degraded_blocks")),
    )


def _included(name: str, tables: Table, known: Known, within: tuple[str, ...]) -> tuple[Stage, ...]:
    """The stages of other operations that this one begins with."""
    entry = tables.table(name).entry("includes")
    if entry is None:
        return ()
    stages: tuple[Stage, ...] = ()
    names = entry.texts()
    for index, each in enumerate(names):
        if each not in tables:
            raise unknown("operation", each, tables, entry.at)
        if each in names[:index]:
            raise ConfigError(f"{entry.at}: {each} stands there twice")
        if each in (*within, name):
            raise ConfigError(f"{entry.at}: a cycle: {each} includes itself")
        stages += _operation(each, tables, known, within=(*within, name)).stages
    return stages


def _stages(table: Table, known: Known) -> tuple[Stage, ...]:
    stages = table.get("stages")
    if not isinstance(stages, Entry) or not isinstance(stages.value, list) or not stages.value:
        at = f"{table.at}.stages" if stages is None else stages.at
        raise ConfigError(f"{at}: expected one or more tables, each a [[{table.key}.stages]]")
    found = [
        _stage(stage, known, f"{stages.at}[{index}]") for index, stage in enumerate(stages.value)
    ]
    for index, (each, _) in enumerate(found):
        if each.title in [other.title for other, _ in found[:index]]:
            raise ConfigError(f'{stages.at}[{index}].title: "{each.title}" stands there twice')
    return tuple(each for each, exists in found if exists)


def _once(stages: Iterable[Stage]) -> tuple[Stage, ...]:
    """Without those that were there before: two operations that are included may begin alike."""
    found: list[Stage] = []
    for each in stages:
        if each not in found:
            found.append(each)
    return tuple(found)


def _flag(entry: Entry | None) -> bool:
    if entry is not None and not isinstance(entry.value, bool):
        raise ConfigError(f"{entry.at}: expected true or false")
    return entry is not None and bool(entry.value)


def _title(value: object, at: str) -> str:
    if not isinstance(value, str) or not value.isprintable() or not value:
        raise ConfigError(f"{at}: expected a line of text")
    return value


def _patience(value: Any, at: str) -> float:
    try:
        return duration(value)
    except ValueError as error:
        raise ConfigError(f"{at}: {error}") from None


def _stage(stage: Any, known: Known, at: str) -> tuple[Stage, bool]:
    """The stage, and whether this platform has it: one of the variables of its `when` is set. One
    that is not there is held to the rules, too."""
    if not isinstance(stage, Mapping):
        raise ConfigError(f"{at}: expected a table")
    _check_words(stage, STAGE_KEYS, at)
    needs = _needs(stage.get("needs"), known.dependencies, f"{at}.needs")
    effect = _effects(stage.get("effect"), _codes(needs, known.dependencies), f"{at}.effect")
    codes = {code: each for code, each in effect.items() if code not in tuple(Manner)}
    made = Stage(
        title=_title(stage.get("title"), f"{at}.title"),
        needs=tuple(each for each in needs if each.partition(".")[0] not in known.absent),
        absent=tuple(each for each in needs if each.partition(".")[0] in known.absent),
        effect={manner: each for manner in Manner if (each := effect[manner])},
        exceptions=codes,
    )
    return made, exists(stage.get("when"), known.variables, f"{at}.when")


def _needs(needs: Any, dependencies: Mapping[str, Dependency], at: str) -> list[str]:
    texts = isinstance(needs, list) and all(isinstance(each, str) for each in needs)
    if not texts or not needs:
        raise ConfigError(f"{at}: expected a list of steps, such as redis.writable")
    for index, need in enumerate(needs):
        _check_need(need, dependencies, at)
        if need in needs[:index]:
            raise ConfigError(f"{at}: {need} stands there twice")
    return list(needs)


def _check_need(need: str, dependencies: Mapping[str, Dependency], at: str) -> None:
    name, _, step = need.partition(".")
    if name not in dependencies:
        raise unknown("dependency", name, dependencies, at)
    known = ("configured", *dependencies[name].check.steps)
    if step not in known:
        raise unknown("step", need, [f"{name}.{each}" for each in known], at)


def _codes(needs: Iterable[str], dependencies: Mapping[str, Dependency]) -> tuple[str, ...]:
    """Every code that a stage with these needs can meet."""
    checks = {dependencies[need.partition(".")[0]].check for need in needs}
    return tuple(f"{check.kind}.{word}" for check in checks for word in check.words())


def _effects(value: Any, codes: Sequence[str], at: str) -> Mapping[str, Effect | None]:
    """One word for every manner, or a table that gives each its own, and perhaps some codes."""
    if isinstance(value, str):
        return dict.fromkeys(Manner, _word(value, at))
    if not isinstance(value, Mapping):
        raise ConfigError(f"{at}: expected one of {', '.join(Effect)}, or a table by manner")
    for key in value:
        known = codes if "." in key else tuple(Manner)
        if key not in known:
            raise unknown("key", key, known, at)
    left_out = [manner for manner in Manner if manner not in value]
    if left_out:
        raise ConfigError(f"{at}: says nothing for {', '.join(left_out)}")
    return {
        key: None if each == NOTHING and "." in key else _word(each, f"{at}.{key}")
        for key, each in value.items()
    }


def _word(value: Any, at: str) -> Effect:
    if not isinstance(value, str):
        raise ConfigError(f"{at}: expected one of {', '.join(Effect)}")
    if value not in tuple(Effect):
        raise unknown("effect", value, tuple(Effect), at)
    return Effect(value)


def _check_words(table: Mapping[str, Any], known: Iterable[str], at: str) -> None:
    for key in table:
        if key not in known:
            raise unknown("key", key, known, at)
