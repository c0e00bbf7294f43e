"""boto3's session, made where libraries are imported: to read its description of S3 takes a tenth
of a second, which no step is to be charged for."""

import threading
from typing import Any

from boto3.session import Session  # type: ignore[import-untyped]  # it has none
from botocore.configprovider import ConfigValueStore, ConstantProvider  # type: ignore[import-untyped]  # it has none
from botocore.session import Session as Core  # type: ignore[import-untyped]  # it has none

_making = threading.Lock()


def client(**settings: Any) -> Any:
    """A client of S3. Sessions are not made for several threads, the clients are."""
    with _making:
        return _SESSION.client("s3", **settings)


def _isolated() -> Any:
    """A session whose every variable has its default: no environment and no file is read."""
    core = Core()
    defaults = {name: entry[2] for name, entry in core.SESSION_VARIABLES.items()}
    constants = {name: ConstantProvider(value) for name, value in defaults.items()}
    core.register_component("config_store", ConfigValueStore(constants))
    return Session(botocore_session=core)


_SESSION = _isolated()
_NOBODY = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
client(endpoint_url="http://localhost", region_name="auto", **_NOBODY).close()
