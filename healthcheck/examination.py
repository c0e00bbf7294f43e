"""One dependency's steps, asked in their order over one connection."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from healthcheck import answer, stranger, wire
from healthcheck.answer import Asked
from healthcheck.check import Step
from healthcheck.clock import within
from healthcheck.connection import Connection
from healthcheck.dependency import TIMEOUT, Dependency, Plan
from healthcheck.early import Early
from healthcheck.facts import Board, Source, Told
from healthcheck.faults import surviving
from healthcheck.model import Finding, Manner, Outcome, Status, worst
from healthcheck.probe import Memory, Probe
from healthcheck.secret import Scrubber
from healthcheck.stranger import Greetings
from healthcheck.target import join_address

HURRIED = 0.25
"""The part of its time that a step must get, that not to answer in it says anything."""


class Examination:
    """Which steps are asked, their limits, skipping, catching, and the connection's life."""

    def __init__(
        self,
        dependency: Dependency,
        plan: Plan,
        *,
        early: Early,
        board: Board,
        scrubber: Scrubber,
        greetings: Greetings,
    ) -> None:
        self._dependency = dependency
        self._check = dependency.check
        self._steps = dependency.check.inspections if plan.inspecting else dependency.check.steps
        self._target: Any = dependency.target
        self._address = dependency.target.address if dependency.target else ""
        peer = dependency.target.peer if dependency.target else None
        self._peer = join_address(*peer) if peer else self._address
        self._plan = plan
        self._scrubber = scrubber
        self._greetings = greetings
        self._memory = Memory()
        self._early = early
        self._board = board
        self._findings: dict[str, Finding] = {}
        self._facts: dict[str, Mapping[str, object]] = {}
        self._notes: list[str] = []
        self._connection: Connection | None = None
        self._unconnected: str | None = None
        self._answered = False
        self._started = asyncio.get_running_loop().time()

    async def outcome(self) -> Outcome:
        """Asks all there is to ask, within the dependency's time."""
        self._findings["configured"] = self._configured()
        if self._check.connection and self._target:
            self._connection = Connection(
                self._check.connection, self._target, name=self._dependency.name
            )
        try:
            for step in sorted(self._steps.values(), key=lambda step: step.turn):
                await self._take(step)
        finally:
            note = await self._connection.close() if self._connection else None
            self._notes += [note] if note else []
        return self._report()

    async def _take(self, step: Step) -> None:
        """Asks the step, or settles why not, and tells who waits for it; a step that a fault has
        spoken for is left alone."""
        if step.name not in self._findings:
            because = self._because(step)
            if because:
                self._findings[step.name] = answer.skipped(step, because)
            else:
                self._findings[step.name] = self._unasked(step) or await self._ask(step)
        told = Told(self._findings[step.name], self._facts.get(step.name, {}))
        self._board.tell(Source(self._dependency.name, step.name), told)

    def _because(self, step: Step) -> str | None:
        """Why a step is not to be asked, None where it is."""
        if not self._plan.asks(self._dependency.name, step.name):
            return "unselected"
        failed = (self._failed(name) for name in ("configured", *step.after))
        earlier = next(filter(None, failed), None)
        if earlier:
            return f"after:{earlier}"
        allowed = self._plan.writing and self._dependency.writes
        return "writes" if step.writes and not allowed else None

    def _failed(self, name: str) -> str | None:
        """The failed step behind a name: itself, or the one it was skipped after."""
        finding = self._findings[name]
        broken = (Status.FAIL, Status.UNKNOWN) if name == "configured" else (Status.FAIL,)
        if finding.status in broken:
            return name
        kind, _, earlier = (finding.because or "").partition(":")
        return earlier if kind == "after" and earlier in self._findings else None

    def _unasked(self, step: Step) -> Finding | None:
        """Why a step that should be asked cannot be."""
        if self._unconnected and not step.offline:
            said = f"not asked: there is no connection, see {self._unconnected}"
            return answer.unknown(step.name, "internal.no-connection", said)
        if self._left() <= 0:
            said = f"not asked: the {self._dependency.timeout:g} s for this dependency were used up"
            return answer.unknown(step.name, "internal.no-time", said)
        return None

    def _left(self) -> float:
        return self._started + self._dependency.timeout - asyncio.get_running_loop().time()

    def _limit(self, step: Step) -> float:
        """The step's limit, longer where the timeout is longer than usual: who gives a slow
        dependency more time means its answers."""
        return step.limit * max(1.0, self._dependency.timeout / TIMEOUT)

    def _reserved(self, step: Step) -> float:
        """Seconds kept for a second look at who listens there: it is part of the timeout."""
        looks = self._target.peer and step.name == "reachable"
        return min(stranger.LIMIT, self._left() / 3) if looks else 0.0

    async def _ask(self, step: Step) -> Finding:
        """The finding of the step asked; one that turns out to be a later step's is put there."""
        limit = min(self._limit(step), self._left() - self._reserved(step))
        asked = Asked(
            self._check,
            step,
            self._peer,
            self._answered,
            hurried=limit < HURRIED * min(self._limit(step), self._dependency.timeout),
            scrub=self._scrubber.quote,
        )
        probe = Probe(
            self._target,
            step=step.name,
            kind=self._check.kind,
            codes=self._check.words(),
            memory=self._memory,
            early=self._early,
            board=self._board,
            limit=limit,
            subject=self._plan.subject,
            quote=self._scrubber.quote,
        )
        self._facts[step.name] = probe.published
        before = wire.received()
        timed = await within(
            self._put(step, probe),
            limit,
            look=lambda: self._manner(step, since=before),
        )
        if timed.abandoned:
            self._notes.append(f"{step.name} outlived its cancellation and was abandoned")
        given = answer.answer(timed, probe, asked)
        if stranger.is_puzzling(given, asked):
            given = await stranger.second_look(given, asked, self._target, self._greetings)
        finding = self._clean(given.finding, seconds=timed.seconds, evidence=probe.facts())
        finding = replace(finding, writes=self._steps[finding.step].writes)
        if not step.offline and not self._connected(finding, step):
            self._unconnected = finding.step
        self._answered = self._answered or (given.spoken and not step.offline)
        return self._place(finding, given.proves, step, said=worst(probe.findings()))

    def _connected(self, finding: Finding, step: Step) -> bool:
        """Whether later steps can be asked: some libraries connect within their first call."""
        opened = self._connection is None or self._connection.is_open
        return opened and (self._answered or finding.step == step.name)

    def _place(
        self, finding: Finding, proves: Sequence[str], step: Step, *, said: Finding
    ) -> Finding:
        """Puts a later step's finding there, where that was asked, and what it proves beside it.

        What the step asked has `said` itself stays with it, and what was found before stays as is.
        """
        if finding.step == step.name:
            return finding
        told = {name: Finding(step=name, status=Status.OK) for name in proves}
        told[finding.step] = replace(finding, seconds=0.0)
        for name, each in told.items():
            if self._plan.asks(self._dependency.name, name):
                self._findings.setdefault(name, each)
        return self._clean(said, seconds=finding.seconds, evidence={})

    async def _put(self, step: Step, probe: Probe[Any]) -> None:
        with surviving():
            if step.offline or self._connection is None:
                await step.ask(probe)
            else:
                await step.ask(await self._connection.open(), probe)

    async def _manner(self, step: Step, *, since: wire.Received) -> Manner:
        """Silent or slow: whether a byte has come since the step began."""
        peer = None if step.offline else self._target.peer
        heard = await wire.heard(peer, since=since) if peer else None
        return Manner.SLOW if (self._answered if heard is None else heard) else Manner.SILENT

    def _configured(self) -> Finding:
        origins = {setting.key: setting.origin for setting in self._dependency.settings}
        found = worst(self._dependency.problems or (Finding(step="configured", status=Status.OK),))
        return self._clean(found, seconds=0.0, evidence=origins)

    def _clean(self, finding: Finding, *, seconds: float, evidence: object) -> Finding:
        return replace(
            finding,
            summary=self._scrubber.ours(finding.summary),
            hint=self._scrubber.ours(finding.hint),
            also=tuple(self._clean(each, seconds=0.0, evidence={}) for each in finding.also),
            evidence=self._scrubber.value(evidence),
            seconds=seconds,
        )

    def _report(self) -> Outcome:
        order = ["configured", *self._steps]
        return Outcome(
            dependency=self._dependency.name,
            check=self._check.kind,
            address=self._address,
            peer=self._target.peer if self._target else None,
            runs_on=self._dependency.runs_on,
            findings=tuple(self._findings[name] for name in order),
            seconds=asyncio.get_running_loop().time() - self._started,
            notes=tuple(self._scrubber.outside(note) for note in self._notes),
        )
