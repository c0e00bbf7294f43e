"""What a job reads from a store: single objects, datasets, documents."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from checks.storage.arrival import StoreProbe
from checks.storage.client import DENIED, Client
from checks.storage.datasets import Pattern
from checks.storage.documents import LARGEST, Document, Unaskable, holds, parsed
from checks.storage.holdings import Holdings
from checks.storage.looking import Sight, State, look
from checks.storage.store import StoreError

FEW = 20
"""Datasets that are looked into one by one, beside the required ones; of more, their folders are
listed, a thousand with each request."""

PAGES = 3
"""Requests for folders."""

SAMPLE = 3
"""Of many datasets, those that are looked into all the same."""

SPENT = 0.7
"""The part of the step's time after which no further one is looked for."""


async def objects(client: Client, probe: StoreProbe) -> None:
    """What a job reads must be there, and readable with these keys."""
    target = probe.target
    datasets = target.datasets_from or target.required_datasets
    if not (target.objects or datasets):
        probe.unsupported("none is named in `objects`: which ones a job will read is not known")
    await _objects(client, probe)
    if datasets:
        await _datasets(client, probe)


async def documents(client: Client, probe: StoreProbe) -> None:
    """What is read from a document, such as the models to choose from, must stand in it."""
    if probe.target.documents is None:
        probe.unsupported("none is named in `documents`: what has to stand in one is not known")
    await _documents(client, probe, probe.target.documents.each)


async def _objects(client: Client, probe: StoreProbe) -> None:
    refused: dict[str, list[str]] = {"NoSuchKey": [], "AccessDenied": []}
    for each in probe.target.objects:
        try:
            await client.call(client.store.read, each.bucket, each.key)
        except StoreError as error:
            if error.code not in refused:
                raise
            refused[error.code].append(f'"{each}"')
    if refused["NoSuchKey"]:
        said = f"{probe.target.address} has no object {', '.join(refused['NoSuchKey'])}"
        probe.fail("unknown-object", said)
    if refused["AccessDenied"]:
        said = f"these keys may not read {', '.join(refused['AccessDenied'])}"
        probe.fail("no-permission", f"{said} (or it is not there, and they may not list)")


async def _datasets(client: Client, probe: StoreProbe) -> None:
    """The required ones, whatever the database says; then those that it lists."""
    target, pattern = probe.target, probe.target.annotations
    if pattern is None:
        probe.unsupported("no bucket is configured: where the datasets lie is not known")
    end = asyncio.get_running_loop().time() + SPENT * probe.limit
    required = frozenset[str](target.required_datasets)
    sights = [
        await client.call(look, client.store, pattern, each, reading=True)
        for each in dict.fromkeys(target.required_datasets)
    ]
    names: Mapping[str, str] = {}
    counts: Mapping[str, int] = {}
    try:
        if target.datasets_from:
            fact = await probe.fact(target.datasets_from, "datasets")
            names, counts = _names(probe, fact), _counts(fact)
    finally:  # what is known without the database is said even where that tells nothing
        if not names:
            _say(probe, Holdings(target.address, sights, required))
    if not names:
        return
    others = [each for each in names if each not in required]
    if len(others) > FEW and pattern.base is not None:
        sights += await _look_for_folders(client, pattern, others, end)
    else:
        sights += await _look_for(client, pattern, others[:FEW], end)
    unseen = len(others) - (len(sights) - len(required))
    probe.evidence(not_looked_for=unseen)
    _say(probe, Holdings(target.address, sights, required, names, counts, unseen))


async def _look_for_folders(
    client: Client, pattern: Pattern, datasets: list[str], end: float
) -> list[Sight]:
    """Of each whether its folder is there; some of these are looked into, too."""
    base = pattern.base or ""
    page = await client.call(client.store.folders, pattern.bucket, base)
    found = set(page.names)
    for _ in range(1, PAGES):
        if not page.token or asyncio.get_running_loop().time() > end:
            break
        page = await client.call(client.store.folders, pattern.bucket, base, page.token)
        found |= page.names
    known = {each for each in datasets if not page.token or f"{base}{each}/" < page.last}
    there = [each for each in datasets if f"{base}{each}/" in found]
    inside = await _look_for(client, pattern, there[:SAMPLE], end)
    looked = {each.id for each in inside}
    return [
        *inside,
        *(Sight(each, State.FOLDER) for each in there if each not in looked),
        *(Sight(each, State.GONE) for each in datasets if each in known - {*there}),
    ]


async def _look_for(
    client: Client, pattern: Pattern, datasets: list[str], end: float
) -> list[Sight]:
    sights: list[Sight] = []
    for each in datasets:
        if sights and asyncio.get_running_loop().time() > end:
            break
        sights.append(await client.call(look, client.store, pattern, each))
    return sights


def _names(probe: StoreProbe, fact: object) -> Mapping[str, str]:
    """The datasets' names by their ids."""
    rows = [row for row in fact if isinstance(row, Mapping)] if isinstance(fact, list) else []
    if any(row.get("id") is None for row in rows):
        probe.unsupported(f"the datasets of {probe.target.datasets_from} have no `id`")
    return {str(row["id"]): probe.quote(str(row.get("name") or row["id"])) for row in rows}


def _counts(fact: object) -> Mapping[str, int]:
    """How many images the database says they have, where it does."""
    rows = [row for row in fact if isinstance(row, Mapping)] if isinstance(fact, list) else []
    counts = {str(row["id"]): row.get("num_images") for row in rows}
    return {name: count for name, count in counts.items() if isinstance(count, int)}


def _say(probe: StoreProbe, holdings: Holdings) -> None:
    states = {each.id: each.state.value for each in holdings.sights}
    if len(states) > FEW:
        probe.evidence(datasets=dict(Counter(states.values())))
    else:
        probe.evidence(datasets=states)
    for said in holdings.said():
        if said.fails:
            probe.fail(said.code, said.summary)
        probe.warn(said.code, said.summary)


async def _documents(client: Client, probe: StoreProbe, documents: tuple[Document, ...]) -> None:
    gone: list[str] = []
    wrong: list[str] = []
    large: list[str] = []
    odd: list[str] = []
    for each in documents:
        try:
            content = await client.call(
                client.store.read, each.name.bucket, each.name.key, LARGEST + 1
            )
        except StoreError as error:
            if error.code not in (*DENIED, "NoSuchKey", "NoSuchBucket"):
                raise
            gone.append(f'"{each.name}"')
            continue
        if len(content.data) > LARGEST:
            large.append(f'"{each.name}"')
        else:
            try:
                wrong += filter(None, [_problem(each, content.data)])
            except Unaskable as error:
                odd.append(f'the expression for "{each.name}": {error}')
    if gone:
        probe.fail("unknown-document", f"{probe.target.address} gives no {', '.join(gone)}")
    if wrong:
        probe.fail("unlisted", "; ".join(wrong))
    if large:
        probe.unknown("unlisted", f"{', '.join(large)}: over 4 MB, and so it was not looked into")
    if odd:
        probe.unknown("unlisted", probe.quote("; ".join(odd)), hint="Correct `documents`.")


def _problem(document: Document, data: bytes) -> str:
    try:
        found = parsed(data)
    except ValueError:
        return f'"{document.name}" is no JSON'
    if holds(document.expression, found):
        return ""
    return f'"{document.name}" has nothing for {document.expression}'
