"""In worlds of the model's own making its numbers mean what they say; the long run is a bench."""

import numpy as np
from weigh_worlds import calibration_error, draw_world

from indicia.weigh.draws import publish
from indicia.weigh.parse import parse_model
from indicia.weigh.posterior import make_scale, to_probabilities, utilities

WORLDS = 300


def test_published_numbers_are_calibrated_where_multiplying_posts_is_not():
    said, right, items_said, items_right, held = [], [], [], [], []
    for seed in range(WORLDS):
        world = draw_world(np.random.default_rng([7, seed]), 0.5)
        published = publish(make_scale(parse_model({**world.model, "draws": 500})))
        leader = int(np.argmax(published.mean))
        exact = to_probabilities(utilities(make_scale(parse_model(world.true_model))))
        said.append(float(published.mean[leader]))
        right.append(leader == world.truth)
        held.append(published.low[leader] <= exact[leader] <= published.high[leader])
        shares = world.by_item()["items"]
        items_said.append(float(shares.max()))
        items_right.append(int(np.argmax(shares)) == world.truth)
    assert abs(np.mean(said) - np.mean(right)) < 0.06
    assert calibration_error(items_said, items_right) > 0.35
    assert 0.7 < np.mean(held) < 0.88


def test_calibration_error_is_the_mean_distance_from_what_was_said():
    assert calibration_error([0.85] * 10, [True] * 8 + [False] * 2) < 0.051
    assert calibration_error([0.95] * 4, [False] * 4) == 0.95
