"""The engine of corpus-wide joins: Daft on this machine, or the same plan on Ray.

What goes in and comes out are numpy arrays and Arrow tables. Daft is imported only when a join is
asked for, with its telemetry switched off beforehand; the local engine opens no connection. Ray
needs the extra ``ray``: it joins the cluster that ``RAY_ADDRESS`` names, and otherwise starts one
for this process on the loopback network alone.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from indicia.errors import AssetMissing, UsageError

EngineName = Literal["local", "ray"]
SILENCE = {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
    "SCARF_NO_ANALYTICS": "1",
    "DAFT_PROGRESS_BAR": "0",
    "DAFT_SHOW_QUERY_ID": "0",
}
SMALL_JOIN = 4_000_000
"""Rows of both sides together up to which the local engine joins in this process at once: starting
Daft's plan takes longer than such a join. Ray always gets the plan."""
_EXPANDED = 4_000_000
RUNNERS = {"local": "native", "ray": "ray"}
RAY_SILENCE = {"RAY_USAGE_STATS_ENABLED": "0"}
RAY_ALONE = {
    "RAY_AUTH_MODE": "disabled",
    # Whatever its name says: without it Ray listens on the address that others can reach.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}
"""For a Ray of this process: on 127.0.0.1, where a token would keep nobody out."""


@dataclass(frozen=True, slots=True)
class CorpusEngine:
    """Joins over a whole corpus; :func:`corpus_engine` makes one."""

    name: EngineName
    daft: Callable[[], Any]
    """Gives the imported module, with its runner set."""

    def key_pairs(
        self,
        left: tuple[np.ndarray, np.ndarray],
        right: tuple[np.ndarray, np.ndarray],
        sizes: np.ndarray,
        ratio: tuple[float, float],
    ) -> tuple[np.ndarray, np.ndarray]:
        """Distinct (left row, right row) that share a key, sorted.

        ``left`` and ``right`` are (keys, rows); ``sizes`` is indexed by row. A pair is kept when
        its rows differ and ``ratio[0] <= sizes[left] / sizes[right] <= ratio[1]``.
        """
        if not len(left[0]) or not len(right[0]):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        if self.name == "local" and len(left[0]) + len(right[0]) <= SMALL_JOIN:
            return _key_pairs(left, right, sizes, ratio)
        col = self.daft().col
        a = self._frame(k=left[0], a=left[1], a_size=sizes[left[1]].astype(np.float64))
        b = self._frame(k=right[0], b=right[1], b_size=sizes[right[1]].astype(np.float64))
        low, high = ratio
        joined = (
            a.join(b, on="k")
            .where(
                (col("a") != col("b"))
                & (col("a_size") >= col("b_size") * (low - 1e-9))
                & (col("a_size") <= col("b_size") * (high + 1e-9))
            )
            .select("a", "b")
            .distinct()
            .to_arrow()
        )
        rows_a = joined.column("a").to_numpy().astype(np.int64)
        rows_b = joined.column("b").to_numpy().astype(np.int64)
        order = np.lexsort((rows_b, rows_a))
        return rows_a[order], rows_b[order]

    def _frame(self, **columns: np.ndarray) -> Any:
        table = pa.table({name: pa.array(values) for name, values in columns.items()})
        return self.daft().from_arrow(table)


def corpus_engine(name: str = "local") -> CorpusEngine:
    """The engine ``local`` (this machine, no network) or ``ray``.

    Raises:
        UsageError: the name is neither.
        AssetMissing: ``ray`` is asked for and its extra is not installed.
    """
    if name not in ("local", "ray"):
        raise UsageError(f"engine {name!r} is not known: use --engine local or --engine ray")
    os.environ.update(SILENCE)
    if name == "ray":
        if importlib.util.find_spec("ray") is None:
            raise AssetMissing(
                "engine ray: the package ray is not installed; "
                'install it with  pip install "indicia[ray]"  or use --engine local'
            )
    return CorpusEngine("ray" if name == "ray" else "local", partial(_daft, name))


def _daft(name: str) -> Any:
    if name == "ray":
        _join_ray()
    os.environ["DAFT_RUNNER"] = RUNNERS[name]
    import daft

    runner: Any = daft.runners.get_or_create_runner()
    if runner.name != RUNNERS[name]:
        raise UsageError(
            f"engine {name}: this process already runs Daft on {runner.name}; start a new process"
        )
    return daft


def _join_ray() -> None:
    """Join the cluster of ``RAY_ADDRESS``, or start Ray on the loopback network; silent in both."""
    os.environ.update(RAY_SILENCE)
    alone = not os.environ.get("RAY_ADDRESS")
    if alone:
        os.environ.update(RAY_ALONE)
    ray: Any = importlib.import_module("ray")
    if ray.is_initialized():
        return
    # The workers of a cluster have the environment of whoever started it.
    quiet = {"log_to_driver": False, "runtime_env": {"env_vars": SILENCE}}
    if not alone:
        ray.init(logging_level=logging.WARNING, **quiet)
        return
    folder = tempfile.mkdtemp(prefix="ray-")
    atexit.register(_leave_nothing, ray, folder)
    ray.init(
        "local",
        include_dashboard=False,
        logging_level=logging.WARNING,
        _temp_dir=folder,
        **quiet,
    )


def _leave_nothing(ray: Any, folder: str) -> None:
    """End the Ray of this process, and remove what it wrote."""
    ray.shutdown()
    shutil.rmtree(folder, ignore_errors=True)


def _key_pairs(
    left: tuple[np.ndarray, np.ndarray],
    right: tuple[np.ndarray, np.ndarray],
    sizes: np.ndarray,
    ratio: tuple[float, float],
) -> tuple[np.ndarray, np.ndarray]:
    """What :meth:`CorpusEngine.key_pairs` gives, without an engine's start: for small joins."""
    order = np.argsort(right[0], kind="stable")
    keys, rows = right[0][order], right[1][order]
    start = np.searchsorted(keys, left[0], "left")
    count = np.searchsorted(keys, left[0], "right") - start
    width = max(1, len(sizes))
    codes = [np.empty(0, np.int64)]
    ends = np.cumsum(count)
    begin = 0
    while begin < len(count):
        past = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, past + _EXPANDED, "right")))
        per = count[begin:end]
        a = np.repeat(left[1][begin:end], per)
        within = np.arange(per.sum()) - np.repeat(np.cumsum(per) - per, per)
        b = rows[np.repeat(start[begin:end], per) + within]
        good = (
            (a != b)
            & (sizes[a] >= sizes[b] * (ratio[0] - 1e-9))
            & (sizes[a] <= sizes[b] * (ratio[1] + 1e-9))
        )
        codes.append(_different(a[good].astype(np.int64) * width + b[good]))
        begin = end
    pairs = _different(np.concatenate(codes))
    return pairs // width, pairs % width


def _different(codes: np.ndarray) -> np.ndarray:
    """The different values, sorted."""
    ordered = np.sort(codes)
    keep = np.ones(len(ordered), bool)
    keep[1:] = ordered[1:] != ordered[:-1]
    different: np.ndarray = ordered[keep]
    return different
