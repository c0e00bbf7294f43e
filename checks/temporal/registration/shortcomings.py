"""What the workers lack that a job needs, judged by what they have registered: pure decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum

from checks.temporal.liveness.sentences import some
from checks.temporal.liveness.workers import Kind
from checks.temporal.registration.registered import Heard, Known


class Load(Enum):
    """What is known of the workers' slots where nobody takes a probe."""

    FULL = "full"
    FREE = "free"
    MOVING = "moving"
    """Others' tasks come first, and are being taken."""
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Said:
    """A finding; without a manner it decides nothing, `warns` where it stands in nobody's way."""

    code: str
    summary: str
    manner: str | None = "refuses"
    hint: str = ""
    warns: bool = False


def judge(
    kind: Kind, queue: str, required: Sequence[str], told: Heard, asked: Known, load: Load
) -> tuple[Said, ...]:
    """What stands in the way, the worst first; nothing where the workers have all there must be."""
    if not told.answered:
        return (_unanswered(kind, queue, told, load),)
    has = {each: _has(told, asked, each) for each in required}
    nowhere = [each for each in required if set(has[each].values()) == {False}]
    somewhere = [each for each in required if {True, False} <= set(has[each].values())]
    untold = [each for each in required if each not in somewhere and None in has[each].values()]
    return (
        *([_nowhere(kind, queue, nowhere, told)] if nowhere else []),
        *(_somewhere(kind, queue, each, has[each]) for each in somewhere),
        *([_untold(kind, queue, untold)] if untold else []),
        *_oddities(kind, told),
    )


def _has(told: Heard, asked: Known, type_: str) -> Mapping[str, bool | None]:
    """By identity, whether it has the type; None where that is not told."""
    answers = {
        who: type_ in types if types is not None else asked.get((who, type_))
        for who, types in told.lists.items()
    }
    return answers | dict.fromkeys(told.dynamic, True)


def _unanswered(kind: Kind, queue: str, told: Heard, load: Load) -> Said:
    if told.stuck:
        said = f'{some(sorted(told.stuck))} took a task ({kind.value}) from task queue "{queue}"'
        return Said("nobody-takes-work", f"{said}, and did not answer")
    waited = f'a task ({kind.value}) lay in task queue "{queue}" for two seconds'
    if load is Load.FULL:
        return Said("saturated", f"{waited}: the workers are busy", "blocks")
    if load is Load.FREE:
        said = f"{waited}: workers poll, have free slots, and do not take it"
        return Said("nobody-takes-work", said)
    return Said("no-answer", f"{waited}: workers poll, and did not take it", None)


def _nowhere(kind: Kind, queue: str, types: Sequence[str], told: Heard) -> Said:
    listed = sorted(set[str]().union(*(each or () for each in told.lists.values())))
    noun = _noun(kind, types)
    said = f'no worker of task queue "{queue}" has registered the {noun} {_quoted(types)}'
    there = f"; there: {', '.join(listed)}" if listed else ""
    return Said(f"unknown-{kind.value}", said + there, hint=_meant(types, listed))


def _somewhere(kind: Kind, queue: str, type_: str, has: Mapping[str, bool | None]) -> Said:
    having, lacking = (sorted(who for who in has if has[who] is it) for it in (True, False))
    said = f'the {kind.value} "{type_}" is registered on {some(having)}, and not on {some(lacking)}'
    # a workflow task that fails is given to another worker at once: with one of two or three
    # lacking the type 24 of 24 jobs completed in time; with two of three some began a minute late,
    # since after a second failure the server waits. An activity has only its few tries
    late = kind is Kind.ACTIVITY or len(lacking) > len(having)
    said = f'{said}, of task queue "{queue}"'
    return Said(f"{kind.value}-on-some-workers", said, "blocks", warns=not late)


def _untold(kind: Kind, queue: str, types: Sequence[str]) -> Said:
    said = f'the workers of task queue "{queue}" do not tell whether they have the '
    return Said("registration-untold", f"{said}{_noun(kind, types)} {_quoted(types)}", None)


def _oddities(kind: Kind, told: Heard) -> Iterable[Said]:
    if told.dynamic:
        ran = ", and ran healthcheck's probe" if told.ran else ""
        said = f"{some(sorted(told.dynamic))} accepts any type of {kind.value}{ran}"
        yield Said("accepts-any-type", said, warns=True)
    if told.stuck:
        said = (
            f"{some(sorted(told.stuck))} took a task ({kind.value}) and did not answer; others did"
        )
        yield Said("silent-workers", said, warns=True)


def _noun(kind: Kind, types: Sequence[str]) -> str:
    plural = {Kind.WORKFLOW: "workflows", Kind.ACTIVITY: "activities"}
    return kind.value if len(types) == 1 else plural[kind]


def _quoted(types: Sequence[str]) -> str:
    return ", ".join(f'"{each}"' for each in types)


def _meant(types: Sequence[str], listed: Sequence[str]) -> str:
    """A hint where one that is there looks much like one that is not."""
    folded = {_folded(each): each for each in listed}
    found = (get_close_matches(_folded(each), folded, n=1) for each in types)
    near = [folded[each] for some_ in found for each in some_]
    if not near:
        return ""
    return (
        f"Did you mean {_quoted(near)}? The name that is started and the one that the worker "
        "registers must be the same, case included."
    )


def _folded(name: str) -> str:
    return name.casefold().replace("_", "")
