"""How the tables differ from those that the platform's code expects."""

from healthcheck import Code

_MIGRATE = (
    "Run the migration that is missing, or the SQL that the hint names, as the owner of the table."
)

CODES = (
    Code(
        "missing-table",
        "A table of the snapshot is not in this database, or not on the account's search path. "
        "The migrations did not run, or this is another database than the platform's.",
        "Run the migrations against this database; if they ran, correct the URL or the "
        "search_path.",
    ),
    Code(
        "missing-column",
        "A column of the snapshot is not in its table: a migration was not applied, and create_all "
        "never adds a column. Every statement that names it fails.",
        _MIGRATE,
    ),
    Code(
        "different-nullability",
        "A column is NOT NULL here, and the snapshot allows NULL: an INSERT that gives it no value "
        "fails.",
        _MIGRATE,
    ),
    Code(
        "missing-default",
        "A NOT NULL column has no default here, and had one in the snapshot: who relies on it "
        "cannot insert.",
        _MIGRATE,
    ),
    Code(
        "generated-column",
        "The database computes a column to which the application gives values; PostgreSQL refuses "
        "those.",
        _MIGRATE,
    ),
    Code(
        "missing-enum-value",
        "An enum of the database does not know a value that the snapshot has. Often it was made "
        "of names (ADMIN), while the application writes values (admin).",
        "Add it: ALTER TYPE ... ADD VALUE '...'; it cannot be taken away again.",
    ),
    Code(
        "different-type",
        "A column is of another type than in the snapshot, and PostgreSQL does not make the one "
        "of the other: statements that write it or compare it fail.",
        _MIGRATE,
    ),
    Code(
        "narrower-type",
        "A column is of a type that takes less than the one in the snapshot, or not quite the "
        "same: a shorter text, a smaller number, a time without its zone. What fits it is taken: "
        "alone it decides nothing.",
        _MIGRATE,
    ),
    Code(
        "missing-extension",
        "An extension is not installed in this database, and tables of the snapshot use its types "
        "or functions.",
        "Install it in this database: CREATE EXTENSION ...; where the server does not have it, "
        "its package first.",
    ),
    Code(
        "missing-key",
        "A primary, unique or foreign key of the snapshot is missing. Statements work, and rows "
        "get in that should not; an INSERT ... ON CONFLICT needs its key.",
        _MIGRATE,
    ),
    Code(
        "missing-check",
        "A check of the snapshot is missing. Statements work, and rows get in that should not.",
        _MIGRATE,
    ),
    Code(
        "missing-not-null",
        "A column allows NULL here, and not in the snapshot. Statements work, and rows get in "
        "that the application may stumble over.",
        _MIGRATE,
    ),
    Code(
        "different-default",
        "The database fills a column otherwise than in the snapshot, or not at all. Statements "
        "work, and rows are not the same.",
        _MIGRATE,
    ),
    Code(
        "wider-type",
        "A column is of a type that takes more than the one in the snapshot. That stands in "
        "nobody's way.",
        "Nothing needs to be done; record the snapshot again if this is how it is meant.",
    ),
    Code(
        "bad-snapshot",
        "The file that `schema` names cannot be used: it is no snapshot, one of another version, "
        "or was changed by hand. That says nothing about the database.",
        "Record it again from a good database: healthcheck snapshot <dependency> > <file>.",
    ),
    Code(
        "schema-locked",
        "Another session changes tables at this moment, so that the catalogue could not be read.",
        "Wait for the migration to end, or look at what `unblocked` says of locks.",
        passing=True,
    ),
)
