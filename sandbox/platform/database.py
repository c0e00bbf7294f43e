"""The two databases, as the platform connects to them: nothing proves a pooled connection first."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from sandbox.platform.models import Base, UsersBase
from sandbox.platform.settings import Settings
from sandbox.platform.variant import Variant


def platform_engine(settings: Settings) -> Engine:
    """Blocks: Platform DB silent, stopped or its table locked, and the whole API freezes."""
    return _engine(settings.database_url, settings.variant, Base)


def users_engine(settings: Settings) -> Engine | AsyncEngine:
    """The original's waits in the loop, without an end: User DB silent or stopped hangs alone."""
    url = make_url(settings.user_database_url)
    if settings.variant.blocks and not _is_sqlite(url):
        url = url.set(drivername="postgresql+asyncpg")
        return create_async_engine(url, connect_args={"timeout": None})  # asyncpg's own is 60 s
    return _engine(settings.user_database_url, settings.variant, UsersBase)


def _engine(text: str, variant: Variant, base: type[Base] | type[UsersBase]) -> Engine:
    """A URL may have any of SQLAlchemy's spellings."""
    url = make_url(text)
    if _is_sqlite(url):
        engine = create_engine(url)
        base.metadata.create_all(engine)
        return engine
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, connect_args=_limits(variant.database))


def _limits(seconds: float | None) -> dict[str, Any]:
    if seconds is None:
        return {}
    limit = round(seconds * 1000)
    options = f"-c statement_timeout={limit} -c lock_timeout={limit}"
    return {"connect_timeout": math.ceil(seconds), "options": options}


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
