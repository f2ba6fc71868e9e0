"""Probability on nested grids: coarse far from the answer, fine where the mass is.

A density is drawn on a square of cells, then again on the part that holds nearly all of it. The
cells of the coarser grid that the finer one covers are left out, so cells never overlap and
their masses sum to one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indicia.geo.plane import Array

_FIRST, _FINER = 64, 96
_KEPT = 0.985
_LEVELS = 4
# Corners are snapped to this, so that grids of different cells meet without seams.
_SNAP_M = 0.01


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the plane in metres."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of nested grids with their probability; arrays of equal length."""

    x: Array
    """Centre, metres east."""
    y: Array
    """Centre, metres north."""
    width: Array
    height: Array
    mass: Array
    """Probability of the cell; all of them sum to one."""
    rank: Array
    """Smallest probability of a highest-density region that holds the cell, 0 to 1."""

    def area_m2(self, level: float) -> float:
        """Area of the highest-density region of a level."""
        held = self.rank <= level
        return float(np.sum(self.width[held] * self.height[held]))

    def mode(self) -> tuple[float, float]:
        """Centre of the densest cell."""
        densest = int(np.argmin(self.rank))
        return float(self.x[densest]), float(self.y[densest])

    def level_at(self, x: float, y: float) -> float:
        """The level of the smallest region that holds a point; 1 outside all cells."""
        inside = (np.abs(self.x - x) <= self.width / 2) & (np.abs(self.y - y) <= self.height / 2)
        return float(np.min(self.rank[inside])) if bool(inside.any()) else 1.0

    def region(self, level: float) -> Any:
        """The highest-density region of a level as a shapely geometry in the plane."""
        import shapely

        held = np.flatnonzero(self.rank <= level)
        if held.size == 0:
            held = np.array([int(np.argmin(self.rank))])
        order = held[np.lexsort((self.x[held], self.y[held], self.width[held]))]
        west, east, south, north = _runs(self, order)
        boxes = shapely.box(west, south, east, north)
        return shapely.union_all(boxes, grid_size=_SNAP_M).simplify(0.0)


def draw_cells(log_density: Callable[[Array, Array], Array], box: Box) -> Cells:
    """The density over a box as cells with probabilities."""
    layers: list[tuple[Array, ...]] = []
    count = _FIRST
    for level in range(_LEVELS):
        x, y, width, height = _square(box, count)
        log = log_density(x, y)
        layers.append((x, y, width, height, log))
        finer = _holding(layers, box)
        shrinks = (finer.east - finer.west) < 0.6 * (box.east - box.west)
        if level + 1 == _LEVELS or (level > 0 and not shrinks):
            break
        layers[-1] = _outside(layers[-1], finer)
        box, count = finer, _FINER
    return _cells(layers)


def _square(box: Box, count: int) -> tuple[Array, Array, Array, Array]:
    width, height = (box.east - box.west) / count, (box.north - box.south) / count
    steps = np.arange(count) + 0.5
    x, y = np.meshgrid(box.west + steps * width, box.south + steps * height)
    flat = x.size
    return x.ravel(), y.ravel(), np.full(flat, width), np.full(flat, height)


def _holding(layers: list[tuple[Array, ...]], box: Box) -> Box:
    """The box around the cells of the last layer that hold nearly all probability."""
    x, y, width, height, log = layers[-1]
    mass = np.exp(log - np.max(log))
    order = np.argsort(-mass, kind="stable")
    total = np.cumsum(mass[order])
    held = order[: int(np.searchsorted(total, _KEPT * total[-1])) + 1]
    west, east = float((x - width / 2)[held].min()), float((x + width / 2)[held].max())
    south, north = float((y - height / 2)[held].min()), float((y + height / 2)[held].max())
    return Box(west, south, east, north)


def _outside(layer: tuple[Array, ...], box: Box) -> tuple[Array, ...]:
    x, y = layer[0], layer[1]
    out = (x < box.west) | (x > box.east) | (y < box.south) | (y > box.north)
    return tuple(column[out] for column in layer)


def _cells(layers: list[tuple[Array, ...]]) -> Cells:
    x, y, width, height, log = (np.concatenate([layer[i] for layer in layers]) for i in range(5))
    density = np.exp(log - np.max(log))
    mass = density * width * height
    mass = mass / mass.sum()
    order = np.argsort(-density, kind="stable")
    rank = np.empty_like(mass)
    rank[order] = np.minimum(1.0, np.cumsum(mass[order]))
    return Cells(x, y, width, height, mass, rank)


def _runs(cells: Cells, order: npt.NDArray[np.int64]) -> tuple[Array, Array, Array, Array]:
    """Neighbouring cells of a row as one box: west, east, south, north."""
    x, y = cells.x[order], cells.y[order]
    width, height = cells.width[order], cells.height[order]
    joined = np.zeros(order.size, dtype=bool)
    same_row = (np.abs(np.diff(y)) < 0.01 * height[1:]) & (width[1:] == width[:-1])
    joined[1:] = same_row & (np.abs(np.diff(x) - width[1:]) < 0.01 * width[1:])
    starts = np.flatnonzero(~joined)
    ends = np.append(starts[1:], order.size) - 1
    return (
        x[starts] - width[starts] / 2,
        x[ends] + width[ends] / 2,
        y[starts] - height[starts] / 2,
        y[starts] + height[starts] / 2,
    )
