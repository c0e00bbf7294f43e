"""Where targets are, with one name for this machine."""

from collections.abc import Mapping

from healthcheck import Target

LOOPBACK = "this machine"
_LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")

Targets = Mapping[str, Target]


def place(target: Target) -> tuple[str, int] | None:
    """Host and port; None for what has none."""
    if target.peer is None:
        return None
    host, port = target.peer
    return host_name(host), port


def host_name(name: str) -> str:
    """A host's name, LOOPBACK for all of this machine's."""
    plain = name.lower().rstrip(".")
    return LOOPBACK if plain in _LOCAL or plain.endswith(".localhost") else plain
