"""Whether the server gives a task to those who poll for it."""

from healthcheck import Code

CODES: tuple[Code, ...] = ()
