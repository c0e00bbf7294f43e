"""`python -m healthcheck`: as the console script."""

import sys

if __name__ == "__main__":  # pragma: no cover - it ends the process; tests run it as one
    # -m puts the working directory first, where somebody's own `checks` may lie (-P does not)
    if not sys.flags.safe_path:
        sys.path.pop(0)

    from healthcheck.cli import console

    console()
