"""Whether a server takes writes, by what it says of itself."""

from checks.postgres.connecting.connection import Row, set_where
from checks.postgres.connecting.roles import Wanted
from checks.postgres.judgement import Judgement
from healthcheck import Manner

_NEXT = "With target_session_attrs=read-write in the URL, drivers look for the primary themselves."


def judge(row: Row, wanted: Wanted, address: str, *, several: bool = False) -> Judgement | None:
    """What keeps a job's rows from being written; None where nothing does, or none are to be.

    `several`: the URL has hosts that drivers would try next.
    """
    standby, read_only = row["standby"], row["read_only"]
    if wanted.reads:
        suits = wanted is Wanted.PREFER_STANDBY or wanted.takes(
            standby=standby, read_only=read_only
        )
        said = f"{address} is no server for reading only, and the URL says {_attribute(wanted)}"
        return None if suits else Judgement("no-standby", said, Manner.REFUSES)
    if standby:
        hint = _NEXT if several and wanted is Wanted.ANY else ""
        said = f"{address} is a standby: it takes no writes"
        return Judgement("standby", said, Manner.REFUSES, hint)
    if read_only:
        said = f"{address} is read-only, {set_where(row)}"
        return Judgement("read-only", said, Manner.REFUSES)
    if row.get("unconfirmed"):
        said = f"{address} waits for a synchronous standby with every COMMIT, and has none"
        return Judgement("no-synchronous-standby", said, Manner.BLOCKS)
    return None


def _attribute(wanted: Wanted) -> str:
    return f"target_session_attrs={wanted}"
