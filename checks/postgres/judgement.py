"""What the answers to a question come to, before it is said."""

from dataclasses import dataclass
from typing import NoReturn

from checks.postgres.target import PostgresTarget
from healthcheck import Manner, Probe


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding; without a manner it decides nothing. Without a hint, the code's is meant.

    `about` are the columns, or the labels of enums, that it is about, where those can be named.
    """

    code: str
    summary: str
    manner: Manner | None
    hint: str = ""
    about: tuple[str, ...] = ()

    def end(self, probe: Probe[PostgresTarget]) -> NoReturn:
        """Ends the step with it."""
        # a name may hold anything, and what a finding says is one line
        said = "".join(each if each.isprintable() else " " for each in self.summary)
        if self.manner is None:
            probe.unknown(self.code, said, hint=self.hint)
        probe.fail(self.code, said, hint=self.hint, manner=self.manner)
