"""Alembic's migrations: those of a folder, held against the one that the database says it is at.

`looking.look(connection, path)` is the whole of it: `reading.read(path)` gives the folder, parsed
and never executed, `told.revisions(connection, table)` what the database says, and
`judging.judge(folder, told)` what that comes to.
"""
