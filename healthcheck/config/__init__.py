"""File, environment and env files to dependencies and operations, each value with its origin.

Nothing here waits, and nothing is executed that a configuration names.
"""

from healthcheck.config.build import Configuration, load
from healthcheck.errors import ConfigError

__all__ = ["ConfigError", "Configuration", "load"]
