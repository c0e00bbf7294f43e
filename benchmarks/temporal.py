"""What asking Temporal and three workers takes, beside Temporal's own command line.

`python -m benchmarks.temporal`: the steps over a new connection each time, in a process that has
loaded the client before; and whole processes, ours and Temporal's, which take turns.
"""

import asyncio
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from benchmarks.pairs import Figures
from checks.temporal import Address, Name, TemporalTarget, temporal
from healthcheck import Outcome
from healthcheck.dependency import Dependency, plan
from healthcheck.runner import run
from tests import temporal_servers
from tests.servers import until

QUEUE = "training-tasks"
WORKERS = ("one", "two", "three")
PASSIVE = ("reachable", "namespace", "workers", "routing", "backlog")
ASKING = ("workflows", "activities")
CONFIG = """
[dependencies.temporal]
check = "temporal"
host = "{host}"
task_queue = "{queue}"
"""


@click.command()
@click.option("-n", "count", default=30, show_default=True, help="Runs of each.")
def main(count: int) -> None:
    """Measures, and prints the figures."""
    with temporal_servers.temporal() as server, ExitStack() as workers:
        for name in WORKERS:
            workers.enter_context(server.worker(QUEUE, identity=name))
        until(lambda: heard(asked(server.address)) == len(WORKERS), "the workers are there")
        outcomes = [asked(server.address) for _ in range(count)]
        processes = [whole(server) for _ in range(count)]
    click.echo(f"{count} runs, {os.cpu_count()} cores; milliseconds, median (least - most)\n")
    click.echo(line("the steps that read", [took(each, PASSIVE) for each in outcomes]))
    click.echo(line("asking three workers", [took(each, ASKING) for each in outcomes]))
    click.echo(line("healthcheck run temporal", [ours for ours, _ in processes]))
    click.echo(line("temporal task-queue describe", [theirs for _, theirs in processes]))
    ratios = sorted(ours / theirs for ours, theirs in processes)
    click.echo(f"\nwhole processes: {ratios[len(ratios) // 2]:.2f} of Temporal's own")


def asked(host: str) -> Outcome:
    """Every step, those that ask the workers too."""
    target = TemporalTarget(
        host=Address.parse(host),
        task_queue=Name(QUEUE),
        workflows=(Name("Holding"),),
        activities=(Name("hold"),),
    )
    it = Dependency(name="temporal", check=temporal, target=target)
    (outcome,) = asyncio.run(run([it], plan([it], None, writing=True)))
    return outcome


def heard(outcome: Outcome) -> int:
    """How many workers have told what they have registered."""
    finding = outcome.find("workflows")
    told = finding.evidence.get("registered") if finding else None
    return len(told) if isinstance(told, dict) else 0


def took(outcome: Outcome, steps: tuple[str, ...]) -> float:
    """Seconds of some of the steps."""
    return sum(each.seconds for each in outcome.findings if each.step in steps)


def whole(server: temporal_servers.Temporal) -> tuple[float, float]:
    """Seconds of a process that asks for the workers: ours, and Temporal's own."""
    with TemporaryDirectory() as room:
        config = Path(room) / "healthcheck.toml"
        config.write_text(CONFIG.format(host=server.address, queue=QUEUE))
        own: list[str | Path] = [Path(sys.executable).with_name("healthcheck"), "run", "temporal"]
        ours = timed([*own, "--config", config])
    theirs: list[str | Path] = [server.program, "task-queue", "describe", "--task-queue", QUEUE]
    return ours, timed([*theirs, "--address", server.address])


def timed(command: list[str | Path]) -> float:
    """Seconds of a process that must succeed."""
    began = perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return perf_counter() - began


def line(what: str, seconds: list[float]) -> str:
    """One line of the table."""
    figures = Figures.of([1000 * each for each in seconds])
    return f"{what:<30} {figures.median:7.1f}  ({figures.least:.1f} - {figures.most:.1f})"


if __name__ == "__main__":
    main(standalone_mode=False)
    sys.stdout.flush()
    os._exit(0)  # a process that used temporalio may crash at its exit
