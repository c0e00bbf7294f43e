"""As many open files as fakes and those who call them need at once; macOS begins with 256."""

import sys

ENOUGH = 1024


def allow_enough() -> None:
    """Raises what this process allows itself, as far as it may."""
    if sys.platform == "win32":
        return  # pragma: no cover - it has no such limit
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(ENOUGH, hard)), hard))
