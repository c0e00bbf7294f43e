"""`healthcheck --all` against the plain script, as whole processes on one sandbox.

`python -m benchmarks.cold`: the two take turns, and so does which of them goes first, so that what
else the machine does meets both.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

import click

from benchmarks.pairs import Pair, Run, table
from sandbox import Stack

HEALTHCHECK = ("healthcheck", "--all", "--format", "json")
PLAIN = (sys.executable, str(Path(__file__).with_name("plain.py")))


@click.command()
@click.option("-n", "count", default=10, show_default=True, help="Pairs, after a warm-up of each.")
def main(count: int) -> None:
    """Measures, and prints the figures; fails only where a run does."""
    click.echo("starting the sandbox", err=True)
    with Stack() as stack:
        environment = stack.environment
        _, report = run(HEALTHCHECK, environment)
        _, pings = run(PLAIN, environment)
        pairs = [pair(number, environment) for number in range(count)]
    click.echo(f"{count} pairs of whole processes, {os.cpu_count()} cores; median (least - most)\n")
    click.echo(table(pairs))
    asked, pinged = questions(report), sum(line.startswith("ok ") for line in pings.splitlines())
    click.echo(f"asked: {asked} steps, against {pinged} pings: {asked / pinged:.1f} to one")


def pair(number: int, environment: Mapping[str, str]) -> Pair:
    """One run of each; every second time the script goes first."""
    order = (HEALTHCHECK, PLAIN) if number % 2 == 0 else (PLAIN, HEALTHCHECK)
    runs = {command: run(command, environment)[0] for command in order}
    return Pair(ours=runs[HEALTHCHECK], plain=runs[PLAIN])


def run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[Run, str]:
    """What a command takes, and what it prints. Where it fails all ends, with its output."""
    before, started = spent(), perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    took = Run(wall=perf_counter() - started, cpu=spent() - before)
    if done.returncode:
        said = f"{done.stdout}{done.stderr}".rstrip()
        raise click.ClickException(f"{' '.join(command)} exited with {done.returncode}:\n{said}")
    return took, done.stdout


def spent() -> float:
    """CPU seconds of all children that have ended; the servers of the sandbox have not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def questions(report: str) -> int:
    """The steps that were asked; `configured` asks nobody."""
    steps = [step for each in json.loads(report)["dependencies"] for step in each["steps"]]
    return sum(step["name"] != "configured" and step["status"] != "skipped" for step in steps)


if __name__ == "__main__":
    main()
