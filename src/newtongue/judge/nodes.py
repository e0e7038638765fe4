"""Many machines, one verdict: a node judges a language only where its programs run as they do here.

Its toolchain must have our fingerprint, a program must be run there by the same commands, files and
limits, and the canaries must pass there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from newtongue import languages, toolchains
from newtongue.core.errors import NewtongueError
from newtongue.judge.canaries import each_worker, run_probes, surprises
from newtongue.judge.program import Program, job
from newtongue.sandbox.base import Job
from newtongue.sandbox.cache import key
from newtongue.sandbox.pool import Pool
from newtongue.sandbox.ray import Nodes


def admit(
    nodes: Nodes, found: Mapping[str, toolchains.Found], language: Callable[[Job], str]
) -> None:
    """Let each node have programs of those languages that it judges as this machine does.

    Raises NewtongueError when no node is left for one of them.
    """
    ours = {name: (one.fingerprint, way(name, one)) for name, one in sorted(found.items())}
    nodes.admit(partial(unfit, ours), list(ours), language)


def way(name: str, found: toolchains.Found) -> str:
    """How programs of a language are run: equal on two machines where everything about it is."""
    return key(job(Program(name, "", 0), found), found.fingerprint, "")


def unfit(wanted: Mapping[str, tuple[str, str]], pool: Pool) -> dict[str, str]:
    """Which of the languages this machine must not judge, and why; runs on each node.

    `wanted`: the toolchain's fingerprint and the `way` of each language, where it is to be as here.
    """
    whys = {name: _why_not(name, *ours, pool) for name, ours in wanted.items()}
    pool.prove(each_worker(lambda name: toolchains.find(languages.get(name))))
    return {name: why for name, why in whys.items() if why}


def _why_not(name: str, fingerprint: str, theirs: str, pool: Pool) -> str | None:
    try:
        found = toolchains.find(languages.get(name))
    except NewtongueError as error:
        return error.message
    if found.fingerprint != fingerprint:
        return f"its toolchain is not the same ({found.version})"
    if way(name, found) != theirs:
        return "it would run a program with other files, folders or commands"
    if wrong := surprises(run_probes(name, found, pool)):
        return f"its toolchain gives wrong verdicts: {'; '.join(wrong)}"
    return None
