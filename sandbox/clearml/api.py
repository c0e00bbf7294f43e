"""The API server: an ASGI application."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.clearml import (
    errors,
    events,
    general,
    models,
    projects,
    queues,
    statuses,
    tasks,
    workers,
)
from sandbox.clearml.access import Keys, look_up
from sandbox.clearml.asgi import Application, Reply, application
from sandbox.clearml.call import Call, Data, Request
from sandbox.clearml.endpoint import Endpoint
from sandbox.clearml.errors import ApiError
from sandbox.clearml.records import Records
from sandbox.clearml.settings import Settings
from sandbox.clearml.stores import meet

ENDPOINTS = {
    **general.ENDPOINTS,
    **projects.ENDPOINTS,
    **tasks.ENDPOINTS,
    **statuses.ENDPOINTS,
    **queues.ENDPOINTS,
    **workers.ENDPOINTS,
    **events.ENDPOINTS,
    **models.ENDPOINTS,
}
JSON = "application/json"


def api(settings: Callable[[], Settings], records: Records) -> Application:
    """The settings are looked at anew for every call, and while it waits."""

    async def respond(request: Request) -> Reply:
        call = Call(request)
        try:
            status, body = call.envelope(await _answer(call, settings, records))
        except ApiError as error:
            status, body = call.envelope(None, error)
        return Reply(status, JSON, body)

    return application(respond)


async def _answer(call: Call, settings: Callable[[], Settings], records: Records) -> Data:
    call.locate()
    endpoint = ENDPOINTS.get(call.name)
    if endpoint is None:
        raise call.unknown()
    call.actual_version = endpoint.since
    keys = _keys(endpoint, call, records)
    await meet(endpoint.needs, settings)
    if keys is not None:
        look_up(keys, settings())
    if call.name in settings().forbidden:
        raise ApiError(errors.FORBIDDEN)
    call.load()
    call.demand(*endpoint.required)
    return endpoint.answer(records, call)


def _keys(endpoint: Endpoint, call: Call, records: Records) -> Keys | None:
    """Those of the call, where it needs some that must be looked up."""
    return None if endpoint.open else records.access.read(call.request.authorization)
