"""Why the platform's INSERT would not succeed, or why that is open."""

from healthcheck import Code

CODES = (
    Code(
        "unsupplied-column",
        "A column is NOT NULL, has no default, and neither the INSERT of the settings nor the "
        "snapshot has it: a migration has added what the application does not know, or the "
        "settings are older than both.",
        "Run the version of the application that the database was migrated for, or give the "
        "column a default (ALTER TABLE ... ALTER COLUMN ... SET DEFAULT ...). If the application "
        "does supply it, add it to `insert`.",
    ),
    Code(
        "not-null",
        "The INSERT gives NULL where the table does not take it.",
        "Find who should have given the value; or, if it may be missing, ALTER TABLE ... ALTER "
        "COLUMN ... DROP NOT NULL.",
    ),
    Code(
        "foreign-key",
        "The row refers to another table's row that is not there: it was never made, or this is "
        "another database than the one that holds it.",
        "Make the row that it refers to (run what seeds the database), point the URL at the "
        "database that holds it, or correct the value in `insert`.",
    ),
    Code(
        "check",
        "A check of the table, its domain or its view forbids the row that the application writes.",
        "Hold the check (\\d in psql) against what the application writes: one of the two is older "
        "than the other. If the value in `insert` is the odd one, correct that.",
    ),
    Code(
        "no-partition",
        "The table is divided into partitions, and none is there for the row: the next month's was "
        "not made.",
        "Make the partition (CREATE TABLE ... PARTITION OF ...), or a DEFAULT one, and see why "
        "what makes them did not run.",
    ),
    Code(
        "unique",
        "The database gives new rows a number that an older one has: its sequence was not moved "
        "on when rows were copied in with their numbers (a restored dump, a seed).",
        "Move the sequence on: SELECT setval(pg_get_serial_sequence('table', 'id'), (SELECT "
        "max(id) FROM table)).",
    ),
    Code(
        "taken-value",
        "A value in `insert` must be unique, and a row of the table has it already. The "
        "application writes another one, so that this says nothing of a job.",
        'Give a value that is free, such as { query = "SELECT gen_random_uuid()" }.',
    ),
    Code(
        "unknown-enum-value",
        "The application writes a label that the database's enum does not have: the migration "
        "that adds it did not run, or one side writes the names of an enum's members (PENDING) "
        "and the other its values (pending).",
        "ALTER TYPE ... ADD VALUE ..., or let the application write what the enum has "
        "(SQLAlchemy: values_callable).",
    ),
    Code(
        "bad-value",
        "A value of the INSERT is longer or larger than its column takes: a migration that widens "
        "it did not run, or the value in `insert` is not the application's.",
        "Run the migration (ALTER TABLE ... ALTER COLUMN ... TYPE ...), or correct the value.",
    ),
    Code(
        "trigger",
        "A trigger of the table raises an error for the row, or fails by itself: what it reads or "
        "writes was changed or is missing.",
        "Read the trigger's function (\\d, \\sf in psql), and what PostgreSQL's log says of it.",
    ),
    Code(
        "bad-insert",
        "The INSERT of the settings cannot be tried: PostgreSQL does not understand it, or a "
        "value is none of its column's type. That says nothing about the platform.",
        "Correct `insert` in the configuration, and try it with psql between BEGIN and ROLLBACK.",
    ),
    Code(
        "incomplete-insert",
        "The INSERT of the settings leaves out a column that must be given and that the snapshot "
        "knows: the application supplies it, so that this attempt shows nothing.",
        "Add the column to `insert`.",
    ),
    Code(
        "no-value",
        "A query that is to give a value for the INSERT gives none, so that it was not tried.",
        "Put a row there that the query finds, or correct the query in `insert`.",
    ),
    Code(
        "nothing-inserted",
        "The INSERT is accepted, and no row comes of it: a trigger or a rule keeps it away, or it "
        "says so itself (ON CONFLICT DO NOTHING, a SELECT without rows).",
        "See the table's triggers and rules (\\d in psql): if the platform's INSERT is to give its "
        "new row back, it gets none.",
    ),
    Code(
        "untold-insert",
        "The table has columns that must be given, and nothing tells what the application gives: "
        "whether its INSERT would succeed is open.",
        "Give a row as the application writes it in `insert`; or `insert = false` if that is to "
        "stay open.",
    ),
)
