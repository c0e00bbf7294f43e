"""What each of PostgreSQL's codes means, and what to do."""

from checks.postgres.codes import (
    capacity,
    connecting,
    inserting,
    locks,
    migrations,
    rows,
    schema,
    writing,
)

CODES = (
    *connecting.CODES,
    *writing.CODES,
    *capacity.CODES,
    *schema.CODES,
    *migrations.CODES,
    *rows.CODES,
    *locks.CODES,
    *inserting.CODES,
)
