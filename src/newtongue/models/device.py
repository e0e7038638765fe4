"""What accelerator torch sees, or why it sees none although there is one."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from dataclasses import dataclass

QUERY = ("--query-gpu=name,driver_version,memory.total", "--format=csv,noheader,nounits")


@dataclass(frozen=True, slots=True)
class Device:
    """The accelerator in words and bytes; `memory` is 0 where models run on the CPU."""

    text: str
    name: str | None = None
    memory: int = 0
    hint: str | None = None
    """The command that mends what is wrong, where something is."""


def examine_device() -> Device:
    """Ask the driver, then torch; imports torch only where it is installed."""
    driver = _driver()
    if importlib.util.find_spec("torch") is None:
        seen = f"{driver}; " if driver else ""
        return Device(f"{seen}torch is not installed", hint="pip install 'newtongue[train]'")
    import torch

    built_for = torch.version.cuda or torch.version.hip
    if torch.cuda.is_available():
        facts = torch.cuda.get_device_properties(0)
        count = torch.cuda.device_count()
        text = f"{count} x {facts.name}, {facts.total_memory / (1 << 30):.1f} GiB each"
        return Device(f"{text}, torch {torch.__version__}", facts.name, facts.total_memory)
    if driver and not built_for:
        return Device(
            f"{driver}, but torch {torch.__version__} is a CPU build",
            hint="make setup TORCH=torch TORCH_INDEX_URL=... with the address that PyTorch's "
            "install page names for your driver",
        )
    if driver:
        return Device(
            f"{driver}, but torch {torch.__version__} (CUDA {built_for}) can't use it",
            hint="update the driver, or install a torch built for an older CUDA "
            "(PyTorch's install page lists them)",
        )
    return Device(f"none; models run on the CPU (torch {torch.__version__})")


def _driver() -> str | None:
    """What nvidia-smi says, or None where there is no such card or tool."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return None
    try:
        done = subprocess.run(
            [tool, *QUERY], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    first = done.stdout.strip().splitlines()
    if not first:
        return None
    name, driver, memory = (part.strip() for part in first[0].split(","))
    return f"{name} ({memory} MiB, driver {driver})"
