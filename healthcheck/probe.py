"""What a step writes on: its evidence, its warnings, and how it ends."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, NoReturn, ParamSpec

from typing_extensions import TypeVar

from healthcheck.codes import ENGINE, Code
from healthcheck.early import Begun, Early
from healthcheck.facts import Board, Source
from healthcheck.model import Finding, Manner, Status
from healthcheck.target import Target

T_co = TypeVar("T_co", bound=Target, default=Any, covariant=True)
P = ParamSpec("P")
R = TypeVar("R")
B = TypeVar("B", bound=Begun)

PATIENCE = 0.6
"""Of a step's limit, what it waits for another dependency's facts: it has to use them, too."""

UNASKED = ("unsupported", "writes", "unselected")
"""Why a step was skipped that nothing is wrong with."""


class Ended(BaseException):
    """A step has given its answer; no error, so that it passes an author's `except Exception`."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.summary)
        self.finding = finding


class Memory:
    """Look-ups that the steps of one run share."""

    def __init__(self) -> None:
        self._answers: dict[object, Any] = {}

    async def once(self, key: object, ask: Callable[[], Awaitable[R]]) -> R:
        """The answer of the first time; an error is not remembered."""
        if key not in self._answers:
            self._answers[key] = await ask()
        answer: R = self._answers[key]
        return answer


class Probe(Generic[T_co]):
    """Handed to a step together with the client; `target` holds the dependency's settings, `limit`
    is how many seconds the step has. `subject` is what an inspection is to look into, if anything.
    """

    def __init__(
        self,
        target: T_co,
        *,
        step: str,
        kind: str,
        codes: Mapping[str, Code],
        memory: Memory,
        early: Early,
        board: Board,
        limit: float,
        subject: str = "",
        quote: Callable[[str], str],
    ) -> None:
        self.target: T_co = target
        self.limit = limit
        self.subject = subject
        self._quote = quote
        self._step = step
        self._kind = kind
        self._codes = codes
        self._memory = memory
        self._early = early
        self._board = board
        self.published: dict[str, object] = {}
        self._evidence: dict[str, object] = {}
        self._warnings: list[Finding] = []

    def evidence(self, **facts: object) -> None:
        """Facts that the report carries beside the answer, whatever the answer is."""
        self._evidence.update(facts)

    def quote(self, text: str) -> str:
        """What a server said, for a summary: in one line, not too long, and without secrets.

        A summary is ours, and searched less thoroughly than text from outside.
        """
        return self._quote(text)

    def fail(
        self,
        code: str,
        summary: str,
        *,
        hint: str = "",
        manner: Manner | str = Manner.REFUSES,
        passing: bool | None = None,
    ) -> NoReturn:
        """Ends the step: this would stand in the way. Without a hint, the code's remedy is it."""
        raise Ended(self._finding(Status.FAIL, code, summary, hint, Manner(manner), passing))

    def unknown(self, code: str, summary: str, *, hint: str = "") -> NoReturn:
        """Ends the step: it was asked, and what came back decides nothing."""
        raise Ended(self._finding(Status.UNKNOWN, code, summary, hint, None, None))

    def unsupported(self, why: str) -> NoReturn:
        """Ends the step skipped: this server, library or account cannot be asked that."""
        self._skip("unsupported", why)

    def told_by(self, step: str) -> NoReturn:
        """Ends the step skipped after an earlier one, which has failed by the same cause: what it
        would say has been said."""
        self._skip(f"after:{step}", "")

    def warn(self, code: str, summary: str, *, hint: str = "") -> None:
        """Notes what deserves a look and stands in nobody's way; the step goes on."""
        self._warnings.append(self._finding(Status.WARN, code, summary, hint, None, None))

    async def once(
        self, function: Callable[P, Awaitable[R]], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Calls a bound method once in a run; later steps get the same answer."""
        key = (function, args, tuple(sorted(kwargs.items())))
        return await self._memory.once(key, lambda: function(*args, **kwargs))

    def early(self, function: Callable[[Any], B]) -> B:
        """What the function that the step declared as `early=` has begun."""
        return self._early.get(function)

    def publish(self, name: str, fact: object) -> None:
        """Leaves a fact for other dependencies' steps; given to them when this step has not
        failed."""
        self.published[name] = fact

    async def fact(self, source: Source, name: str) -> object:
        """What another dependency's step has published under that name.

        Waits for it within the step's limit. Where it cannot be had the step ends, and never with
        a finding against its own dependency: skipped where the source failed, was not selected or
        publishes no such thing, unknown where it was too slow.
        """
        if not self._board.asks(source):
            self._skip("unselected", f"{source} is not part of this run")
        told = await self._board.told(source, within=self.limit * PATIENCE)
        if told is None:
            self._internal("internal.no-time", f"{source} was too slow to tell its {name}")
        if not told.believed and told.finding.because in UNASKED:
            self._skip("unsupported", f"{source}, which would tell its {name}, was not asked")
        if not told.believed:
            self._skip(f"after:{source}", "")
        if name not in told.facts:
            self._skip("unsupported", f"{source} tells no {name}")
        return told.facts[name]

    async def told(self, source: Source, name: str) -> object | None:
        """The same for a step that has an answer without it, too: None where it cannot be had."""
        try:
            return await self.fact(source, name)
        except Ended:
            return None

    def _skip(self, because: str, summary: str) -> NoReturn:
        skipped = Finding(step=self._step, status=Status.SKIPPED, because=because, summary=summary)
        raise Ended(skipped)

    def _internal(self, code: str, summary: str) -> NoReturn:
        hint = ENGINE[code].remedy
        raise Ended(
            Finding(step=self._step, status=Status.UNKNOWN, code=code, summary=summary, hint=hint)
        )

    def findings(self, ending: Finding | None = None) -> tuple[Finding, ...]:
        """What the step has said, its ending first; ok where it said nothing."""
        said = ([ending] if ending else []) + self._warnings
        return tuple(said) or (Finding(step=self._step, status=Status.OK),)

    def facts(self) -> Mapping[str, object]:
        """The evidence so far."""
        return self._evidence

    def _finding(
        self,
        status: Status,
        code: str,
        summary: str,
        hint: str,
        manner: Manner | None,
        passing: bool | None,
    ) -> Finding:
        known = self._codes.get(code)
        if not hint and known is None:
            raise ValueError(f"{self._kind}.{code} has no hint, and no remedy is declared for it")
        return Finding(
            step=self._step,
            status=status,
            code=f"{self._kind}.{code}",
            manner=manner,
            passing=known.passing if passing is None and known else bool(passing),
            summary=summary,
            hint=hint or (known.remedy if known else ""),
        )
