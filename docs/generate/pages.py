"""Every page: the index, what all checks share, and one page for each check of ours."""

from collections.abc import Mapping
from pathlib import Path

from docs.generate import ours
from docs.generate.check import WRITES, check_page, steps
from docs.generate.common import common_page
from docs.generate.markdown import GENERATED, page, table

FOLDER = Path(__file__).parent.parent / "checks"


def pages() -> Mapping[str, str]:
    """The text of every page by the name of its file."""
    return {
        "README.md": index_page(),
        "common.md": common_page(),
        **{
            f"{kind}.md": check_page(check, ours.about(kind))
            for kind, check in ours.checks().items()
        },
    }


def index_page() -> str:
    """What there is, and where to look a code up."""
    rows = [
        (f"[{kind}]({kind}.md)", ours.about(kind).split("\n\n")[0], steps(check))
        for kind, check in ours.checks().items()
    ]
    return page(
        "# Checks",
        GENERATED,
        "A report names what is wrong by a code such as `postgres.refused`: a check, a dot and a "
        "word. The page\nof the check explains its own words. The words that every check has, and "
        "the codes that begin with\n`config.` or `internal.`, stand among the "
        "[common codes](common.md). `healthcheck explain CODE` says the\nsame.",
        table(("Check", "What it asks", "Steps"), rows),
        WRITES,
    )
