"""Tasks that wait for somebody to take them."""

from healthcheck import Code

CODES: tuple[Code, ...] = ()
