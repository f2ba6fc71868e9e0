"""Reuse of texts, pictures and links: lags, who is first, and how much of a source is its own.

Observations only. How much two sources share is weighed by co-sharing; here it is when and in
which order. Sources that are recorded as private are left out; what is of one source alone
(``originality``) is said of channels, outlets and organisations only.
"""

from __future__ import annotations

import numpy as np

from indicia.conduct.chance import corrected
from indicia.conduct.observation import Observation
from indicia.conduct.reuse.follow import follows_of
from indicia.conduct.reuse.lag import lag_tests
from indicia.conduct.reuse.lead import lead_tests, leads_of
from indicia.conduct.reuse.originality import originality_tests, standing_of
from indicia.conduct.reuse.story import (
    headers_of,
    link_holdings,
    picture_holdings,
    text_holdings,
    text_stories,
)
from indicia.conduct.traffic import Traffic

KINDS = ("text", "picture", "link")


def reuse_tests(traffic: Traffic, seed: int) -> list[Observation]:
    """Originality, lags and firsts; q of the firsts is over all pairs and kinds together."""
    allowed = np.array([traffic.kinds.get(name) != "private" for name in traffic.sources], bool)
    headers = headers_of(traffic)
    label, digest = text_stories(traffic)
    texts = text_holdings(traffic, label)
    follows = [
        follows_of(held, headers, traffic)
        for held in (texts, picture_holdings(traffic), link_holdings(traffic))
    ]
    leads = [leads_of(found, traffic, allowed) for found in follows]
    every = np.concatenate([found.p for found in leads])
    q = np.split(corrected(every, len(every)), np.cumsum([len(found.p) for found in leads])[:-1])
    standing = standing_of(traffic, texts, label, digest)
    observations = originality_tests(traffic, standing, follows[0], seed)
    for kind, found, lead, part in zip(KINDS, follows, leads, q, strict=True):
        observations += lag_tests(traffic, found, kind, allowed, seed)
        observations += lead_tests(traffic, found, kind, lead, part, seed)
    return observations
