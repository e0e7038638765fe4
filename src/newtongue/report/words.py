"""Numbers and effects in words. What is claimed is chosen by the interval, never by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from newtongue import languages
from newtongue.core.errors import UsageError
from newtongue.report.data import Difference


def number(value: float, *, sign: bool = False) -> str:
    """A rate as `.423` or, with `sign`, `+.423`; three decimals, more where these would be 0."""
    text = f"{value:.3f}"
    if float(text) == 0:
        text = f"{value:.6f}".rstrip("0") if abs(value) >= 5e-7 else "0.000"
    text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return f"+{text}" if sign and value > 0 else text


def interval(entry: Mapping[str, Any], *, sign: bool = False) -> str:
    """`.423 [.366, .480]` from something with estimate, low and high."""
    estimate, low, high = (number(entry[key], sign=sign) for key in ("estimate", "low", "high"))
    return f"{estimate} [{low}, {high}]"


def facts(score: Mapping[str, Any]) -> str:
    """What every number of a score rests on."""
    least, most = score["n_min"], score["n_max"]
    each = f"{least}" if least == most else f"{least} to {most}"
    return ", ".join(
        (
            counted(score["problems"], "problem"),
            f"{each} {'completion' if most == 1 else 'completions'} each",
            f"{score['missing']} missing",
            counted(score["infrastructure"], "infrastructure error"),
        )
    )


def counted(count: int, noun: str) -> str:
    """`1 problem`, `2,898 problems`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def sentence(difference: Difference, subject: str | None = None) -> str:
    """What a paired difference shows: raised, lowered, or nothing beyond the interval.

    `subject` is the label of the difference unless given. An interval that touches 0 shows nothing.
    """
    return f"{subject or difference.label} {clause(difference)} ({basis(difference)})."


def sentences(differences: Sequence[Difference]) -> list[str]:
    """One sentence an effect, its languages together; a basis that all share is said once, last."""
    bases = list(dict.fromkeys(basis(each) for each in differences))
    effects: dict[tuple[str, str, str], list[Difference]] = {}
    for each in differences:
        effects.setdefault((each.label, each.before, each.after), []).append(each)
    lines = []
    for (label, _, _), parts in effects.items():
        behind = [f" ({basis(each)})" if len(bases) > 1 else "" for each in parts]
        clauses = [clause(each) + rest for each, rest in zip(parts, behind, strict=True)]
        lines.append(f"{label} {' and '.join(clauses)}.")
    if len(bases) == 1 and len(differences) > 1:
        lines.append(f"Each of these is {bases[0]}.")
    elif len(bases) == 1:
        lines = [sentence(each) for each in differences]
    return lines


def clause(difference: Difference) -> str:
    """The verb and its numbers, without subject and basis."""
    measure = f"{title(difference.language)} pass@{difference.k}"
    entry = as_entry(difference)
    if difference.low > 0:
        return f"raised {measure} by {interval(entry)}"
    if difference.high < 0:
        lost = {
            "estimate": -entry["estimate"],
            "low": -entry["high"],
            "high": -entry["low"],
        }
        return f"lowered {measure} by {interval(lost)}"
    return f"showed no difference in {measure} beyond the interval ({interval(entry, sign=True)})"


def basis(difference: Difference) -> str:
    """What a difference rests on."""
    text = (
        f"paired over {counted(difference.problems, 'problem')}, "
        f"{counted(difference.infrastructure, 'infrastructure error')}"
    )
    if difference.left_out:
        text += f", {counted(difference.left_out, 'problem')} judged on one side only"
    return text


def as_entry(difference: Difference) -> dict[str, float]:
    """The three numbers of a difference, as scores have them."""
    return {
        "estimate": difference.estimate,
        "low": difference.low,
        "high": difference.high,
    }


def title(language: str) -> str:
    """A language's name as people write it; its key where no file is known for it."""
    try:
        return languages.get(language).title
    except UsageError:
        return language


def memory(size: int | None) -> str:
    """Bytes as a person reads them: 412 MB, 3.1 GB."""
    if size is None:
        return "not measured"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def size(count: int) -> str:
    """Bytes of text: 612 B, 4.1 kB, 12.3 MB, in powers of ten."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 999.5:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:,.1f} GB"


def share(part: int, whole: int) -> str:
    """`12.3 %`; nothing but all is 100 %, nothing but none is 0 %; empty without a whole."""
    if not whole:
        return ""
    percent = 100 * part / whole
    if 0 < part < whole and not 0.05 <= percent < 99.95:
        return "< 0.1 %" if percent < 0.05 else "> 99.9 %"
    return f"{percent:.1f} %" if part % whole else f"{percent:.0f} %"
