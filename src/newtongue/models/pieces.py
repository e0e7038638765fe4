"""Tokens as the bytes that they stand for, and where a prompt ends and a completion begins.

A prompt that ends in a newline is seldom a prefix of the tokens of the whole text: newline and
indentation are one token. So the model is given the prompt's *head*, which ends before such a
token, and the first tokens that it draws must restate the *rest* of the prompt (token healing).
Training cuts at the same byte, so both see the same contexts. Knows no torch.
"""

from __future__ import annotations

import bisect
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newtongue.core.errors import NewtongueError


@dataclass(frozen=True, slots=True)
class Pieces:
    """The bytes of each token (none for special ones), and the tokens in the order of bytes."""

    of: tuple[bytes, ...]
    ids: dict[bytes, list[int]]
    order: tuple[bytes, ...]
    start: int | None
    """The token that stands before an empty head."""
    ends: frozenset[int]
    """Tokens that end a completion: the end token and every other special one."""

    def text(self, token: int) -> bytes:
        return self.of[token] if token < len(self.of) else b""

    def allowed(self, rest: bytes) -> list[int]:
        """Tokens that restate `rest`, go beyond it, or restate its beginning."""
        first = bisect.bisect_left(self.order, rest)
        found: list[int] = []
        for piece in self.order[first:]:
            if not piece.startswith(rest):
                break
            found += self.ids[piece]
        for length in range(1, len(rest)):
            found += self.ids.get(rest[:length], ())
        if not found:
            raise NewtongueError(f"the tokenizer has no token that can begin {rest!r}")
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Head:
    """The part of a prompt that a model reads, and the bytes that it must restate."""

    ids: tuple[int, ...]
    kept: int
    """Bytes of the prompt in `ids`."""
    rest: bytes


def pieces(tokenizer: Any, ends: Sequence[int] = ()) -> Pieces:
    """Read a fast tokenizer's vocabulary; `ends` are further tokens that end a completion.

    Raises NewtongueError for a kind of tokenizer that isn't known.
    """
    size = len(tokenizer)
    added = tokenizer.added_tokens_decoder
    special = {i for i, t in added.items() if t.special}.union(tokenizer.all_special_ids, ends)
    convert = _converter(tokenizer)
    table: list[bytes] = []
    for token, name in enumerate(tokenizer.convert_ids_to_tokens(list(range(size)))):
        if token in special or name is None:
            table.append(b"")
        elif token in added:
            table.append(added[token].content.encode())
        else:
            table.append(convert(name))
    ids: dict[bytes, list[int]] = {}
    for token, piece in enumerate(table):
        if piece:
            ids.setdefault(piece, []).append(token)
    start = tokenizer.bos_token_id
    return Pieces(
        of=tuple(table),
        ids=ids,
        order=tuple(sorted(ids)),
        start=tokenizer.eos_token_id if start is None else start,
        ends=frozenset(special),
    )


def heads(tokenizer: Any, table: Pieces, prompts: Sequence[str]) -> list[Head]:
    """Cut each prompt where its tokens can't depend on what follows."""
    if not prompts:
        return []
    encoded = tokenizer(list(prompts), add_special_tokens=True)["input_ids"]
    return [_head(tokenizer, table, p, ids) for p, ids in zip(prompts, encoded, strict=True)]


def ends_of(table: Pieces, ids: Sequence[int], text: bytes) -> list[int] | None:
    """Where each token ends in `text`, in bytes; None when the tokens don't give the text back."""
    parts = [table.of[token] for token in ids]
    ends = list(itertools.accumulate(map(len, parts)))
    joined = b"".join(parts)
    if joined == text:
        return ends
    if joined == b" " + text:  # the word border that SentencePiece puts in front
        return [max(end - 1, 0) for end in ends]
    return None


def without_end(table: Pieces, ids: Sequence[int]) -> list[int]:
    """The tokens without special ones at the end that a tokenizer adds by itself."""
    kept = list(ids)
    while kept and kept[-1] in table.ends:
        kept.pop()
    return kept


def _head(tokenizer: Any, table: Pieces, prompt: str, encoded: Sequence[int]) -> Head:
    text = prompt.encode("utf-8", "surrogatepass")
    stripped = prompt.rstrip()
    border = len(stripped.encode("utf-8", "surrogatepass"))
    ids = without_end(table, encoded)
    ends = ends_of(table, ids, text)
    if ends is None:  # a tokenizer that rewrites its text: the whitespace alone is healed
        ids = without_end(table, tokenizer(stripped)["input_ids"])
        ends = [border] * len(ids)
    elif border == len(text) and text:
        border -= 1  # no whitespace at the end: the last token might have been a longer one
    count = bisect.bisect_right(ends, border)
    kept = ends[count - 1] if count else 0
    ids = ids[:count]
    if not ids and table.start is not None:
        ids = [table.start]
    return Head(tuple(ids), kept, text[kept:])


def _converter(tokenizer: Any) -> Any:
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise NewtongueError(
            f"{type(tokenizer).__name__} is not a fast tokenizer",
            field="tokenizer",
            hint="name a model that has tokenizer.json",
        )
    kinds = _decoders(json.loads(backend.to_str()).get("decoder"))
    if "ByteLevel" in kinds:
        table = _byte_letters()
        return lambda name: bytes(table[c] for c in name)
    if kinds & {"Metaspace", "Replace"}:
        return _metaspace
    raise NewtongueError(f"no way to read the tokens of {type(tokenizer).__name__}: {kinds or ''}")


def _decoders(node: Any) -> set[str]:
    if not isinstance(node, dict):
        return set()
    inner = [_decoders(part) for part in node.get("decoders", ())]
    return {str(node.get("type"))}.union(*inner)


def _metaspace(name: str) -> bytes:
    if len(name) == 6 and name.startswith("<0x") and name.endswith(">"):
        return bytes([int(name[3:5], 16)])
    return name.replace("▁", " ").encode()


def _byte_letters() -> dict[str, int]:
    """GPT-2's letters for bytes: printable ones stand for themselves, others from U+0100 on."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in plain]
    return {chr(b): b for b in plain} | {chr(256 + n): b for n, b in enumerate(others)}
