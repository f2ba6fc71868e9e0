"""Everything that must hold before a change lands: format, lint, types, layers, tests.

Each check runs even where an earlier one failed, so that one run names all that is wrong; the
tests come last, so that their summary closes the output.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("format", [BIN / "ruff", "format", "--check", "src", "tests", "tools"]),
    ("lint", [BIN / "ruff", "check", "src", "tests", "tools"]),
    ("types", [BIN / "mypy"]),
    ("layers", [BIN / "lint-imports", "--no-logo"]),
    (
        "tests",
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-m", "not proof"],
    ),
)


def main() -> int:
    """Run all checks; gives 1 where one failed."""
    failed = []
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        if subprocess.run(list(map(str, command)), cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
