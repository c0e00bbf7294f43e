"""`healthcheck snapshot`: what a database's tables look like, or what a model says they should."""

import click


@click.command()
@click.argument("dependency", required=False)
@click.option("--tables", metavar="NAME,...", help="Only these tables.")
@click.option(
    "--from-metadata",
    "model",
    metavar="MODULE:NAME",
    help="Read a SQLAlchemy model instead, such as app.models:Base.metadata; it is imported.",
)
@click.option(
    "--python", metavar="FILE", help="The interpreter that imports the model, with SQLAlchemy."
)
@click.option(
    "--env-file",
    "env_files",
    multiple=True,
    metavar="[ROLE=]FILE",
    help="Read settings from this file; repeatable.",
)
@click.option("--config", "config_file", metavar="FILE", help="The configuration to use.")
def snapshot(
    dependency: str | None,
    tables: str | None,
    model: str | None,
    python: str | None,
    env_files: tuple[str, ...],
    config_file: str | None,
) -> None:
    """Record the tables of a good database, for the setting `schema` to hold others against.

    \b
    healthcheck snapshot platform-db > platform-db.schema.json
    healthcheck snapshot --from-metadata app.models:Base.metadata > platform-db.schema.json
    """
    from checks.postgres.schema.command import from_database, from_model
    from healthcheck import say

    only = tuple(filter(None, (each.strip() for each in (tables or "").split(","))))
    if (model is None) == (dependency is None):
        raise click.UsageError("name a dependency, or a model by --from-metadata")
    if python and model is None:
        raise click.UsageError("--python is for --from-metadata")
    if model is not None:
        text = from_model(model, python, only)
    else:
        text = from_database(str(dependency), only, config_file, env_files)
    say(text)
