"""`healthcheck sandbox`: the training platform's servers on this machine, whole or broken."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping

import click

from sandbox.interrupts import Interrupted, Interrupts
from sandbox.platform.variant import ORIGINAL, VARIANTS

GRACE = 5.0  # seconds that an interrupted command may take to end


class DidNotStand(click.ClickException):
    exit_code = 3  # nothing was asked, so that nothing is known


@click.group()
def sandbox() -> None:
    """Run the training platform's servers on this machine, and break them."""


@sandbox.command()
def faults() -> None:
    """List what can be broken."""
    from sandbox import FAULTS

    width = max(map(len, FAULTS))
    for fault in FAULTS.values():
        click.echo(f"{fault.name:{width}}  {fault.description}")


@sandbox.command(context_settings={"allow_interspersed_args": False})
@click.option("--break", "broken", metavar="FAULT", multiple=True, help="Start with this fault.")
@click.option(
    "--variant",
    type=click.Choice(list(VARIANTS)),
    default=ORIGINAL.name,
    show_default=True,
    help="Which platform stands before the servers: as it was measured, or one that guards itself.",
)
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def up(
    context: click.Context, broken: tuple[str, ...], variant: str, command: tuple[str, ...]
) -> None:
    """Start the servers, run COMMAND against them, and end them with it.

    Without COMMAND: print the variables by which the servers are found, and wait for Ctrl-C.
    `healthcheck sandbox faults` lists what --break can break.

    \b
    healthcheck sandbox up -- healthcheck --all
    healthcheck sandbox up --break temporal-no-worker -- healthcheck --all
    """
    try:
        with Interrupts() as interrupts:
            context.exit(_up(broken, variant, command, interrupts))
    except Interrupted as interrupted:
        context.exit(128 + interrupted.number)


def _up(
    broken: tuple[str, ...], variant: str, command: tuple[str, ...], interrupts: Interrupts
) -> int:
    from sandbox import SandboxError, Stack, UnknownFaultError
    from sandbox.environment import search_path

    if command and shutil.which(command[0], path=search_path(os.environ)) is None:
        click.echo(f"Error: there is no command {command[0]!r}", err=True)
        return 127
    try:
        with Stack(faults=broken, variant=variant, progress=_progress) as stack:
            if command:
                return _run(command, stack.environment, interrupts)
            for name, value in stack.variables.items():
                click.echo(f"export {name}={shlex.quote(value)}")
            _progress("it is up; Ctrl-C ends it")
            stack.wait()
            return 0
    except UnknownFaultError as error:
        raise click.BadParameter(str(error), param_hint="--break") from error
    except SandboxError as error:
        raise DidNotStand(str(error)) from error


def _run(command: tuple[str, ...], environment: Mapping[str, str], interrupts: Interrupts) -> int:
    """The command's exit code, as a shell would give it."""
    interrupts.hold()  # or a command that was just started would be forgotten
    try:
        process = subprocess.Popen(command, env=environment)
    except OSError as error:
        click.echo(f"Error: {command[0]!r} cannot be run: {error.strerror}", err=True)
        return 126
    try:
        interrupts.release()
        code = process.wait()
    except Interrupted as interrupted:
        _interrupt(process, interrupted.number)
        raise
    return code if code >= 0 else 128 - code


def _interrupt(process: subprocess.Popen[bytes], number: int) -> None:
    """Passes the signal on, unless the terminal has sent it to both of us."""
    if number != signal.SIGINT or not _in_the_foreground():
        process.send_signal(number)
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _in_the_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def _progress(text: str) -> None:
    click.echo(f"sandbox: {text}", err=True)
