"""What holding 500 tables with 10,000 columns against a snapshot takes, beside plain SQL.

`python -m benchmarks.schema`: each time a new connection, of which the server knows no table yet.
The step `schema`, and one query of information_schema.columns, which knows no keys, checks or
enums, take turns; the ratios are of neighbours, so that a busy machine slows both.
"""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from benchmarks.pairs import Figures
from benchmarks.temporal import line
from checks.postgres import PostgresTarget, postgres
from checks.postgres.connecting.connection import connect
from checks.postgres.connecting.url import PostgresUrl
from checks.postgres.schema.catalogue import read
from checks.postgres.schema.recording import recorded
from checks.postgres.schema.writing import written
from healthcheck.dependency import Dependency, plan
from healthcheck.runner import run
from tests import servers

TABLES = 500
NAMES = [f"c{number}" for number in range(19)]
PLAIN = """
SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default
  FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
"""


@click.command()
@click.option("-n", "count", default=15, show_default=True, help="Runs of each.")
def main(count: int) -> None:
    """Measures, and prints the figures."""
    with servers.postgres() as server, TemporaryDirectory() as room:
        for number in range(TABLES):
            columns = ", ".join(f"{name} varchar(50) DEFAULT 'x'" for name in NAMES)
            server.sql(f"CREATE TABLE t{number} (id serial PRIMARY KEY, {columns})")
        url = PostgresUrl.parse(server.url())
        file = Path(room) / "big.schema.json"
        file.write_text(asyncio.run(snapshot(url)))
        pairs = [(asked(url, file), asyncio.run(plain(url))) for _ in range(count)]
    click.echo(f"{count} runs, {os.cpu_count()} cores; milliseconds, median (least - most)\n")
    click.echo(line("the step schema", [ours for ours, _ in pairs]))
    click.echo(line("information_schema.columns", [theirs for _, theirs in pairs]))
    ratios = Figures.of([ours / theirs for ours, theirs in pairs])
    click.echo(f"\n{ratios.median:.2f} of plain SQL ({ratios.least:.2f} - {ratios.most:.2f})")


async def snapshot(url: PostgresUrl) -> str:
    """What the step is to hold the database against."""
    connection = await connect(url)
    try:
        return written(recorded(await read(connection, 60.0)))
    finally:
        await connection.close()


def asked(url: PostgresUrl, file: Path) -> float:
    """Seconds of the step, which must find no difference."""
    it = Dependency(name="db", check=postgres, target=PostgresTarget(url=url, schema=file))
    (outcome,) = asyncio.run(run([it], plan([it], ["db.schema"], writing=False)))
    finding = outcome.find("schema")
    if finding is None or finding.status != "ok":
        raise click.ClickException(f"the step schema: {finding}")
    return finding.seconds


async def plain(url: PostgresUrl) -> float:
    """Seconds of one query by hand."""
    connection = await connect(url)
    try:
        began = perf_counter()
        await connection.fetch(PLAIN)
        return perf_counter() - began
    finally:
        await connection.close()


if __name__ == "__main__":
    main(standalone_mode=False)
