"""Redis: can job updates be written and heard?"""

from checks.redis.steps import redis
from checks.redis.target import RedisTarget

__all__ = ["RedisTarget", "redis"]
