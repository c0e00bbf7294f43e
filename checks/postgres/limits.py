"""How long the server lets a statement of ours wait and run: it ends it by itself, so that nothing
of ours is left behind."""

import asyncio

LOCKED = 0.3
"""The part of the time left that a statement waits for a lock: three leave time for others."""
RUNNING = 0.8
"""The part of the time left that a statement may take."""


def limits(end: float, *, locked: float = LOCKED, running: float = RUNNING) -> str:
    """Statements that set both for the transaction, by the event loop's time of its end."""
    left = max(0.0, end - asyncio.get_running_loop().time())
    # 0 would be for ever
    lock, statement = (max(1, int(left * part * 1000)) for part in (locked, running))
    return f"SET LOCAL lock_timeout = {lock}; SET LOCAL statement_timeout = {statement}"
