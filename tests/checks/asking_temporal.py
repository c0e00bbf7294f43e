"""Asking whether anybody would take a task, until the answer is there that a test waits for."""

from typing import Any

from healthcheck import Finding, Outcome
from tests.ask import codes
from tests.servers import until
from tests.temporal_servers import Asker, Temporal


def found(outcome: Outcome, step: str) -> Finding:
    """What a step has said."""
    finding = outcome.find(step)
    assert finding
    return finding


def comes_to(asker: Asker, server: Temporal, queue: str, code: str, **settings: Any) -> Finding:
    """The finding of `workers` as soon as it has this code, or status."""
    seen: list[Outcome] = []

    def holds() -> bool:
        seen.append(asker.ask(server.address, queue, **settings))
        return codes(seen[-1])["workers"] == code

    until(holds, f"{queue} comes to {code}")
    return found(seen[-1], "workers")


def rows(finding: Finding) -> list[dict[str, Any]]:
    """The workers, as the evidence lists them."""
    told = finding.evidence["workers"]
    assert isinstance(told, list)
    return told


def beats(asker: Asker, server: Temporal, queue: str, *, workers: int = 1) -> None:
    """Waits for everybody's second heartbeat, the first that tells how often it comes."""

    def holds() -> bool:
        finding = found(asker.ask(server.address, queue), "workers")
        due = [each.get("heartbeat_due") for each in rows(finding)]
        return finding.status == "ok" and due == [1] * workers

    until(holds, "a second heartbeat")
