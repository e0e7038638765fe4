"""What this machine can do: system, sandbox, toolchains, accelerator, disk, and models that fit.

Reads and reports; it changes nothing. The levels of languages are those that the last check of the
present toolchain showed.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Container, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newtongue import judge, languages, toolchains
from newtongue.core.errors import MissingError, UsageError
from newtongue.core.home import cache_folder, data_folder
from newtongue.core.store import write_json
from newtongue.languages.base import Language
from newtongue.models.device import Device, examine_device
from newtongue.sandbox.pool import Pool, probe
from newtongue.sandbox.tier import Tier

GIB = 1 << 30

KNOWN_MODELS: tuple[tuple[str, float], ...] = (
    ("Salesforce/codegen-350M-mono", 0.357),
    ("Qwen/Qwen2.5-Coder-0.5B", 0.494),
    ("bigcode/santacoder", 1.12),
    ("bigcode/starcoderbase-1b", 1.14),
    ("Qwen/Qwen2.5-Coder-1.5B", 1.54),
    ("bigcode/starcoder2-3b", 3.03),
    ("Qwen/Qwen2.5-Coder-7B", 7.62),
    ("bigcode/starcoderbase", 15.5),
)
"""Models that people extend, with their parameters in billions as their cards state them."""

CONTEXT = 0.6 * GIB
"""What a CUDA context and the libraries' work space take, about."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that `newtongue doctor` reports."""

    system: str
    supported: bool
    python: str
    tier: Tier
    device: Device
    memory: int
    disk: int
    languages: list[dict[str, Any]]


def examine() -> Findings:
    """Look at this machine; takes about a second."""
    return Findings(
        system=_system(),
        supported=sys.platform == "linux",
        python=f"{platform.python_version()} ({sys.executable})",
        tier=probe(),
        device=examine_device(),
        memory=_memory(),
        disk=shutil.disk_usage(Path.cwd()).free,
        languages=language_rows(),
    )


def _memory() -> int:
    """Bytes of main memory; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _system() -> str:
    name = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{name} (WSL2)" if "microsoft" in platform.release().lower() else name


def model_fits(found: Findings) -> list[dict[str, Any]]:
    """What each known model allows here: evaluate, LoRA, full.

    Bytes a parameter: on an accelerator 2 to evaluate (16-bit weights), 2 plus 16 for each adapter
    weight (taken as a tenth of the model) for LoRA, 16 for full tuning (weights, gradients, and
    AdamW's two moments with a 32-bit copy); on CPUs 4, 4 + 1.6 and 16. Activations come on top:
    a quarter is added to each.
    """
    gpu = found.device.memory
    room = (gpu - CONTEXT if gpu else found.memory * 0.8) / 1.25
    weight = 2 if gpu else 4
    rows = []
    for name, billions in KNOWN_MODELS:
        count = billions * 1e9
        rows.append(
            {
                "model": name,
                "parameters": round(count),
                "evaluate": count * weight <= room,
                "lora": count * (weight + 1.6) <= room,
                "full": count * 16 <= room,
            }
        )
    return rows


def lines(found: Findings) -> list[str]:
    """The report for people."""
    texts = [f"system     {found.system}", f"python     {found.python}"]
    if not found.supported:
        texts.append(
            "           sampling, reports and reading work here; to judge programs use Linux, "
            "WSL2 or a container"
        )
    texts.append(f"sandbox    {found.tier.name}: {found.tier.detail}")
    if found.tier.hint:
        texts.append(f"           {found.tier.hint}")
    texts.append(f"memory     {found.memory / GIB:.1f} GiB")
    texts.append(f"disk       {found.disk / 1e9:.1f} GB free here")
    texts.append(f"GPU        {found.device.text}")
    if found.device.hint:
        texts.append(f"           {found.device.hint}")
    texts += ["", "languages", *language_lines(found.languages), "", "models that fit"]
    for row in model_fits(found):
        can = [verb for verb in ("evaluate", "lora", "full") if row[verb]]
        texts.append(f"  {row['model']:<32} {', '.join(can) or 'too large for this machine'}")
    return texts


def as_json(found: Findings) -> dict[str, Any]:
    """The report for programs."""
    return {
        "system": found.system,
        "supported": found.supported,
        "python_version": found.python,
        "sandbox": {
            "tier": found.tier.name,
            "detail": found.tier.detail,
            "hint": found.tier.hint,
        },
        "memory_bytes": found.memory,
        "disk_free_bytes": found.disk,
        "gpu": {
            "name": found.device.name,
            "memory_bytes": found.device.memory,
            "text": found.device.text,
            "hint": found.device.hint,
        },
        "languages": found.languages,
        "models": model_fits(found),
        "folders": {"cache": str(cache_folder()), "data": str(data_folder())},
    }


# -- languages -------------------------------------------------------------------


def language_rows(names: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The `languages` of INTERFACES, section 2, by what the last check showed."""
    checked = _checked()
    chosen = names or languages.names()
    # some run times take a second to say their version
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(lambda name: _language_row(name, checked.get(name, {})), chosen))


def _language_row(name: str, last: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "language": name,
        "title": name,
        "aliases": [],
        "extension": None,
        "level": "prints",
        "version": None,
        "reason": "not checked",
        "install": f"newtongue languages install {name}",
    }
    try:
        language = languages.get(name)
        row["title"], row["extension"] = language.title, language.extension
        row["aliases"] = list(language.aliases)
        found = toolchains.find(language)
        row["version"] = found.version
        if last.get("fingerprint") == found.fingerprint:
            row["level"], row["reason"] = last["level"], last["reason"] or None
    except (MissingError, UsageError) as error:  # of a plug-in that is broken, too
        row["reason"] = error.message
    return row


def language_lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    """One line a language, for people."""
    texts = []
    for row in rows:
        tail = f"  ({row['reason']})" if row["reason"] else ""
        texts.append(f"  {row['language']:<12} {row['level']:<7} {row['version'] or '-'}{tail}")
    return texts


def check_languages(names: Sequence[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Run the probes of languages and remember the levels; returns rows and surprises."""
    checked = _checked()
    wrong: list[str] = []
    with Pool() as pool:
        for name in names:
            try:
                found = toolchains.find(languages.get(name))
            except (MissingError, UsageError) as missing:
                wrong.append(f"{name}: {missing} ({missing.hint})")
                continue
            results = judge.run_probes(name, found, pool)
            surprises = judge.surprises(results)
            cold = {one.cold for one in results.values() if one.cold}
            wrong += [f"{name}: {line}" for line in surprises]
            checked[name] = {
                "fingerprint": found.fingerprint,
                "level": _level(languages.get(name), surprises, cold),
                "reason": "; ".join(surprises or sorted(cold)),
            }
    write_json(_levels_file(), checked)
    return language_rows(names), wrong


def _level(language: Language, surprises: Sequence[str], cold: Container[str]) -> str:
    """`prints`, `runs`, or `warm` where its programs need not wait for an interpreter's start."""
    if surprises:
        return "prints"
    return "warm" if (language.warm or language.prepare) and not cold else "runs"


def _levels_file() -> Path:
    return cache_folder() / "languages.json"


def _checked() -> dict[str, dict[str, str]]:
    try:
        found: dict[str, dict[str, str]] = json.loads(_levels_file().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # a damaged cache is as good as none
        return {}
    return found
