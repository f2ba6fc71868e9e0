"""One desk at work: what its routes share, and how a page of it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from indicia.case import Case
from indicia.columns import ColumnCache
from indicia.desk.act import Runs
from indicia.desk.guard import COOKIE, Gate, Session
from indicia.desk.originals import Originals
from indicia.desk.presence import Presence
from indicia.desk.render import render_page
from indicia.desk.visit import Visit
from indicia.desk.words import choose_language
from indicia.errors import IndiciaError
from indicia.secret import without_secrets

LANGUAGE_COOKIE = "indicia_language"


@dataclass(slots=True)
class Desk:
    """A case, its gate, its originals, its runs, and who looks at what."""

    root: Path
    gate: Gate
    originals: Originals
    runs: Runs
    cache: ColumnCache = field(default_factory=ColumnCache)
    presence: Presence = field(default_factory=Presence)
    previews: TemporaryDirectory[str] = field(
        default_factory=lambda: TemporaryDirectory(prefix="indicia-preview-")
    )
    """Where previews of updates lie while the desk is open: outside the case."""

    handed: TemporaryDirectory[str] = field(
        default_factory=lambda: TemporaryDirectory(prefix="indicia-handed-")
    )
    """Where the whole case lies, encrypted, when two custodians handed it out."""
    _previewed: dict[str, Path] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def preview_folder(self, actor: str) -> Path:
        """An empty folder for a preview; what the same person looked at before is dropped."""
        with self._lock:
            if last := self._previewed.pop(actor, None):
                rmtree(last, ignore_errors=True)
            folder = self._previewed[actor] = Path(mkdtemp(dir=self.previews.name))
        return folder

    def opened(self, request: Request, strangers: bool) -> Visit | None:
        """Looks up, once for a request, who asks and what the views see of it.

        ``None`` for nobody that the gate let in, for whom nothing is opened unless ``strangers`` may
        see the page.
        """
        state = request.state
        state.session = self.gate.session(request.cookies.get(COOKIE, ""))
        wanted = strangers or state.session is not None
        state.visit = self._visit(request, state.session) if wanted else None
        found: Visit | None = state.visit
        return found

    def session(self, request: Request) -> Session | None:
        """Who asks; ``None`` for nobody that the gate let in."""
        found: Session | None = request.state.session
        return found

    def visit(self, request: Request) -> Visit:
        """The request as the views see it; that of a stranger may nothing."""
        found: Visit = request.state.visit
        return found

    def _visit(self, request: Request, session: Session | None) -> Visit:
        query = dict(request.query_params.items())
        asked = query.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "")
        language = choose_language(asked, request.headers.get("accept-language", ""))
        name, role, token = (
            (session.name, session.role, session.form_token) if session else ("",) * 3
        )
        case = Case.open(self.root, name or None, self.cache)
        return Visit(case, language, query, request.url.path, role, f"{token}.{case.log.size}")

    def page(
        self, name: str, visit: Visit, content: Mapping[str, Any], status: int = 200
    ) -> Response:
        """The page of a view."""
        shared = {
            "actor": visit.case.actor,
            "shared_desk": self.gate.accounts is not None,
            "others": self.presence.others(visit.path, visit.case.actor),
            "original_address": self.originals.address,
            "page_address": self.originals.page,
            "running": self.runs.is_at_work(),
            "run_said": self.runs.said,
        }
        made = Response(
            render_page(name, visit, {**shared, **content}), status, media_type="text/html"
        )
        if visit.query.get("lang"):
            secure = self.gate.scheme == "https"
            made.set_cookie(
                LANGUAGE_COOKIE, visit.language, samesite="strict", httponly=True, secure=secure
            )
        return made

    def refused(self, visit: Visit, error: IndiciaError, status: int = 400) -> Response:
        """The page that says what was wrong, and how to go on."""
        said = without_secrets(str(error.args[0]) if error.args else str(error))
        return self.page("refused", visit, {"said": said, "lines": error.args[1:]}, status)
