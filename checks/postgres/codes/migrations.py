"""What becomes of alembic's migrations, where the setting `migrations` names their folder."""

from healthcheck import Code

CODES = (
    Code(
        "behind",
        "The database is at an older revision than the newest of the migrations. The code beside "
        "them is written for the newest, and may name a table, column or value that is not there "
        "yet. It is a warning where what is missing makes no more than an index or a comment.",
        "Run `alembic upgrade head` against this database; if the code that runs is older than "
        "the migrations beside it, name its own in `migrations`.",
    ),
    Code(
        "several-heads",
        "The migrations end in several revisions, usually because two people have added one to "
        "the same, and the database has not got them all: `alembic upgrade head` refuses then. "
        "Whether a branch with a beginning of its own is meant for this database cannot be told.",
        "Run `alembic upgrade heads` and join them by `alembic merge heads`; name the folder of "
        "the database's own branch in `migrations` if another one is meant for another database.",
    ),
    Code(
        "unknown-revision",
        "The database is at a revision that the migrations do not have: newer code or another "
        "branch has migrated it, or another application whose database it is. Whether the code "
        "here still fits its tables cannot be told from that.",
        "Bring the code to the newest version, name its own migrations in `migrations`, or point "
        "the URL at the platform's database.",
    ),
    Code(
        "not-migrated",
        "The database records no revision: no migration has run there, or what made its tables "
        "(create_all, scripts) does not record any, and then whether they are the newest is open. "
        "With no table at all it fails.",
        "Run `alembic upgrade head` on an empty database; where the tables are there and complete, "
        "`alembic stamp head`; if they should have been migrated, the URL names another database.",
    ),
    Code(
        "bad-migrations",
        "The migrations cannot be read without running them: a file that is no Python, a computed "
        "revision, two files of one revision, one that follows what no file has. That says nothing "
        "about the database.",
        "Mend the file that is named (`alembic history` shows the same), or correct `migrations`: "
        "it names alembic.ini, the folder of env.py, or that of the versions.",
    ),
)
