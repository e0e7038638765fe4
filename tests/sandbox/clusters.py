"""Real Ray clusters on this machine, for tests: two nodes of one CPU each, and one to be killed."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.conftest import need

_NODE = {"num_cpus": 1, "object_store_memory": 80 << 20}
_TRIES = 3
"""Ray gives a node 30 seconds to start, which a loaded machine may exceed."""


def need_ray() -> None:
    need("ray", importlib.util.find_spec("ray"), "pip install 'newtongue[ray]'")


@contextmanager
def cluster() -> Iterator[Any]:
    """A `ray.cluster_utils.Cluster` with its head."""
    need_ray()
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    from ray.cluster_utils import Cluster

    found = _tried(lambda: Cluster(True, head_node_args=_NODE | {"include_dashboard": False}))
    try:
        yield found
    finally:
        found.shutdown()


def another(found: Any) -> Any:
    """One more node of the cluster."""
    return _tried(lambda: found.add_node(**_NODE))


def kill(found: Any, node: Any) -> None:
    """End a node's processes by SIGKILL, if they are still there."""
    if node in found.worker_nodes:
        found.remove_node(node, allow_graceful=False)


def _tried(start: Any) -> Any:
    for _ in range(_TRIES - 1):
        with suppress(Exception):  # Ray raises plain ones
            return start()
    return start()
