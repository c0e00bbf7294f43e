"""The questions, in the order in which they are asked: each module adds its own to the check."""

# Importing a module adds its steps, and their order is that of the questions.
# ruff: isort: off

from checks.redis.session import redis
from checks.redis.steps import (
    reachable,
    capacity,
    writable,
    roundtrip,
)

__all__ = ["capacity", "reachable", "redis", "roundtrip", "writable"]
