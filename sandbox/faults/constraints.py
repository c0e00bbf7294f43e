"""What a database refuses in a job's row, though every table and column is there."""

from __future__ import annotations

from sandbox.faults.fault import Fault
from sandbox.faults.questions import creates_job
from sandbox.faults.schema import JOBS, altered


def _fault(name: str, description: str, do: str, undo: str, *, met: str) -> Fault:
    database = "platform-db"
    return Fault(
        f"{database}-{name}",
        description,
        database,
        database,
        altered(do, undo),
        met=met,
        meets=creates_job,
    )


def _raising(code: str, text: str) -> str:
    """A trigger that raises an error for every new job, by the name of PostgreSQL's condition."""
    return (
        "CREATE FUNCTION refuse_job() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = '{text}'; END $$;"
        "CREATE TRIGGER refuse_job BEFORE INSERT ON training_jobs "
        "FOR EACH ROW EXECUTE FUNCTION refuse_job()"
    )


_QUIET = "DROP TRIGGER refuse_job ON training_jobs; DROP FUNCTION refuse_job()"

# NOT VALID: what is there already is none of the fault's business.
FAULTS = (
    _fault(
        "foreign-key",
        "Platform DB's jobs refer to its own table of users, which is empty.",
        f"{JOBS} ADD CONSTRAINT jobs_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
        f"{JOBS} DROP CONSTRAINT jobs_user",
        met="ForeignKeyViolation",
    ),
    _fault(
        "check",
        "Platform DB takes no jobs with batches as small as the platform's.",
        f"{JOBS} ADD CONSTRAINT jobs_batch CHECK (batch_size >= 64) NOT VALID",
        f"{JOBS} DROP CONSTRAINT jobs_batch",
        met="CheckViolation",
    ),
    _fault(
        "trigger",
        "Platform DB has a trigger that raises an error for every new job.",
        _raising("raise_exception", "the quota of this month is used up"),
        _QUIET,
        met="RaiseError",
    ),
    _fault(
        "no-default",
        "Platform DB gives a new job no number: the default of its key is gone.",
        f"{JOBS} ALTER id DROP DEFAULT",
        f"{JOBS} ALTER id SET DEFAULT nextval('training_jobs_id_seq')",
        met="NotNullViolation",
    ),
    # a disk cannot be filled here: a trigger says what the server would
    _fault(
        "disk-full",
        "Platform DB says for every new job that its disk is full.",
        _raising("disk_full", "could not extend file: No space left on device"),
        _QUIET,
        met="DiskFull",
    ),
)
