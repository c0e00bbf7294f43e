"""What the workers have registered."""

from healthcheck import Code

CODES: tuple[Code, ...] = ()
