"""Where a model is: a folder, a run of ours, or `owner/name[@revision]` on the hub.

Finds and fetches files and says in one line why it can't. Never imports torch and loads nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from newtongue.core.errors import MissingError, UsageError
from newtongue.core.store import full_disk_is_clear, sha256_file

REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
WEIGHTS = "*.safetensors"
TOKENIZER = ("tokenizer*.json", "tokenizer.model", "vocab.json", "merges.txt", "special_*.json")
WANTED = ("*.json", WEIGHTS, *TOKENIZER, "README.md")
"""What a model needs: never `*.bin`, `*.pt` or any other pickle."""

UNGATED = {
    "bigcode/starcoderbase-1b": "bigcode/tiny_starcoder_py (164M, Python only)",
    "bigcode/starcoderbase": "bigcode/tiny_starcoder_py (164M, Python only)",
}
"""Gated repositories for which an open one of the same family is known."""

SAFETENSORS = {"Salesforce/codegen-350M-mono": "refs/pr/7"}
"""Repositories whose main branch holds pickles, and a revision that holds safetensors."""


@dataclass(frozen=True, slots=True)
class Location:
    """A spec taken apart. `folder` is set for a local one, `repository` for one on the hub."""

    spec: str
    folder: Path | None = None
    repository: str = ""
    revision: str | None = None


def locate(spec: str) -> Location:
    """Take `folder`, `owner/name` or `owner/name@revision` apart; a folder that exists wins.

    The folder of a training run stands for the model in its outputs. Raises UsageError.
    """
    folder = Path(spec).expanduser()
    if folder.is_dir():
        return Location(spec, folder=_inside(folder))
    repository, _, revision = spec.partition("@")
    if not REPOSITORY.fullmatch(repository) or (revision == "" and "@" in spec):
        raise UsageError(
            f"{spec!r} is neither a folder nor owner/name[@revision]",
            field="model",
            hint="name a folder that holds config.json, or a repository on the hub",
        )
    return Location(spec, repository=repository, revision=revision or None)


def _inside(folder: Path) -> Path:
    for candidate in (folder, folder / "outputs" / "model", folder / "outputs" / "adapter"):
        if any((candidate / name).exists() for name in ("config.json", "adapter_config.json")):
            return candidate
    if (folder / "tokenizer.json").exists():
        return folder
    raise UsageError(
        "holds no model (neither config.json nor adapter_config.json)",
        file=str(folder),
        field="model",
    )


def fetch(location: Location, patterns: tuple[str, ...] = WANTED) -> Path:
    """The folder with the location's files, downloaded if need be (HF_TOKEN, HF_HUB_OFFLINE hold).

    Raises MissingError or UsageError in words that say what to do.
    """
    if location.folder is not None:
        return location.folder
    import httpx
    from huggingface_hub import constants, errors, snapshot_download

    repository = location.repository
    page = f"{constants.ENDPOINT}/{repository}"
    try:
        with full_disk_is_clear(Path(constants.HF_HUB_CACHE)):
            return Path(
                snapshot_download(
                    repository, revision=location.revision, allow_patterns=list(patterns)
                )
            )
    except errors.GatedRepoError:
        known = UNGATED.get(repository)
        raise MissingError(
            f"{repository} is gated: accept its terms on {page}, then log in",
            field="model",
            hint="hf auth login" + (f"; an open model of its family: {known}" if known else ""),
        ) from None
    except errors.RepositoryNotFoundError:
        raise UsageError(
            f"{repository} is no folder here, and no repository that you can see on the hub",
            field="model",
            hint="check the spelling; for a private one: hf auth login",
        ) from None
    except errors.RevisionNotFoundError:
        raise UsageError(
            f"{repository} has no revision {location.revision!r}", field="model", hint=f"see {page}"
        ) from None
    except (errors.LocalEntryNotFoundError, errors.OfflineModeIsEnabled):
        offline = constants.HF_HUB_OFFLINE
        why = "HF_HUB_OFFLINE is set" if offline else "the hub can't be reached"
        raise MissingError(
            f"{location.spec} is no folder here, is not in the cache, and {why}",
            field="model",
            hint="name a folder, or " + ("unset HF_HUB_OFFLINE" if offline else "go online"),
        ) from None
    except (errors.HfHubHTTPError, httpx.HTTPError) as error:
        raise MissingError(
            f"{location.spec}: the hub answered: {str(error).splitlines()[0]}", field="model"
        ) from None


def commit(location: Location, folder: Path) -> str | None:
    """The commit that a repository's files are of; None for a local folder."""
    return None if location.folder is not None else folder.name


