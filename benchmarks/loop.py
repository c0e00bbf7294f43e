"""The healthy loop: servers and platform up, a job created and completed, and a report about it.

`python -m benchmarks.loop`: seconds from nothing, with installed wheels, to the end of each part. A
part is given as the share of a bare interpreter's start, too, which is what this machine is worth.
"""

import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter

import click

from sandbox import Stack
from sandbox.oracle import Oracle

STARTS = 20


@click.command()
def main() -> None:
    """Runs it once, and prints when each part had ended."""
    start = interpreter()
    click.echo(f"{'until':<34} {'seconds':>7}  of an interpreter's start ({start * 1000:.0f} ms)")
    for part, seconds in loop():
        click.echo(f"{part:<34} {seconds:7.1f}  {seconds / start:.0f}")


def loop() -> Iterator[tuple[str, float]]:
    """Each part with the seconds until its end; SandboxError where it is not healthy."""
    began = perf_counter()
    with Stack() as stack:
        yield "servers and platform answer", perf_counter() - began
        Oracle.prepare(stack.variables).observe()
        yield "the first job has completed", perf_counter() - began
        Oracle.prepare(stack.variables).prove_healthy()
        yield "the second one has", perf_counter() - began
        subprocess.run(
            ["healthcheck", "--all"], env=stack.environment, stdout=subprocess.DEVNULL, check=True
        )
        yield "the report says ready", perf_counter() - began
    yield "nothing is left", perf_counter() - began


def interpreter() -> float:
    """Seconds that a bare interpreter takes, the median of some."""
    taken = []
    for _ in range(STARTS):
        began = perf_counter()
        subprocess.run([sys.executable, "-I", "-c", ""], check=True)
        taken.append(perf_counter() - began)
    return sorted(taken)[STARTS // 2]


if __name__ == "__main__":
    main()
