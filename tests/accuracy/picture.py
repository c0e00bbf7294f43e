"""docs/accuracy.svg: the three means as bars, legible on a light page and on a dark one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from tests.accuracy.means import MEANS, Standing, standing
from tests.accuracy.scoring import Scored

WIDTH, LEFT, BAR, GAP = 760, 170, 26, 12  # pixels
ROOM = WIDTH - LEFT - 20
STYLE = """\
<style>
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .inside { fill: #ffffff; text-anchor: middle; font-weight: 600 }
  .name { text-anchor: end }
  .foretold { fill: #1a7f4b } .noticed { fill: #3b7dd8 } .unsure { fill: #9a7a1c }
  .well { fill: #c93c37 } .quiet { fill: #1a7f4b } .alarm { fill: #c93c37 }
  @media (prefers-color-scheme: dark) { text { fill: #d0d7de } .inside { fill: #ffffff } }
</style>
"""


class Piece(NamedTuple):
    """A part of a bar."""

    kind: str
    number: int


LEGEND = {
    "foretold": "said how it ends",
    "noticed": "said something is wrong",
    "unsure": "unsure",
    "well": "called all well",
}
HARMLESS = {"quiet": "kept quiet", "alarm": "false alarm"}


def blocked(each: Standing) -> list[Piece]:
    """The states in which no job would have come through."""
    foretold = each.foretold.part if each.foretold else 0
    return [
        Piece("foretold", foretold),
        Piece("noticed", each.alarmed.part - foretold),
        Piece("unsure", each.unsure.part),
        Piece("well", each.called_well.part),
    ]


def harmless(each: Standing) -> list[Piece]:
    quiet = each.false_alarms.whole - each.false_alarms.part
    return [Piece("quiet", quiet), Piece("alarm", each.false_alarms.part)]


def picture(those: Sequence[Scored]) -> str:
    """The whole document."""
    found = [standing(means, those) for means in MEANS]
    upper = f"{found[0].alarmed.whole} states in which no job comes through"
    lower = f"{found[0].false_alarms.whole} harmless states"
    above = _panel(upper, [(each.name, blocked(each)) for each in found], LEGEND, top=24)
    below = _panel(lower, [(each.name, harmless(each)) for each in found], HARMLESS, top=216)
    alt = "What three means said before a training job was created"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 400" role="img">\n'
    return f"{head}<title>{alt}</title>\n{STYLE}{above}{below}</svg>\n"


def _panel(
    title: str, bars: Sequence[tuple[str, list[Piece]]], legend: dict[str, str], *, top: int
) -> str:
    drawn = [f'<text class="title" x="{LEFT}" y="{top}">{escape(title)}</text>\n']
    for place, (name, pieces) in enumerate(bars):
        y = top + 14 + place * (BAR + GAP)
        drawn.append(f'<text class="name" x="{LEFT - 12}" y="{y + 18}">{escape(name)}</text>\n')
        drawn += _bar(pieces, y=y)
    return "".join(drawn) + _legend(legend, y=top + 26 + len(bars) * (BAR + GAP))


def _bar(pieces: Sequence[Piece], *, y: int) -> list[str]:
    whole = sum(piece.number for piece in pieces) or 1
    drawn, x = [], float(LEFT)
    for kind, number in pieces:
        width = ROOM * number / whole
        if number:
            drawn.append(
                f'<rect class="{kind}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}"/>\n'
            )
        if width > 22:
            middle = x + width / 2
            drawn.append(f'<text class="inside" x="{middle:.1f}" y="{y + 18}">{number}</text>\n')
        x += width
    return drawn


def _legend(legend: dict[str, str], *, y: int) -> str:
    drawn, x = [], LEFT
    for kind, words in legend.items():
        drawn.append(f'<rect class="{kind}" x="{x}" y="{y - 10}" width="12" height="12"/>\n')
        drawn.append(f'<text x="{x + 17}" y="{y}">{escape(words)}</text>\n')
        x += 34 + 7 * len(words)
    return "".join(drawn)
