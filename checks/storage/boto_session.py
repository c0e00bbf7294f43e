"""boto3's session, made where libraries are imported: to read its description of S3 takes a tenth
of a second, which no step is to be charged for."""

import threading
from typing import Any

from boto3.session import Session  # type: ignore[import-untyped]  # it has none
from botocore.configprovider import ConfigValueStore, ConstantProvider  # type: ignore[import-untyped]  # it has none
from botocore.session import Session as Core  # type: ignore[import-untyped]  # it has none

from checks.storage.boto_sending import BoundedSession

STATUS = "x-healthcheck-status"
"""The header under which the client notes the status that truly came."""

_making = threading.Lock()


def client(*, session: BoundedSession, **settings: Any) -> Any:
    """A client of S3, which sends by that session. boto3's own sessions, which make the clients,
    are not made for several threads."""
    with _making:
        made = _SESSION.client("s3", **settings)
    made.meta.events.register_first("before-send.s3", lambda request, **_: session.send(request))
    made.meta.events.register_last("before-parameter-build.s3", _follow_nobody)
    # with two asterisks it comes before what boto3 registers with one
    made.meta.events.register_first("before-parse.*.*", _keep_status)
    return made


def _follow_nobody(context: dict[str, Any], **_: object) -> None:
    """boto3 asks AWS's way for the region that a redirect means: dozens of requests, and a crash
    in the end. It follows once, so it is told that it has."""
    context.setdefault("s3_redirect", {})["redirected"] = True


def _keep_status(response_dict: dict[str, Any], **_: object) -> None:
    """boto3 makes a 500 of a page that comes with a 200, so that it would ask again."""
    response_dict["headers"][STATUS] = str(response_dict["status_code"])


def _isolated() -> Any:
    """A session whose every variable has its default: no environment and no file is read."""
    core = Core()
    defaults = {name: entry[2] for name, entry in core.SESSION_VARIABLES.items()}
    constants = {name: ConstantProvider(value) for name, value in defaults.items()}
    core.register_component("config_store", ConfigValueStore(constants))
    return Session(botocore_session=core)


_SESSION = _isolated()
_NOBODY = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
client(
    session=BoundedSession(),
    endpoint_url="http://localhost",
    region_name="auto",
    **_NOBODY,
).close()
