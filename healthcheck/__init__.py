"""healthcheck: which dependency would block creating a training job, how, and what to do.

The front door: all that the author of a check or an embedding program needs.
"""

from healthcheck.check import Check, Fault, Greeting, Step
from healthcheck.codes import Code
from healthcheck.model import Effect, Finding, Manner, Outcome, Report, Status, Verdict
from healthcheck.probe import Probe
from healthcheck.rules import Suspicion, rule
from healthcheck.secret import Secret
from healthcheck.target import Malformed, Target, join_address

__all__ = [
    "Check",
    "Code",
    "Effect",
    "Fault",
    "Finding",
    "Greeting",
    "Malformed",
    "Manner",
    "Outcome",
    "Probe",
    "Report",
    "Secret",
    "Status",
    "Step",
    "Suspicion",
    "Target",
    "Verdict",
    "join_address",
    "rule",
]
__version__ = "0.1.0"
