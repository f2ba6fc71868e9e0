"""A Ray of two nodes on the loopback network, held by a process of its own.

``python ray_world.py`` prints the cluster's address, waits for a line, prints the addresses of
the nodes that ran parts of Daft's plans (by Ray's own record of its tasks), and ends the cluster.
What Ray makes of an address is settled when it is imported; so nothing else imports it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

NODES = ("127.0.0.1", "127.0.0.2")
ALONE = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
}
"""Ray stays on the loopback network."""


@dataclass(frozen=True, slots=True)
class TwoNodes:
    """A cluster that starts while its user does something else."""

    holder: subprocess.Popen[str]
    alone: dict[str, str]

    def environment(self) -> dict[str, str]:
        """For a process that is to use the cluster; waits for it; asked once."""
        assert self.holder.stdout is not None
        address = self.holder.stdout.readline().strip()
        assert address, "the cluster did not start"
        return {**self.alone, "RAY_ADDRESS": address}

    def that_worked(self) -> list[str]:
        """The nodes that ran parts of plans; asked once, for it ends the cluster."""
        return self.holder.communicate("\n", timeout=60)[0].split()


@contextmanager
def two_nodes() -> Iterator[TwoNodes]:
    """A cluster of two nodes with one processor each."""
    # A socket's path must stay under 108 characters, which pytest's own folders would pass.
    folder = tempfile.mkdtemp(prefix="ray-")
    environment = {**os.environ, **ALONE, "RAY_TMPDIR": folder}
    holder = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield TwoNodes(holder, environment)
    finally:
        holder.terminate()
        holder.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def hold() -> None:
    """Start the cluster, wait for a line, say which nodes worked, end it."""
    import ray
    from ray.cluster_utils import Cluster

    cluster = Cluster(shutdown_at_exit=True)
    try:
        for address in NODES:
            cluster.add_node(
                num_cpus=1,
                node_ip_address=address,
                include_dashboard=False,
                object_store_memory=80 * 2**20,
            )
        print(cluster.address, flush=True)
        sys.stdin.readline()
        ray.init(address=cluster.address, log_to_driver=False)
        events = ray.timeline()
        ran = {event["pid"] for event in events if event["name"] == "run_plan"}
        print(*sorted(ran))
        ray.shutdown()
    finally:
        cluster.shutdown()


def listening(processes: set[int]) -> set[str]:
    """The addresses (hexadecimal, as Linux lists them) on which these processes listen."""
    mine = set()
    for process in processes:
        with suppress(OSError):
            mine |= {str(held.readlink()) for held in Path(f"/proc/{process}/fd").iterdir()}
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in mine}


def with_children(first: int) -> set[int]:
    """A process and all that it started."""
    parent = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = status.read_text().rpartition(")")[2].split()
            parent[int(status.parent.name)] = int(words[1])
    found = {first}
    while more := {child for child, of in parent.items() if of in found} - found:
        found |= more
    return found


if __name__ == "__main__":
    hold()
