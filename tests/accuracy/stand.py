"""A stack of one variant that is healthy between two cases: a job proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self

from sandbox import SandboxError, Stack
from sandbox.faults import find_fault
from sandbox.oracle import NotHealthyError, Oracle
from tests.accuracy.case import Case


class Stand:
    """Built when it is first needed, and anew when it does not become healthy again."""

    def __init__(self, variant: str) -> None:
        self._variant = variant
        self._stack: Stack | None = None
        self._oracle: Oracle | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._stack is not None:
            self._stack.close()
        self._stack, self._oracle = None, None

    @property
    def oracle(self) -> Oracle:
        assert self._oracle is not None, "made healthy"
        return self._oracle

    @property
    def stack(self) -> Stack:
        assert self._stack is not None, "made healthy"
        return self._stack

    @property
    def variables(self) -> Mapping[str, str]:
        return self.stack.variables

    @property
    def environment(self) -> Mapping[str, str]:
        return self.stack.environment

    def begin(self) -> None:
        """Healthy: as it was left, or new."""
        if self._stack is None:
            self._rebuild()

    def make_healthy(self, *, restart: bool) -> None:
        """A job completes; after a restart of the platform, or in a new stack, if need be."""
        if self._stack is not None and self._stack.stands:
            for again in (restart, True):
                try:
                    if again:
                        self._stack.restart()
                    self._prove(self._stack)
                except SandboxError:
                    continue
                return
        self._rebuild()

    def apply(self, case: Case) -> None:
        """First the settings, so that a process starts with them; then the faults."""
        if case.changes_settings:
            every = case.everybody(self.variables)
            self.stack.restart(
                backend={**every, **case.backend(self.variables)},
                worker={**every, **case.worker(self.variables)},
            )
        for name in _in_order(case.faults):
            self.stack.break_(name)

    def undo(self, case: Case, *, left: str | None) -> None:
        """Returns with a stack that is proven healthy. SandboxError if not even a new one is.

        `left` is what was observed, None if nothing was. A request that hung is carried out when
        what it waited for comes back, so the platform is started anew. Where a job stalled a worker
        may be blocked, and one that must be killed stays listed by Temporal for five minutes: that
        takes a new stack.
        """
        try:
            for name in reversed(_in_order(case.faults)):
                self.stack.mend(name)
        except SandboxError:
            self.close()
        if left in (None, "stalls"):
            self.close()
        self.make_healthy(restart=left == "hangs" or case.changes_settings)

    def _rebuild(self) -> None:
        self.close()
        self._stack = Stack(variant=self._variant).__enter__()
        self._prove(self._stack)

    def _prove(self, stack: Stack) -> None:
        """With a new token: an old one may have run out."""
        self._oracle = Oracle.prepare(stack.variables)
        try:
            self._oracle.prove_healthy()
        except NotHealthyError:
            self._oracle.prove_healthy()  # the first job of a worker takes longer


def _in_order(faults: Iterable[str]) -> list[str]:
    """The worker's first: a job proves them, and it takes a healthy platform to create one."""
    return sorted(faults, key=lambda name: find_fault(name).server != "worker")
