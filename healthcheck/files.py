"""A file that is written whole, or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Writes the text in UTF-8, in one step for whoever reads the file; OSError where it cannot be.

    The new file lies beside the old one until it is whole, and then takes its place and its rights.
    A link is followed. What is no ordinary file (a pipe, a terminal, `/dev/stdout`) is written to.
    """
    if _is_stream(path):
        with open(path, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.write(text)
        return
    real = path.resolve()
    whole = False
    descriptor, name = tempfile.mkstemp(prefix=".healthcheck-", dir=real.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
            stream.write(text)
        os.chmod(name, _rights(real))
        os.replace(name, real)
        whole = True
    finally:
        if not whole:
            os.unlink(name)


def _is_stream(path: Path) -> bool:
    """Something that is not to be replaced, be it a file that `/dev/stdout` is redirected to."""
    system = path.absolute().as_posix().startswith(("/dev/", "/proc/"))
    return path.exists() and (system or not path.is_file())


def _rights(path: Path) -> int:
    """Those of the file that is replaced, else what any new file of this process gets."""
    with suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
