"""What is on loopback, no proxy is to be asked for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_proxies() -> Iterator[None]:
    """The environment, and the system behind it, without any proxy for as long as it is entered."""
    kept = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    for name in kept:
        del os.environ[name]
    os.environ["NO_PROXY"] = "*"
    try:
        yield
    finally:
        del os.environ["NO_PROXY"]
        os.environ.update(kept)
