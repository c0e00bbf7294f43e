"""PostgreSQL: can the platform's rows be read and written?"""

from checks.postgres.steps import postgres
from checks.postgres.target import PostgresTarget

__all__ = ["PostgresTarget", "postgres"]
