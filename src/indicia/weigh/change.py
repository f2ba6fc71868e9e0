"""What changed between two assessments of one question, in sentences that name the evidence.

A change is laid to the indications whose weight for the answer (in decibans, against the rest of
the posterior) moved most. A word is said to change only when it does so after hysteresis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicia.weigh.assess import Assessment
from indicia.weigh.words import percent, settle_word

# Shifts of less than a deciban are below what a judge can tell apart.
LEAST_DECIBANS = 1.0
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Shift:
    """One indication's weight for the leader against its rival, before and after, in decibans."""

    id: str
    before: float | None
    after: float | None

    @property
    def moved(self) -> float:
        """By how many decibans it moved; an indication that is missing weighs nothing."""
        return (self.after or 0.0) - (self.before or 0.0)


def find_shifts(before: Assessment, after: Assessment) -> list[Shift]:
    """The indications whose weight moved, most first.

    Weights are compared only if both assessments weigh the same pair of answers; otherwise every
    indication of the later one that is new or that changed sides is listed with its weight there.
    """
    old = dict(zip(before.ids, before.weights.each.tolist(), strict=True))
    new = dict(zip(after.ids, after.weights.each.tolist(), strict=True))
    pair = (after.weights.leader, after.weights.rival)
    if (before.weights.rival, before.weights.leader) == pair:
        old = {name: -weight for name, weight in old.items()}
    elif (before.weights.leader, before.weights.rival) != pair:
        new = {name: weight for name, weight in new.items() if name not in old}
        old = {}
    shifts = [Shift(name, old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys())]
    moved = [shift for shift in shifts if abs(shift.moved) >= LEAST_DECIBANS]
    return sorted(moved, key=lambda shift: (-abs(shift.moved), shift.id))


def change_sentences(
    before: Assessment, after: Assessment, words: Mapping[str, str] | None = None
) -> list[str]:
    """One sentence an answer whose word changed or whose mean moved by .02, naming the evidence.

    ``words`` are the words published before, by answer; without them, those of the means then.
    """
    return list(changes_by_answer(before, after, words).values())


def changes_by_answer(
    before: Assessment, after: Assessment, words: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Answer -> its sentence in :func:`change_sentences`; answers that did not move are left out."""
    texts = {row.id: row.text for model in (before.model, after.model) for row in model.indications}
    shifts = find_shifts(before, after)[:MOST_NAMED]
    reasons = [_reason(shift, texts[shift.id], after) for shift in shifts]
    reasons = reasons or [f"{name} ({texts[name]}; {how})" for name, how in _altered(before, after)]
    because = f" because of {'; '.join(reasons[:MOST_NAMED])}" if reasons else ", by other priors"
    sentences = {}
    for h, answer in enumerate(after.model.answers):
        if answer not in before.model.answers:
            continue
        was = float(before.published.mean[before.model.answers.index(answer)])
        now = float(after.published.mean[h])
        word = (words or {}).get(answer) or settle_word(None, was)
        settled = settle_word(word, now)
        if settled == word and abs(now - was) < 0.02:
            continue
        said = f"from {word} to {settled}" if settled != word else f"still {settled}"
        sentences[answer] = (
            f"{answer}: {said} ({percent(was)} % before, {percent(now)} % now){because}."
        )
    return sentences


def _altered(before: Assessment, after: Assessment) -> list[tuple[str, str]]:
    """The indications that are not what they were, where none weighs much between the two answers
    that lead: it may still move the others.
    """
    old = {row.id: row for row in before.model.indications}
    new = {row.id: row for row in after.model.indications}
    found = []
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            found.append((name, "new"))
        elif name not in new:
            found.append((name, "gone"))
        elif old[name].present != new[name].present:
            found.append((name, "judged anew"))
        elif old[name] != new[name]:
            found.append((name, "its reports changed"))
    return found


def _reason(shift: Shift, text: str, after: Assessment) -> str:
    side = after.weights.leader if shift.moved > 0 else after.weights.rival
    state = "new" if shift.before is None else "gone" if shift.after is None else "changed"
    return f"{shift.id} ({text}; {state}, {abs(shift.moved):.1f} decibans towards {side})"
