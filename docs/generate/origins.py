"""Which steps a code comes from: read off the fault rows and the code of the steps' functions."""

import dis
import inspect
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any, get_args

from healthcheck import Check
from healthcheck.codes import COMMON
from healthcheck.target import settings


def origins(check: Check) -> Mapping[str, tuple[str, ...]]:
    """The steps and inspections that can end with each of the check's own words, as they are asked.

    None where no function names the word: what comes out of an object's field is not followed.
    """
    ends = {"configured": _texts_below(_parsers(check))}
    for step in (*check.steps.values(), *check.inspections.values()):
        rows = {row.code for row in check.faults if row.step == step.name}
        # the engine itself ends `reachable` with these
        engine = COMMON.keys() if step.name == "reachable" else set()
        ends[step.name] = {*_texts_below([step.ask]), *rows, *engine}
    return {
        word: tuple(step for step, words in ends.items() if word in words)
        for word in check.declared
    }


def _parsers(check: Check) -> list[Any]:
    """The classes that read the settings: what they reject, no step is asked for."""
    kinds = settings(check.target).values()
    return [each for kind in kinds for each in (kind, *get_args(kind)) if inspect.isclass(each)]


def _texts_below(things: list[Any]) -> set[str]:
    """Every text in functions and classes of the checks, and in what they name, however far."""
    waiting, seen, found = list(things), set[int](), set[str]()
    while waiting:
        each = waiting.pop()
        thing = inspect.unwrap(each) if callable(each) else each
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, FunctionType) and _is_ours(thing):
            found.update(_texts([code.co_consts for code in _codes(thing.__code__)]))
            waiting += _named(thing)
        elif inspect.isclass(thing) and _is_ours(thing):
            parts = [part for base in thing.__mro__ for part in vars(base).values()]
            waiting += [getattr(part, "__func__", part) for part in parts]
        else:
            found.update(_texts(thing))
            waiting += _functions(thing)
    return found


def _functions(thing: object) -> list[FunctionType]:
    """Those that a table has for its values."""
    values = thing.values() if isinstance(thing, Mapping) else ()
    return [each for each in values if isinstance(each, FunctionType)]


def _is_ours(thing: Any) -> bool:
    """The engine names every common word somewhere, and no check's."""
    return str(thing.__module__).partition(".")[0] == "checks"


def _named(function: FunctionType) -> list[Any]:
    """The globals that a function uses, and what it takes out of the modules among them."""
    uses = [each for code in _codes(function.__code__) for each in dis.get_instructions(code)]
    names = {each.argval for each in uses if each.opname == "LOAD_GLOBAL"}
    attributes = {each.argval for each in uses if each.opname in ("LOAD_ATTR", "LOAD_METHOD")}
    things = [function.__globals__[name] for name in names if name in function.__globals__]
    modules = [vars(each) for each in things if isinstance(each, ModuleType)]
    return [*things, *(each[name] for each in modules for name in attributes if name in each)]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of those inside it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _texts(value: object) -> Iterator[str]:
    """The texts of a plain value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts([*value, *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _texts(each)
