"""healthcheck: which dependency would block creating a training job, how, and what to do.

The front door: all that the author of a check or an embedding program needs. A name is imported
when it is first used, since a command such as `--help` needs none of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from healthcheck.check import Check, Fault, Greeting, Step
    from healthcheck.codes import Code
    from healthcheck.consulting import consult
    from healthcheck.example import Example
    from healthcheck.facts import Source
    from healthcheck.model import Effect, Finding, Manner, Outcome, Report, Status, Verdict
    from healthcheck.probe import Probe
    from healthcheck.process import say
    from healthcheck.rules import Suspicion, rule
    from healthcheck.secret import Secret
    from healthcheck.target import Malformed, Target, join_address
    from healthcheck.thread import DaemonThread

__all__ = [
    "Check",
    "Code",
    "DaemonThread",
    "Effect",
    "Example",
    "Fault",
    "Finding",
    "Greeting",
    "Malformed",
    "Manner",
    "Outcome",
    "Probe",
    "Report",
    "Secret",
    "Source",
    "Status",
    "Step",
    "Suspicion",
    "Target",
    "Verdict",
    "consult",
    "join_address",
    "rule",
    "say",
]
__version__ = "0.1.0"

_HOMES = {
    "check": ("Check", "Fault", "Greeting", "Step"),
    "codes": ("Code",),
    "consulting": ("consult",),
    "example": ("Example",),
    "facts": ("Source",),
    "model": ("Effect", "Finding", "Manner", "Outcome", "Report", "Status", "Verdict"),
    "probe": ("Probe",),
    "process": ("say",),
    "rules": ("Suspicion", "rule"),
    "secret": ("Secret",),
    "target": ("Malformed", "Target", "join_address"),
    "thread": ("DaemonThread",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"healthcheck.{module}"), name)
    raise AttributeError(f"module 'healthcheck' has no attribute {name!r}")
