"""ClearML's ways to fail, by what its API answers."""

from checks import web
from healthcheck import Fault

_DENIED = "checks.clearml.api.Denied"

FAULTS = (
    *web.FAULTS,
    Fault(
        _DENIED,
        "authenticated",
        "wrong-credentials",
        "ClearML at {address} knows no such pair of access key and secret key ({text})",
        text="^401/22 ",
    ),
    Fault(
        _DENIED,
        "authenticated",
        "no-permission",
        "ClearML at {address} denies this user what the platform does: {text}",
        text=r"^(403/|401/1 |401/2 )",
    ),
    Fault(
        _DENIED,
        "authenticated",
        "credentials-refused",
        "ClearML at {address} refuses the credentials: {text}",
    ),
    Fault(
        "checks.clearml.api.Retried",
        "reachable",
        "gateway-error",
        "{address} answers only sometimes as ClearML: {text}",
    ),
    Fault(
        "checks.clearml.api.Unwrapped",
        "reachable",
        "server-error",
        "{address} answers only sometimes as ClearML: {text}",
    ),
)
