"""Why what a job needs is not found."""

from healthcheck import Code

CODES = (
    Code(
        "no-rows",
        "A query of `rows` gives no row: what a job needs by that name is not in this database. "
        "It was never put there, was deleted, or this is another database than the platform's.",
        "Insert the row (run what seeds the database), correct the query or its parameters, or "
        "point the URL at the database that holds it.",
    ),
    Code(
        "unknown-table",
        "A query of `rows`, `tables` or `insert` names a table that this database does not have; "
        "the platform's queries meet the same.",
        "Run the migrations against this database; if they ran, it is another database than the "
        "platform's, or the query is wrong.",
    ),
    Code(
        "unknown-column",
        "A query of `rows`, or `insert`, names a column that its table does not have; where the "
        "platform uses that column, every query of its own fails.",
        "Did the migration run? Apply what is missing (create_all never adds a column); if the "
        "platform does not use that column, correct the query or the INSERT.",
    ),
    Code(
        "bad-query",
        "A query of `rows` cannot be asked: PostgreSQL does not understand it, it writes, or its "
        "parameters do not fit. That says nothing about the platform.",
        "Correct the query in the configuration, and try it with psql; a parameter is a text: "
        "write $1::int, or $1::text::timestamptz for types that are no numbers.",
    ),
)
