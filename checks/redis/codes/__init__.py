"""What each of Redis's codes means, and what to do."""

from checks.redis.codes import capacity, connecting, writing

CODES = (*connecting.CODES, *capacity.CODES, *writing.CODES)
