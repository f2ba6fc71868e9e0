"""The posterior against an independent Bayesian network and against plain enumeration."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import pytest
from weigh_worlds import random_model

from indicia.weigh.model import Model, Report
from indicia.weigh.parse import parse_model
from indicia.weigh.posterior import posterior


def network_posterior(model: Model) -> list[float]:
    """The posterior by pyAgrum: every origin, presence, report and relay is a node of its own."""
    gum = pytest.importorskip(
        "pyagrum", reason="pyagrum is in the test extra: pip install '.[test]'"
    )
    net, evidence = gum.BayesNet(), {}
    answers = range(len(model.answers))
    net.add(gum.LabelizedVariable("H", "", len(model.answers)))
    total = sum(b.best for b in model.priors)
    net.cpt("H").fillWith([b.best / total for b in model.priors])

    def add(name: str, parents: list[str], true: Any) -> None:
        net.add(gum.LabelizedVariable(name, "", 2))
        for parent in parents:
            net.addArc(parent, name)
        sizes = [len(model.answers) if parent == "H" else 2 for parent in parents]
        for values in product(*map(range, sizes)):
            chance = true(*values)
            net.cpt(name)[dict(zip(parents, values, strict=True))] = [1 - chance, chance]

    for j, row in enumerate(model.indications):
        here = [band.best if band else 0.5 for band in row.present]
        add(f"X{j}", ["H"], lambda h, here=here: here[h])
        if row.searched:
            detect = row.searched.detect
            add(f"F{j}", [f"X{j}"], lambda x, detect=detect: detect * x)
            evidence[f"F{j}"] = 0
        for k, said in enumerate(row.reports):
            state = f"R_{said.origin}".replace("-", "_")
            if state not in net.names():
                add(state, ["H"], lambda h, said=said: said.reliable[h])
            add(
                f"S{j}_{k}",
                [f"X{j}", state, "H"],
                lambda x, r, h, said=said: spoken(said, x, r, h),
            )
            evidence[f"S{j}_{k}"] = int(said.asserts)
            if said.relays:
                unchecked = min(relay.copied for relay in said.relays)
                add(
                    f"T{j}_{k}",
                    [f"X{j}", "H"],
                    lambda x, h, said=said, g=unchecked: g + (1 - g) * agreed(said, x, h),
                )
                evidence[f"T{j}_{k}"] = 1
    engine = gum.LazyPropagation(net)
    engine.setEvidence(evidence)
    engine.makeInference()
    shares = engine.posterior("H").tolist()
    return [shares[h] for h in answers]


def spoken(said: Report, x: int, r: int, h: int) -> float:
    """P(the origin asserts it | presence, reliability, answer)."""
    if not r:
        return said.anyway[h]
    return 1 - said.error if x else said.error


def agreed(said: Report, x: int, h: int) -> float:
    """P(somebody who checks says the same as the report), reliability averaged out."""
    asserts = sum(
        share * spoken(said, x, r, h)
        for r, share in ((1, said.reliable[h]), (0, 1 - said.reliable[h]))
    )
    return asserts if said.asserts else 1 - asserts


def check_network(seed: int) -> None:
    origins = None if seed % 2 else 4
    model = parse_model(random_model(seed, indications=5, origins=origins))
    expected = network_posterior(model)
    assert list(posterior(model).values()) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("seed", range(20))
def test_the_posterior_equals_that_of_a_bayesian_network(seed: int) -> None:
    check_network(seed)


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(20, 220))
def test_the_posterior_equals_that_of_two_hundred_bayesian_networks(seed: int) -> None:
    check_network(seed)


def enumerated_posterior(model: Model) -> list[float]:
    """The posterior with one sum over all reliabilities and presences, in linear space."""
    origins = sorted({said.origin for row in model.indications for said in row.reports})
    reliable = {s.origin: s.reliable for row in model.indications for s in row.reports}
    total = sum(b.best for b in model.priors)
    joint = []
    for h, prior in enumerate(model.priors):
        value = 0.0
        for states in product((0, 1), repeat=len(origins)):
            state = dict(zip(origins, states, strict=True))
            chance = prod(reliable[o][h] if state[o] else 1 - reliable[o][h] for o in origins)
            for row in model.indications:
                p = row.present[h].best if row.present[h] else 0.5
                sides = []
                for x in (1, 0):
                    side = p if x else 1 - p
                    for said in row.reports:
                        asserted = spoken(said, x, state[said.origin], h)
                        side *= asserted if said.asserts else 1 - asserted
                    sides.append(side)
                if row.searched:
                    sides[0] *= 1 - row.searched.detect
                chance *= sum(sides)
            value += chance
        joint.append(prior.best / total * value)
    return [value / sum(joint) for value in joint]


@pytest.mark.parametrize("seed", range(5))
def test_shared_origins_are_summed_over_their_joint_states(seed: int) -> None:
    model = parse_model(random_model(seed, indications=7, origins=6, relays=False))
    assert list(posterior(model).values()) == pytest.approx(enumerated_posterior(model), abs=1e-12)


def test_sampled_reliabilities_agree_with_the_sum_within_their_stated_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = parse_model(random_model(3, indications=8, origins=6, themes=2))
    exact = list(posterior(model).values())
    monkeypatch.setattr("indicia.weigh.shared.MOST_ENUMERATED", 2)
    from indicia.weigh.posterior import make_scale, to_probabilities, utilities

    scale = make_scale(model)
    error = max(float(group.standard_error.max()) for group in scale.groups)
    assert 0 < error < 0.05
    sampled = to_probabilities(utilities(scale))
    assert list(sampled) == pytest.approx(exact, abs=4 * error)
    assert list(posterior(model).values()) == list(map(float, sampled))
