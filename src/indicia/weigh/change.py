"""What changed between two assessments of one question, in sentences that name the evidence.

A change is laid to the indications whose weight for the answer (in decibans, against the rest of
the posterior) moved most. A word is said to change only when it does so after hysteresis.
"""

from __future__ import annotations

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
    before: Assessment, after: Assessment, words: dict[str, str] | None = None
) -> list[str]:
    """One sentence an answer whose word changed or whose mean moved by .02, naming the evidence.

    ``words`` are the words published before, by answer; without them, those of the means then.
    """
    texts = {row.id: row.text for model in (before.model, after.model) for row in model.indications}
    shifts = find_shifts(before, after)[:MOST_NAMED]
    reasons = "; ".join(_reason(shift, texts[shift.id], after) for shift in shifts)
    sentences = []
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
        because = f" because of {reasons}" if reasons else ", by changed judgements or priors"
        sentences.append(
            f"{answer}: {said} ({percent(was)} % before, {percent(now)} % now){because}."
        )
    return sentences


def _reason(shift: Shift, text: str, after: Assessment) -> str:
    side = after.weights.leader if shift.moved > 0 else after.weights.rival
    state = "new" if shift.before is None else "gone" if shift.after is None else "changed"
    return f"{shift.id} ({text}; {state}, {abs(shift.moved):.1f} decibans towards {side})"
