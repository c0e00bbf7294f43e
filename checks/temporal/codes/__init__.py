"""What each way for Temporal to fail means, and what to do about it."""

from checks.temporal.codes import (
    backlogs,
    connecting,
    inspecting,
    namespaces,
    registration,
    routing,
    workers,
)

CODES = (
    *connecting.CODES,
    *namespaces.CODES,
    *workers.CODES,
    *routing.CODES,
    *backlogs.CODES,
    *registration.CODES,
    *inspecting.CODES,
)
