"""A check: a kind of dependency, how to connect to it, and the questions asked of it."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, overload

from typing_extensions import TypeVar

from healthcheck.codes import COMMON, Code, table
from healthcheck.early import Begin, Begun
from healthcheck.example import Example
from healthcheck.model import Manner
from healthcheck.probe import Probe
from healthcheck.target import Target

T = TypeVar("T", bound=Target, default=Any)
C = TypeVar("C", default=Any)
D = TypeVar("D")

STEP_LIMIT = 2.0
"""Seconds a step gets, of its dependency's time, unless it says otherwise."""

Ask = Callable[[C, Probe[T]], Coroutine[Any, Any, None]]
AskOffline = Callable[[Probe[T]], Coroutine[Any, Any, None]]
Most = int | Callable[[T], int] | None
"""How many at most: a number, what makes one of a target's settings, or None: it is not stated."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `why` is its docstring; `limit` is in seconds.

    `early` is called before any client library is imported: what takes long by itself, such as a
    process of its own, has begun when the step is asked, which gets it by `probe.early`. Such a
    step asks what it began, not the server.

    `last` are those that wait for what other dependencies tell: the others are asked meanwhile.

    `requests` is how many statements, commands or requests it sends at most; a look-up that steps
    share counts at the first of them, and what connecting takes at the first of all.
    """

    name: str
    ask: Callable[..., Coroutine[Any, Any, None]]
    why: str
    after: tuple[str, ...] = ()
    writes: bool = False
    offline: bool = False
    limit: float = STEP_LIMIT
    early: Begin | None = None
    last: bool = False
    requests: Most[Any] = None

    @property
    def turn(self) -> int:
        """When it is asked: those of a lower number are asked before."""
        return 0 if self.offline else 2 if self.last else 1


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception as a finding.

    `error` is the class's full name, `text` a pattern its text must contain. `step` is the one that
    the fault answers; where a later one was asked, or an earlier one, `proves` names the steps that
    the fault shows to be fine. In `summary`, `{address}` and `{text}` (the exception's) are filled
    in. `hint` and `passing` (may it pass by itself?) default to those of the code.
    """

    error: str
    step: str
    code: str
    summary: str = ""
    hint: str = ""
    text: str = ""
    manner: Manner | str = Manner.REFUSES
    passing: bool | None = None
    proves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Greeting:
    """How to tell that a service answers on a port: harmless bytes, and a pattern of the answer.

    It serves the other checks: so can they say who it is that took their port.
    """

    service: str
    send: bytes
    answer: bytes


class Check(Generic[T, C]):
    """A kind of dependency. `service` is its name in sentences; `imports` are the client libraries,
    loaded before any clock starts, so that a step is not charged for them. `connections` is how
    many of them to the service a run of all its steps opens at most. `example` leads it to a fake
    server, for `healthcheck selftest`; a target of no more than host and port needs none."""

    def __init__(
        self,
        kind: str,
        target: type[T],
        *,
        service: str = "",
        faults: Sequence[Fault] = (),
        codes: Iterable[Code] = (),
        imports: Sequence[str] = (),
        greeting: Greeting | None = None,
        connections: Most[T] = None,
        example: Example | None = None,
    ) -> None:
        self.kind = kind
        self.target = target
        self.service = service or kind
        self.faults = tuple(faults)
        self.imports = tuple(imports)
        self.greeting = greeting
        self.connections = connections
        self.example = example
        self.connection: Callable[[Any], AsyncIterator[Any]] | None = None
        self.steps: dict[str, Step] = {}
        self.inspections: dict[str, Step] = {}
        self.declared = table(codes)

    def __repr__(self) -> str:
        return f"Check({self.kind!r})"

    def connect(self, function: Callable[[T], AsyncIterator[D]]) -> "Check[T, D]":
        """Declares how to connect: an async generator that yields the client once."""
        self.connection = function
        return self  # type: ignore[return-value]  # the client's type is known from here on

    @overload
    def step(self, function: Ask[C, T], /) -> Ask[C, T]: ...
    @overload
    def step(
        self,
        /,
        *,
        after: Sequence[str] | None = None,
        writes: bool = False,
        limit: float = ...,
        early: Callable[[T], Begun] | None = None,
        last: bool = False,
        requests: Most[T] = None,
    ) -> Callable[[Ask[C, T]], Ask[C, T]]: ...
    def step(
        self,
        function: Ask[C, T] | None = None,
        /,
        *,
        after: Sequence[str] | None = None,
        writes: bool = False,
        limit: float = STEP_LIMIT,
        early: Callable[[T], Begun] | None = None,
        last: bool = False,
        requests: Most[T] = None,
    ) -> Any:
        """Declares a question asked over the connection, in the order of declaration; of the report
        that is the order always.

        Without `after` it comes after `reachable` and `authenticated`, where they stand above it.
        """

        def declare(ask: Ask[C, T]) -> Ask[C, T]:
            came = ("reachable", "authenticated") if after is None else after
            known = tuple(name for name in came if after is not None or name in self.steps)
            self._add(
                Step(
                    ask.__name__,
                    ask,
                    _why(ask),
                    known,
                    writes,
                    limit=limit,
                    early=early,
                    last=last,
                    requests=requests,
                )
            )
            return ask

        return declare(function) if function else declare

    def offline(self, function: AskOffline[T]) -> AskOffline[T]:
        """Declares a question that needs no connection; it is asked first."""
        self._add(Step(function.__name__, function, _why(function), offline=True))
        return function

    def inspect(self, function: Ask[C, T]) -> Ask[C, T]:
        """Declares a look at what is happening right now, for an operation that hangs."""
        name = function.__name__
        self.inspections[name] = Step(name, function, _why(function))
        return function

    def code(self, word: str) -> Code | None:
        """What this check says of a code: its own words first, then the engine's."""
        return self.declared.get(word) or COMMON.get(word)

    def words(self) -> Mapping[str, Code]:
        """Every code this check can end with."""
        return {**COMMON, **self.declared} if self.connection else self.declared

    def _add(self, step: Step) -> None:
        if step.name in self.steps or step.name == "configured":
            raise ValueError(f"{self.kind}: step {step.name!r} is declared twice")
        for name in step.after:
            if name not in self.steps:
                raise ValueError(f"{self.kind}.{step.name}: no step {name!r} is declared above it")
            if self.steps[name].turn > step.turn:
                raise ValueError(f"{self.kind}.{step.name}: it is asked before {name!r}")
        self.steps[step.name] = step


def _why(function: Callable[..., object]) -> str:
    return " ".join((function.__doc__ or "").split())
