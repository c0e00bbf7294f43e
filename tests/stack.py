"""The fixture `stack`: one sandbox for each pytest process, handed from test to test healthy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from sandbox import SandboxError, Stack
from sandbox.stack import NONE, Overrides


class Lent:
    """A healthy stack for one test. What the test breaks is mended after it."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._broken: list[str] = []

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of a child process that is to meet this stack."""
        return self._stack.environment

    @property
    def variables(self) -> Mapping[str, str]:
        """What the stack adds to an environment: DATABASE_URL and its like."""
        return self._stack.variables

    def break_(self, name: str) -> None:
        """Returns when the fault is in force."""
        self._broken.append(name)
        self._stack.break_(name)

    def mend(self, name: str) -> None:
        """Returns when clients are answered again."""
        self._stack.mend(name)
        self._broken.remove(name)

    def restart(self, *, backend: Overrides = NONE, worker: Overrides = NONE) -> None:
        """New processes of the platform itself; without overrides, as they were at first."""
        self._stack.restart(backend=backend, worker=worker)

    def mend_all(self) -> None:
        for name in reversed(self._broken.copy()):
            self.mend(name)

    def leave(self) -> None:
        """Nothing stays broken, and no job under way that would meet what others break."""
        self.mend_all()
        self._stack.abandon()


class Standing:
    """The stack of this process, built when a test first needs it and anew when it stays broken."""

    def __init__(self) -> None:
        self._stack: Stack | None = None

    def lend(self) -> Lent:
        if self._stack is None or not self._stack.stands:
            self.close()
            self._stack = Stack().__enter__()
        return Lent(self._stack)

    def take_back(self, lent: Lent) -> None:
        try:
            lent.leave()
        except SandboxError:
            self.close()

    def close(self) -> None:
        stack, self._stack = self._stack, None
        if stack is not None:
            stack.close()


@pytest.fixture(scope="session")
def standing() -> Iterator[Standing]:
    standing = Standing()
    yield standing
    standing.close()


@pytest.fixture
def stack(standing: Standing) -> Iterator[Lent]:
    lent = standing.lend()
    yield lent
    standing.take_back(lent)
