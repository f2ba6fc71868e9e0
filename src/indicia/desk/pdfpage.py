"""A page of a PDF as a picture, drawn by a process of its own: a hostile file can end only that.

The process may use some seconds and some memory, writes no file, and gives a PNG or nothing.
"""

from __future__ import annotations

import resource
import subprocess
import sys

from indicia.errors import BadInput

SECONDS = 15
MOST_MEMORY = 2 << 30
WIDTH = 1400
"""Pixels of the picture's longer side at most."""
_DRAW = "from indicia.desk.pdfpage import draw; draw()"


def page_picture(content: bytes, number: int) -> bytes:
    """The PNG of a page, the first of which is 1.

    Raises:
        BadInput: it cannot be drawn in the time and memory that it may use, or there is no such page.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", _DRAW, str(number)],
            input=content,
            capture_output=True,
            timeout=SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadInput(f"page {number}: was not drawn within {SECONDS} s") from error
    if done.returncode or not done.stdout.startswith(b"\x89PNG"):
        raise BadInput(f"page {number}: this PDF has no such page, or it cannot be drawn")
    return done.stdout


def draw() -> None:
    """In the child: read a PDF from standard input, write the asked page as PNG."""
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    page = document[int(sys.argv[1]) - 1]
    image = page.render(scale=min(2.0, WIDTH / max(*page.get_size(), 1.0))).to_pil()
    target = io.BytesIO()
    image.convert("RGB").save(target, "PNG")
    sys.stdout.buffer.write(target.getvalue())
