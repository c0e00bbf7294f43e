"""What each of PostgreSQL's codes means, and what to do."""

from checks.postgres.codes import capacity, connecting, rows, writing

CODES = (*connecting.CODES, *writing.CODES, *capacity.CODES, *rows.CODES)
