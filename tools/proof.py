"""The long figures: tests marked ``proof``, then every bench, each printing its table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run them all; gives 1 where one failed."""
    commands = [[sys.executable, "-m", "pytest", "-m", "proof", "-s"]]
    commands += [[sys.executable, str(path)] for path in sorted((ROOT / "bench").glob("*.py"))]
    failed = 0
    for command in commands:
        print(f"== {' '.join(command[1:])}", flush=True)
        failed |= subprocess.run(command, cwd=ROOT, check=False).returncode not in (0, 5)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
