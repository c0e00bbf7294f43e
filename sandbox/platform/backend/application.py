"""The application as a whole: its routes, and what it opens when it starts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from sandbox.platform.backend import auth, capabilities, datasets, follow, health, jobs, tracked
from sandbox.platform.backend.failures import Boundary
from sandbox.platform.backend.services import Services
from sandbox.platform.settings import Settings


def application(settings: Settings) -> FastAPI:
    services = Services(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await services.connect()
        yield

    app = FastAPI(title="Training platform", lifespan=lifespan)
    app.add_middleware(Boundary)
    app.state.services = services
    versioned = APIRouter(prefix="/api/v1")
    for part in (auth, datasets, capabilities, jobs, follow, tracked):
        versioned.include_router(part.router)
    app.include_router(versioned)
    app.include_router(health.router)
    return app
