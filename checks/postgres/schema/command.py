"""The text of a snapshot, from a database or from an application's model."""

from collections.abc import Sequence

import click

from checks.postgres.connecting.connection import Connection
from checks.postgres.schema.catalogue import Untold, read
from checks.postgres.schema.metadata import modelled
from checks.postgres.schema.recording import Unusable, recorded
from checks.postgres.schema.writing import written
from checks.postgres.session import postgres
from checks.postgres.target import PostgresTarget
from healthcheck import Probe, consult

LIMIT = 30.0
"""Seconds for the catalogue: whoever records a database can wait."""


def from_database(
    dependency: str, only: Sequence[str], config_file: str | None, env_files: Sequence[str]
) -> str:
    """Of the database that the configuration has by that name; click's exceptions where not."""

    async def ask(connection: Connection, probe: Probe[PostgresTarget]) -> str:
        try:
            return written(recorded(await read(connection, LIMIT), only))
        except Unusable as error:
            probe.unknown("bad-snapshot", str(error), hint="Nothing was recorded.")
        except Untold:
            probe.unknown("schema-locked", "another session changes tables at this moment")

    return consult(
        postgres, dependency, ask, limit=LIMIT, config_file=config_file, env_files=env_files
    )


def from_model(model: str, python: str | None, only: Sequence[str]) -> str:
    """Of a SQLAlchemy model, by `module:name`; a usage error where it cannot be had."""
    try:
        return written(recorded(modelled(model, python), only))
    except Unusable as error:
        raise click.UsageError(str(error)) from error
