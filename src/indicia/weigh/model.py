"""The model of one question: answers, priors, indications, and the reports that bear on them.

Everything here is a judgement somebody made, parsed once and never changed. Lengths: probabilities
are per answer in the order of ``Model.answers``. The classes hold; they do not calculate.
"""

from __future__ import annotations

from dataclasses import dataclass

from indicia.weigh.band import Band

DEFAULT_RESIDUAL = "something else"


@dataclass(frozen=True, slots=True)
class Relay:
    """Somebody passed a report on. ``copied`` (c) is P(passed on without checking)."""

    asserts: bool
    copied: float
    by: str | None = None
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one origin says on one indication.

    ``reliable`` (r) and ``anyway`` (b, P(it would say so | it is not reliable)) have one entry an
    answer; ``error`` (e) is P(wrong | reliable). ``reliable_band`` is the band of r where only a
    band is known (NATO's F); then r is drawn with the other judgements.
    """

    origin: str
    asserts: bool
    reliable: tuple[float, ...]
    anyway: tuple[float, ...]
    error: float
    relays: tuple[Relay, ...] = ()
    reliable_band: Band | None = None
    reliability: str | None = None
    credibility: int | None = None
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A logged search that found nothing; ``detect`` (d) is P(it would have found it | present)."""

    detect: float
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How an indication nobody has looked for yet could be looked for."""

    detect: float = 1.0
    cost: float = 1.0
    private_person: bool = False


@dataclass(frozen=True, slots=True)
class Indication:
    """A yes/no fact that can be checked. ``present`` has a band an answer; None for the residual,
    whose probability is .5 by convention.
    """

    id: str
    text: str
    theme: str
    present: tuple[Band | None, ...]
    reports: tuple[Report, ...] = ()
    searched: Search | None = None
    look: Look = Look()
    known: str | None = None

    @property
    def is_observed(self) -> bool:
        """Whether anything at all is known of it: a report, or a search that found nothing."""
        return bool(self.reports) or self.searched is not None


@dataclass(frozen=True, slots=True)
class Model:
    """One question as judged: the whole input of an assessment.

    ``priors`` are as judged and need not add up to 1; calculations normalise them. ``rho`` has an
    entry for every theme in use. ``assumed`` lists every default that was used, in words.
    """

    question: str
    answers: tuple[str, ...]
    residual: int
    priors: tuple[Band, ...]
    indications: tuple[Indication, ...]
    rho: dict[str, float]
    sd_shared: float
    draws: int
    seed: int
    gamma: int
    assumed: tuple[str, ...] = ()
