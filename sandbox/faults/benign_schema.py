"""Tables that are not as the platform's code expects them, where a job does not notice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.faults.fault import Fault, benign
from sandbox.faults.schema import JOBS, altered

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers
    from sandbox.servers.postgres import Postgres

USERS = "ALTER TABLE users"


def retyped(do: str, undo: str) -> Injection:
    """For long: who had prepared statements on the old type has stumbled, and connected anew."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("Postgres", servers[name])
        async with altered(do, undo)(servers, name):
            await server.throw_out()
            await servers["api"].recover()
            yield
        await server.throw_out()

    return inject


CONDITIONS: tuple[Fault, ...] = (
    benign(
        "platform-db-extra-column",
        "Platform DB's jobs have a column more than the code knows, with a default.",
        altered(f"{JOBS} ADD priority int NOT NULL DEFAULT 0", f"{JOBS} DROP priority"),
    ),
    benign(
        "platform-db-extra-table",
        "Platform DB has a table that the code does not know.",
        altered("CREATE TABLE annotations_old (id int)", "DROP TABLE annotations_old"),
    ),
    benign(
        "platform-db-extra-schema",
        "Platform DB has another schema, with a table of jobs as they once were.",
        altered(
            "CREATE SCHEMA archive; CREATE TABLE archive.training_jobs (id int, note text)",
            "DROP SCHEMA archive CASCADE",
        ),
    ),
    benign(
        "platform-db-extra-status",
        "Platform DB knows a status of jobs more than the code does.",
        altered(
            "ALTER TYPE jobstatus ADD VALUE 'archived'",
            "DELETE FROM pg_enum WHERE enumlabel = 'archived'",  # no statement takes one away
        ),
    ),
    benign(
        "platform-db-missing-key",
        "Platform DB lets a job refer to an experiment that does not exist.",
        altered(
            f"{JOBS} DROP CONSTRAINT training_jobs_experiment_id_fkey",
            f"{JOBS} ADD CONSTRAINT training_jobs_experiment_id_fkey "
            "FOREIGN KEY (experiment_id) REFERENCES experiments (id)",
        ),
    ),
    benign(
        "platform-db-missing-not-null",
        "Platform DB lets a job have no directory, and the code always gives it one.",
        altered(f"{JOBS} ALTER output_dir DROP NOT NULL", f"{JOBS} ALTER output_dir SET NOT NULL"),
    ),
    benign(
        "platform-db-shorter-text",
        "Platform DB takes names of models that are not as long as the code's, and long enough.",
        retyped(f"{JOBS} ALTER model_name TYPE varchar(40)", f"{JOBS} ALTER model_name TYPE text"),
    ),
    benign(
        "user-db-missing-key",
        "User DB lets two users have one address, and no two have.",
        altered(
            f"{USERS} DROP CONSTRAINT users_email_key",
            f"{USERS} ADD CONSTRAINT users_email_key UNIQUE (email)",
        ),
    ),
    benign(
        "user-db-different-default",
        "User DB makes new users inactive, and creating a job makes none.",
        altered(
            f"{USERS} ALTER is_active SET DEFAULT false",
            f"{USERS} ALTER is_active SET DEFAULT true",
        ),
    ),
    benign(
        "user-db-no-default",
        "User DB gives a new user no number, and creating a job makes none.",
        altered(
            f"{USERS} ALTER id DROP DEFAULT",
            f"{USERS} ALTER id SET DEFAULT nextval('users_id_seq')",
        ),
    ),
    benign(
        "user-db-not-null",
        "User DB wants a telephone number of new users, and creating a job makes none.",
        altered(
            f"{USERS} ADD phone text NOT NULL DEFAULT ''; {USERS} ALTER phone DROP DEFAULT",
            f"{USERS} DROP phone",
        ),
    ),
)
