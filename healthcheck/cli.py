"""The command line: `run`, `list`, `explain`, `config`, and what is plugged in."""

import sys
import traceback
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any

import click

BLOCKED, USAGE, UNKNOWN, INTERRUPTED = 1, 2, 3, 130


class Commands(click.Group):
    """`healthcheck --all` is `healthcheck run --all`; other packages may plug commands in."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options of `run` given to the group belong to `run`."""
        own = ("--help", "-h", "--version")
        if args and args[0].startswith("-") and args[0] not in own:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Ours in the order of their use, then what is plugged in; what is broken helps nobody."""
        from healthcheck import plugins

        plugged = plugins.named(plugins.COMMANDS)
        return [*self.commands, *(name for name, each in plugged.items() if plugins.loads(each))]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """One of ours, else one that an installed package brings."""
        own = super().get_command(ctx, name)
        if own:
            return own
        from healthcheck import plugins
        from healthcheck.errors import Unloadable

        entry = plugins.named(plugins.COMMANDS).get(name)
        try:
            return plugins.load(entry) if entry else None
        except Unloadable as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="training-healthcheck", prog_name="healthcheck")
def healthcheck() -> None:
    """Tells which dependency would block creating a training job, how, and what to do about it.

    healthcheck --all asks everything, by steps that write too; healthcheck run only reads. The
    options of run can be given without it: healthcheck --all --format json.
    """


def configuration_options(command: Any) -> Any:
    """The options that say where settings come from."""
    for option in (
        click.option("--env-file", "env_files", multiple=True, metavar="[ROLE=]FILE",
                     help="Read settings from this file; repeatable, the later wins. With a role, "
                     "such as worker=FILE: hold its settings against the others."),
        click.option("--config", "config_file", metavar="FILE", help="The configuration to use."),
    ):  # fmt: skip
        command = option(command)
    return command


@healthcheck.command()
@click.argument("names", nargs=-1, metavar="[DEPENDENCY[.STEP]]...")
@click.option("--all", "everything", is_flag=True, help="Every step, those that write too.")
@click.option("--for", "operation", metavar="OPERATION", help="Only what this operation needs.")
@click.option("--format", "formats", multiple=True, metavar="NAME[=FILE]",
              help="text, json, junit, markdown, github, prometheus or health+json, to stdout or "
              "a file; repeatable.")  # fmt: skip
@click.option("--timeout", metavar="DURATION", help="Time for each dependency, such as 10s.")
@click.option("--strict", is_flag=True, help="Degraded exits with 1, unproven with 3.")
@configuration_options
@click.pass_context
def run(ctx: click.Context, /, **options: Any) -> None:
    """Ask the dependencies, and say what would become of the operation."""
    from healthcheck import command

    ctx.exit(command.run(**options))


@healthcheck.command("list")
@click.option("--budget", is_flag=True, help="How many connections and requests each takes.")
@configuration_options
def list_(config_file: str | None, env_files: Sequence[str], *, budget: bool) -> None:
    """List dependencies, their steps, and why each is asked."""
    from healthcheck import describe
    from healthcheck.process import say

    say((describe.budget if budget else describe.listing)(config_file, env_files))


@healthcheck.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what a CODE of a report means, and what to do about it."""
    from healthcheck import describe
    from healthcheck.process import say

    say(describe.explanation(code))


@healthcheck.command()
@configuration_options
def config(config_file: str | None, env_files: Sequence[str]) -> None:
    """Show the settings as resolved, secrets masked, each with its origin."""
    from healthcheck import describe
    from healthcheck.process import say

    say(describe.settings(config_file, env_files))


@healthcheck.command()
@click.argument("checks", nargs=-1, metavar="[CHECK]...")
@click.pass_context
def selftest(ctx: click.Context, checks: Sequence[str]) -> None:
    """Try the installed checks on servers that do everything wrong, on this machine alone.

    They are silent, hang up, speak something else, never end, or send what a terminal would obey.
    A check has to end in time, say what it met, show nothing raw and read no more than it takes;
    where one does not, the exit code is 1.
    """
    from healthcheck.selftest import command

    ctx.exit(command.run(checks))


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command line and returns its exit code; for programs that embed healthcheck."""
    from healthcheck.errors import ConfigError, Terminated, Unloadable

    try:
        code = healthcheck.main(argv, prog_name="healthcheck", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Terminated as terminated:
        return 128 + terminated.number
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (ConfigError, Unloadable) as error:
        click.echo(f"Error: {error}", err=True)
        return USAGE


def console() -> None:  # pragma: no cover - it ends the process; tests run it as one
    """The console script: `main`, whatever the console can print, and out in time."""
    from healthcheck.process import leave

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    code = (
        UNKNOWN  # a crash of ours says nothing of the dependencies; Python's own 1 reads as blocked
    )
    try:
        code = main(sys.argv[1:])
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()
        leave(code)