def fingerprint(spec: str) -> str:
    """What decides a model's bytes: the commit on the hub, or a hash over the folder's files."""
    location = locate(spec)
    folder = fetch(location, ("config.json", "adapter_config.json"))
    if location.folder is None:
        return folder.name
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in (".json", ".safetensors"):
            digest.update(f"{path.name} {sha256_file(path)}\n".encode())
    return digest.hexdigest()


def require_weights(location: Location, folder: Path) -> None:
    """Raise UsageError unless the folder has safetensors: pickles can run code and aren't read."""
    if any(folder.glob(WEIGHTS)):
        return
    known = SAFETENSORS.get(location.repository)
    if known:
        hint = f"name {location.repository}@{known}, which holds the same weights as safetensors"
    else:
        name = location.repository or str(folder)
        load = f"AutoModelForCausalLM.from_pretrained({name!r}).save_pretrained('FOLDER')"
        hint = (
            "name a revision that has them (on the hub often @refs/pr/N, by SFconvertbot), or "
            f'convert once what you trust: python -c "from transformers import *; {load}"'
        )
    raise UsageError(
        f"{location.spec} has no safetensors; pickled weights can run code and are not read",
        field="model",
        hint=hint,
    )


def has_tokenizer(folder: Path) -> bool:
    """True when a tokenizer can be read from the folder."""
    return (folder / "tokenizer.json").exists() or (
        (folder / "vocab.json").exists() and (folder / "merges.txt").exists()
    )


def base_of(folder: Path) -> str | None:
    """The base model that an adapter's settings or the model's card name, or None."""
    adapter = folder / "adapter_config.json"
    if adapter.exists():
        settings = read_object(adapter)
        base, revision = settings.get("base_model_name_or_path"), settings.get("revision")
        if base:
            return f"{base}@{revision}" if revision else str(base)
    return _base_of_card(folder / "README.md")


def tokenizer_folder(location: Location, folder: Path, given: str | None = None) -> Path:
    """The folder to read the tokenizer from: the one given, the model's own, or its base's.

    Raises UsageError when there is none.
    """
    if given is not None:
        return fetch(locate(given), (*TOKENIZER, "config.json"))
    if has_tokenizer(folder):
        return folder
    base = base_of(folder)
    if base is None and location.revision is not None:
        main = Location(location.repository, repository=location.repository)
        base = _base_of_card(fetch(main, ("README.md",)) / "README.md")
    if base is not None:
        there = fetch(locate(base), (*TOKENIZER, "config.json"))
        if has_tokenizer(there):
            return there
    raise UsageError(
        f"{location.spec} has no tokenizer, and names no base model that has one",
        field="tokenizer",
        hint="name the base model with --tokenizer",
    )


def read_object(path: Path) -> dict[str, Any]:
    """A JSON file's object. Raises UsageError naming the file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"not JSON: {error}", file=str(path)) from None
    if not isinstance(data, dict):
        raise UsageError("not a JSON object", file=str(path))
    return data


def _base_of_card(card: Path) -> str | None:
    """`base_model:` of a card's front matter: a name, or a list whose first name counts."""
    if not card.exists():
        return None
    parts = card.read_text(encoding="utf-8", errors="replace").split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():
        return None
    try:
        front = yaml.safe_load(parts[1])
    except yaml.YAMLError:
        return None
    base = front.get("base_model") if isinstance(front, dict) else None
    if isinstance(base, list):
        base = base[0] if base else None
    return base if isinstance(base, str) and base else None
