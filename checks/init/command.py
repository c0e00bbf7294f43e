"""The command: looks, writes one file, and says what it could not tell."""

import os
from pathlib import Path

import click

NAME = "healthcheck.toml"


@click.command()
@click.option("--stdout", "shows", is_flag=True, help="Write to stdout, and no file.")
@click.option("--force", is_flag=True, help="Replace a healthcheck.toml that is there.")
def init(*, shows: bool, force: bool) -> None:
    """Write a healthcheck.toml for the project in this folder.

    Env files, compose files and the environment are looked at for what they name; no secret is
    written, nothing is asked over the network, and nothing is executed.
    """
    from checks.init.finding import find
    from checks.init.writing import untold, written
    from healthcheck import say

    found = find(Path.cwd(), os.environ)
    text = written(found)
    if shows:
        say(text)
        return
    _write(Path(NAME), text, force=force)
    say(f"{NAME} is written.\n")
    names = untold(found)
    if names:
        say(f"Nothing here told {', '.join(names)}: set them in the env file or the environment.\n")
    say("Next: healthcheck config\n")


def _write(path: Path, text: str, *, force: bool) -> None:
    """UsageError for a file that is there, or cannot be made; of that nothing is lost."""
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise click.UsageError(f"{path} is there already; --force replaces it") from None
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
