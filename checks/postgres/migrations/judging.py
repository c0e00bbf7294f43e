"""What a folder of migrations and a database's own word come to: a pure judgement.

A database that is behind fails: the code beside the folder is written for its newest revision, and
names columns that the missing one makes. Whether a job's INSERT needs just these cannot be read off
a migration, which may compute what it does; but where each that is missing makes no more than an
index or a comment, or merges branches, no row depends on it. What the folder does not know decides
nothing: a newer revision may have changed what a job needs, or not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.postgres.migrations.graph import Revision
from checks.postgres.migrations.reading import Folder
from checks.postgres.migrations.told import Revisions, State
from checks.postgres.target import PostgresTarget
from healthcheck import Manner, Probe, Status

NAMED = 3
"""Revisions named in a sentence."""
LONGEST = 64
"""Characters shown of a name that only the database has; alembic's column takes 32."""
_USUAL = re.compile(rf"[\w.]{{1,{LONGEST}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """A finding to be. Skipped: it could not be asked, and the summary says why."""

    status: Status
    code: str
    summary: str
    hint: str = ""

    def say(self, probe: Probe[PostgresTarget]) -> None:
        """Ends the step with it; a warning is noted, and the step goes on."""
        match self.status:
            case Status.WARN:
                probe.warn(self.code, self.summary, hint=self.hint)
            case Status.UNKNOWN:
                probe.unknown(self.code, self.summary, hint=self.hint)
            case Status.SKIPPED:
                probe.unsupported(self.summary)
            case _:
                probe.fail(self.code, self.summary, hint=self.hint, manner=Manner.REFUSES)


def judge(folder: Folder, told: Revisions) -> tuple[Said, ...]:
    """The worst first; nothing where the database is at all of the folder's heads."""
    if folder.problems:
        more = f" (and {len(folder.problems) - 1} more)" if len(folder.problems) > 1 else ""
        return (Said(Status.UNKNOWN, "bad-migrations", f"{folder.problems[0]}{more}"),)
    if told.state is State.CLOSED:
        why = f"this account may not read {told.table}, which has the database's revision"
        return (Said(Status.SKIPPED, "", why),)
    if told.state is State.LOCKED:
        held = f"another session holds a lock on {told.table}: a migration may be running"
        return (Said(Status.UNKNOWN, "schema-locked", held),)
    if not told.rows:
        return (_not_migrated(folder, told),)
    known = [each for each in told.rows if each in folder.graph.revisions]
    strange = [each for each in told.rows if each not in folder.graph.revisions]
    found = [_behind(folder, known, strange), _strange(folder, told, strange)]
    return tuple(each for each in found if each)


def _behind(folder: Folder, known: Sequence[str], strange: Sequence[str]) -> Said | None:
    if not known:
        return None
    lacking = folder.graph.lacking(known)
    # a revision that we do not know may stand for others: not for those after what is known
    sure = folder.graph.after(known) if strange else _begun(folder, known)
    certain = [each for each in lacking if each.id in sure]
    if certain:
        return _lacking(folder, known, certain)
    if lacking and not strange:
        return _apart(folder, known, lacking)
    return None


def _begun(folder: Folder, known: Sequence[str]) -> frozenset[str]:
    """The revisions of branches of which something has been applied."""
    applied = folder.graph.applied(known)
    return frozenset(applied | folder.graph.after(applied))


def _lacking(folder: Folder, known: Sequence[str], lacking: Sequence[Revision]) -> Said:
    unnoticed = all(each.unnoticed for each in lacking)
    several = len(folder.graph.heads) > 1
    number = f"{len(lacking)} revision{'s' * (len(lacking) > 1)}"
    ids = [each.id for each in lacking]
    way = f"{_listed(known)} -> {_listed(each for each in folder.graph.heads if each in ids)}"
    said = f"the database is {number} behind ({way}): it lacks {_listed(lacking)}"
    if several:
        said += f"; the migrations have several heads: {_listed(folder.graph.heads)}"
    if unnoticed:
        said += "; no row depends on that"
    code = "several-heads" if several else "behind"
    return Said(Status.WARN if unnoticed else Status.FAIL, code, said, _upgrade(folder))


def _apart(folder: Folder, known: Sequence[str], lacking: Sequence[Revision]) -> Said:
    """A branch that begins by itself may be meant for another database."""
    heads = _listed(folder.graph.heads)
    said = (
        f"the migrations have several heads ({heads}), and the database, at {_listed(known)}, has "
        f"nothing of the branch that begins with {lacking[0]}: it may be meant for another one"
    )
    return Said(Status.UNKNOWN, "several-heads", said, _upgrade(folder))


def _strange(folder: Folder, told: Revisions, strange: Sequence[str]) -> Said | None:
    if not strange:
        return None
    names = [each if _USUAL.fullmatch(each) else ascii(each[:LONGEST]) for each in strange]
    said = (
        f"{told.table} says {_listed(names)}, and no migration in {folder.path} is called so: "
        "newer code, another branch or another application has migrated the database"
    )
    return Said(Status.UNKNOWN, "unknown-revision", said)


def _not_migrated(folder: Folder, told: Revisions) -> Said:
    """Tables may be there by other means, and complete; without any nothing can be inserted."""
    if told.state is State.SEVERAL:
        said = f"{told.table} stands in {_listed(told.schemas)}, none of them on the search path"
        hint = "Name the schema: version_table_schema in env.py, or search_path in the URL."
        return Said(Status.UNKNOWN, "not-migrated", said, hint)
    what = f"no table {told.table}" if told.state is State.MISSING else f"no row in {told.table}"
    if told.bare:
        said = f"no migration has run: the database has {what}, and no other table"
        return Said(Status.FAIL, "not-migrated", said, _upgrade(folder))
    heads = _listed(folder.graph.heads)
    said = f"the database has tables, and {what}: whether it is at {heads} was never recorded"
    return Said(Status.UNKNOWN, "not-migrated", said)


def _upgrade(folder: Folder) -> str:
    several = len(folder.graph.heads) > 1
    called = folder.settings.command if folder.settings else "alembic"
    run = f"{called} upgrade {'heads' if several else 'head'}"
    merge = f'; then join the branches: {called} merge heads -m "..."' if several else ""
    if folder.settings is None:
        path = f"with the migrations in {folder.path}"
        return f"Run what migrates this database ({run}) {path}{merge}."
    return f"In {folder.settings.file.absolute().parent}: {run}{merge}."


def _listed(names: Iterable[object]) -> str:
    """The first of them, in a sentence."""
    told = [str(each) for each in names]
    more = [f"{len(told) - NAMED} more"] if len(told) > NAMED else []
    parts = [*told[:NAMED], *more]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
