"""What the benchmark measures against runs through on a whole stack."""

import subprocess

from benchmarks.cold import PLAIN
from tests.stack import Lent


def test_the_plain_script_pings_all_seven(stack: Lent) -> None:
    done = subprocess.run(
        PLAIN, env=stack.environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert [line[3:] for line in done.stdout.splitlines() if line.startswith("ok ")] == [
        "user-db",
        "platform-db",
        "redis",
        "temporal",
        "minio",
        "r2",
        "clearml",
    ]
