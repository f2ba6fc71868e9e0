"""Findings of conduct in a brief: those of one kind in one sentence, and only ties are drawn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from indicia.publish.network import network_figure
from indicia.publish.said import conduct_sentences


def finding(name: str, kind: str, *subjects: str, **more: Any) -> dict[str, Any]:
    row = {"test": name, "kind": kind, "subjects": list(subjects), "q": 0.01, "wording": "Said so"}
    return {**row, "statistic": 0.9, "null_mean": 0.5, **more}


def view_of(*tests: dict[str, Any]) -> Any:
    return SimpleNamespace(
        tests={test["test"]: test for test in tests},
        private_sources=frozenset(),
        source_label=lambda name: name,
    )


def test_pairs_with_a_leader_are_told_together() -> None:
    view = view_of(
        finding("e-1", "lead text", "a", "b"),
        finding("e-2", "lead text", "c", "b", statistic=0.75, null_mean=0.6),
    )
    assert conduct_sentences(view) == [
        "- In two pairs of sources one had the same texts ahead of the other on 75–90 % of occasions; "
        "a coin, or hours and activity, would give 50–60 %. [@e-1][@e-2]"
    ]


def test_one_lead_is_told_in_its_own_words() -> None:
    assert conduct_sentences(view_of(finding("e-1", "lead text", "a", "b"))) == [
        "- Said so. [@e-1]"
    ]


def test_further_sources_are_counted() -> None:
    view = view_of(finding("e-1", "jump views", "a"), finding("e-2", "jump views", "b"))
    assert conduct_sentences(view) == [
        "- Said so. The same test has findings for one further source. [@e-1][@e-2]"
    ]


def test_what_is_only_described_is_no_finding_and_no_line_is_drawn_for_a_lead() -> None:
    described = finding("e-1", "reuse lag text", "a", "b", q=None)
    assert "not tested" in conduct_sentences(view_of(described))[0]
    assert network_figure(view_of(described, finding("e-2", "lead text", "a", "b"))) is None
    assert network_figure(view_of(finding("e-3", "coshare link", "a", "b"))) is not None
