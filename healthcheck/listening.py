"""Whether anybody listens on a port of this machine, where a refusal looks like silence.

Windows answers a refused connection by trying again, for about 2 s an address: by then the step is
over. Taking the port for a moment tells at once.
"""

import errno
import socket
import sys
from collections.abc import Iterator

REFUSES_SLOWLY = sys.platform == "win32"
"""Elsewhere a refusal comes at once; and Linux can lead a port on that nobody listens on."""

_ADDRESSES = {
    "localhost": ((socket.AF_INET6, "::1"), (socket.AF_INET, "127.0.0.1")),
    "::1": ((socket.AF_INET6, "::1"),),
    "127.0.0.1": ((socket.AF_INET, "127.0.0.1"),),
}
_EXCLUSIVE = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)


def nobody(peer: tuple[str, int]) -> bool:
    """Whether it is certain that nobody listens there; not asked where a refusal comes at once."""
    if not REFUSES_SLOWLY:
        return False
    host, port = peer
    found = list(_free(host.lower().rstrip("."), port))
    return bool(found) and all(found)


def _free(host: str, port: int) -> Iterator[bool]:
    """For each address of the host that this machine has, whether its port can be taken."""
    for family, address in _ADDRESSES.get(host, ()):
        try:
            with socket.socket(family) as taking:
                if _EXCLUSIVE is not None:  # pragma: no cover - only Windows has it
                    taking.setsockopt(socket.SOL_SOCKET, _EXCLUSIVE, 1)
                taking.bind((address, port))
                yield True
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                yield False
