"""Run in a process of its own: what ClearML's SDK would do here, as one line of JSON.

It opens no connection. It is run by its path and imports nothing of ours, so that it is quick.
"""

import hashlib
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any


def main() -> None:
    """Says what was found; whatever the SDK itself prints is not heard."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        told = _told()
    print(json.dumps(told))


def _told() -> dict[str, Any]:
    spec = importlib.util.find_spec("clearml")
    if spec is None or spec.submodule_search_locations is None:
        return {"absent": True}
    try:
        with _bare(list(spec.submodule_search_locations)):
            return _resolved()
    except (ImportError, AttributeError):  # a version that cannot do without its whole package
        return _resolved()


@contextmanager
def _bare(places: list[str]) -> Iterator[None]:
    """The package without what it imports (numpy, PIL and all of the SDK): half the time."""
    package = ModuleType("clearml")
    package.__path__ = places
    sys.modules["clearml"] = package
    try:
        yield
    finally:
        for name in [each for each in sys.modules if each.partition(".")[0] == "clearml"]:
            del sys.modules[name]


def _resolved() -> dict[str, Any]:
    """By the SDK's own code, as its session does it, but for the session."""
    api = importlib.import_module("clearml.backend_api")
    defs = importlib.import_module("clearml.backend_api.session.defs")
    sdk: dict[str, Any] = {
        "version": importlib.import_module("clearml.version").__version__,
        **_files(importlib.import_module("clearml.backend_config.defs")),
    }
    defaults = importlib.import_module("clearml.config").__file__
    try:
        config = api.load_config(Path(str(defaults)).parent)
    except Exception as error:  # noqa: BLE001 - whatever the SDK raises here it raises there, too
        return sdk | _trouble(error)
    session = api.Session
    return sdk | {
        "offline": bool(defs.ENV_OFFLINE_MODE.get()),
        "api": session.get_api_server_host(config=config),
        "web": _host(session.get_app_server_host, config),
        "files": _host(session.get_files_server_host, config),
        "access_key": _is_set(defs.ENV_ACCESS_KEY, config, "access_key"),
        "secret_key": _is_set(defs.ENV_SECRET_KEY, config, "secret_key"),
        "pair": _pair(defs, config),
        "token": bool(defs.ENV_AUTH_TOKEN.get()),
    }


def _files(defs: Any) -> dict[str, Any]:
    """The files that are read, and one that is named and is not there: the SDK says nothing."""
    named = defs.LOCAL_CONFIG_FILE_OVERRIDE_VAR.get()
    files = [os.path.expanduser(named)] if named else defs.LOCAL_CONFIG_FILES
    read = [str(each) for each in files if os.path.isfile(each)]
    return {"read": read, "missing": named if named and not read else None}


def _trouble(error: BaseException) -> dict[str, Any]:
    """Kind and place; what stands there may be a secret."""
    each: BaseException | None = error
    while each is not None and not hasattr(each, "lineno"):
        each = each.__cause__ or each.__context__
    return {"error": type(error).__name__, "line": getattr(each, "lineno", None)}


def _host(ask: Callable[..., str], config: Any) -> str | None:
    try:
        return ask(config=config)
    except ValueError:  # not told, and not to be derived from the API server's
        return None


def _pair(defs: Any, config: Any) -> str | None:
    """By which the keys can be compared with others, and not be read."""
    variables = {"access_key": defs.ENV_ACCESS_KEY, "secret_key": defs.ENV_SECRET_KEY}
    keys = [
        str(variable.get(default=config.get(f"api.credentials.{name}", None)) or "")
        for name, variable in variables.items()
    ]
    return hashlib.sha256("\n".join(keys).encode()).hexdigest() if all(keys) else None


def _is_set(variable: Any, config: Any, key: str) -> bool:
    return bool(variable.get(default=config.get(f"api.credentials.{key}", None)))


if __name__ == "__main__":
    main()
