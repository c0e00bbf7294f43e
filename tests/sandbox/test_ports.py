"""Ports that are nobody else's."""

from sandbox.ports import RANGE, free_pair, free_port


def test_a_pair_is_as_far_apart_as_asked_and_given_once() -> None:
    pairs = [free_pair(10_000) for _ in range(20)]
    both = {port for lower in pairs for port in (lower, lower + 10_000)}

    assert len(both) == 40
    assert both <= set(RANGE)
    assert free_port() not in both
