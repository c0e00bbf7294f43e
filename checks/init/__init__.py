"""`healthcheck init`: a configuration of the project it is started in, as far as that tells."""

from checks.init.command import init

__all__ = ["init"]
