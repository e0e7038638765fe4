"""Bash: every value is a text, and what a function prints is its answer.

Numbers, true, false and None are words. A list, tuple or set is words with blanks between them (one
that is empty or holds a blank is quoted: 'a b', $'a\\nb'), or lines where its items are containers.
A dict is lines `key,value`. Lines inside lines are quoted, too.

Equality follows the expected value: numbers compare by number, blanks between words don't count,
quotes may be of any kind, sets and dicts have no order, all else is the same text. So 5 and "5", or
None and "None", can't be told apart. A prompt says the form of each argument and of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import fits, natural, ordered
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = r"""
newtongue_ran=0
newtongue_say() { printf '%s\n' "$1" > /dev/fd/4; }
newtongue_counted() {  # the check before, which may have failed, and what it got
  local failed=$? got=${1//[![:print:]]/?}
  (( ++newtongue_ran && ! failed )) && return
  newtongue_say "failed $((newtongue_ran - 1)) ${got:0:SHOWN}"
  exit 1
}
newtongue_answer() {
  newtongue_say "ready $newtongue_ran"
  read -r REPLY < /dev/fd/3 && newtongue_say "nonce $REPLY"
}
"""

_CHECK = r"""
newtongue_split() {  # into words, lines, or a key and its value -> newtongue_parts
  local text=$2 IFS=$' \t\n' quoted="\\\$'([^'\\\\]|\\\\.)*'" i
  newtongue_parts=()
  if [[ $1 == [lu]* ]]; then
    quoted+="|'[^']*'(\\\\''[^']*')*|\"[^\"\$\`\\\\]*\""
    local word="^[$IFS]*(($quoted)([$IFS]|\$)|[^$IFS]+)"
    while [[ ${#newtongue_parts[@]} -le ${1:1} && $text =~ $word ]]; do
      text=${text:${#BASH_REMATCH[0]}}
      newtongue_parts+=("${BASH_REMATCH[1]%[$IFS]}")
    done
  elif [[ $1 == [LU]* && -n $text ]]; then
    mapfile -t newtongue_parts <<< "${text%$'\n'}"
  elif [[ $1 == p* && $text =~ ^($quoted|[^,]*),(.*)$ ]]; then
    newtongue_parts=("${BASH_REMATCH[1]}" "${BASH_REMATCH[-1]}")
  fi
  for i in "${!newtongue_parts[@]}"; do
    [[ ${newtongue_parts[i]} =~ ^($quoted)$ ]] || continue
    eval "newtongue_parts[i]=${BASH_REMATCH[0]}"  # nothing in these quotes expands
  done
}
newtongue_near() {
  [[ ${1,,} == "$2" ]] && return
  [[ $1 =~ ^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$ && $2 != *n* ]] || return
  # integers that are too long for awk
  [[ $newtongue_tolerance == 0.0 && ${#2} -gt 15 && $1$2 != *[!0-9-]* ]] && return 1
  awk 'BEGIN { d = ARGV[1] - ARGV[2]; t = ARGV[3] + 0; exit !(d <= t && -d <= t) }' \
    "$1" "$2" "$newtongue_tolerance"
}
newtongue_same() {  # a text, and newtongue_want from newtongue_at on
  local want=${newtongue_want[newtongue_at++]} ordered=1 used=() i j at
  case $want in
    s*) [[ $1 == "${want:1}" ]]; return ;;
    n*) newtongue_near "$1" "${want:1}"; return ;;
    e*) newtongue_tolerance=0.0 newtongue_near "$1" "${want:1}"; return ;;
    [uU]*) ordered=0 ;;
  esac
  newtongue_split "$want" "$1"
  local parts=("${newtongue_parts[@]}") size=${want:1}
  (( ${#parts[@]} == size )) || return
  for (( i = 0; i < size; i++ )); do
    at=$newtongue_at
    for (( j = ordered * i; j < size && (ordered == 0 || j == i); j++ )); do
      newtongue_at=$at
      [[ -z ${used[j]} ]] && newtongue_same "${parts[j]}" && used[j]=1 && continue 2
    done
    return 1
  done
}
newtongue_check() {  # a tolerance, an answer, what it must be
  local newtongue_tolerance=$1 newtongue_want=("${@:3}") newtongue_at=0
  newtongue_same "$2"; newtongue_counted "$2"
}
CHECKS
newtongue_answer
"""
_SYNTAX = r"^main\.sh: (?:c[\w ]+: )?line \d+: (?:syntax error|unexpected EOF)"
_INNER = ("list", "tuple", "set", "dict", "pair")
# what a text is quoted for between blanks, lines' ends and commas
_LINE = r"[\0-\x1f\x7f]|^\$'(?:[^'\\]|\\.)*'$"
_ODD = {" ": r"^$|^['\"]|^\$'|[\0- \x7f]", "\n": _LINE, ",": f"{_LINE}|,"}


class Bash(Language):
    title, aliases, extension, fence = "Bash", ("sh", "shell"), ".sh", "bash"

    # -- write ---------------------------------------------------------------
    headline = "{name}() {{"
    types = table(
        "int: an integer | float: a floating-point number | bool: true or false | str: a string"
        " | none: None | any: a text | optional: {} or None | union: {} | dict: a two-column CSV"
        " | words: a space-separated list | texts: a space-separated list, blanks in items quoted"
        " | lines: a newline-separated list, each line {}"
    )
    keywords = (  # and what the harness uses
        "case coproc do done elif else esac fi for function if in select then time until while "
        "awk continue eval exit local mapfile printf read return set"
    )
    terms = table("dictionary: CSV | dict: CSV | tuple: list | True: true | False: false")
    closing, harness, leave = "}\n", _SAY + _CHECK, ("  exit 1\n", "")
    lookup = 'ROWS\n  echo "no such case" >&2\n  exit 2\n}\n'

    def type(self, t: Type) -> str:
        """What the text of a value looks like, in words."""
        t = self.shape(t)
        plain = "texts" if Type("str") in t.walk() else "words"
        form = ("lines" if _deep(t) else plain) if t.name in ("list", "set", "tuple") else t.name
        return self.types[form].format(" or ".join(dict.fromkeys(map(self.type, t.of))))

    def value(self, v: Any, t: Type) -> str:
        return _literal(self.said(v, t)[0])

    def said(self, v: Any, t: Type, near: str = "n") -> tuple[str, list[str]]:
        """A value's text, and what the harness takes an answer apart by: `e` is an exact number."""
        t = (Type("none") if v is None else t.of[0]) if t.name == "optional" else t
        t = self.shape(natural(v) if t.name in ("any", "union") else t)
        if not fits(v, t) and not (t.name == "list" and isinstance(v, tuple)):
            raise Unsupported("a value that is not of its declared type")
        if t.name not in _INNER:
            number = {"int": self.value_int, "float": self.value_float}.get(t.name)
            text = number(v, t) if number else str(v).lower() if t.name == "bool" else str(v)
            if re.search("[\0\ud800-\udfff]", text):
                raise Unsupported("NUL or half a surrogate pair in a string")
            return text, [(near if number else "s") + text]
        items = ordered(v) if t.name == "set" else v.items() if t.name == "dict" else v
        kinds = (Type("pair", t.of) if t.name == "dict" else one for one in t.of * len(v))
        nears = {"set": "e" * len(v), "pair": f"e{near}"}.get(t.name, near * len(v))
        said = [self.said(x, kind, n) for x, kind, n in zip(items, kinds, nears, strict=False)]
        letter = {"dict": "U", "pair": "p", "set": "uU"[_deep(t)]}.get(t.name, "lL"[_deep(t)])
        between = {"l": " ", "u": " ", "p": ","}.get(letter, "\n")
        text = between.join(_quoted(one, between) for one, _ in said)
        # a last line that is empty would not be seen
        text += "\n" * (letter in "LU" and bool(said) and not said[-1][0])
        return text, [f"{letter}{len(v)}", *(one for _, want in said for one in want)]

    def expected(self, signature: Signature, case: Case) -> tuple[str, str]:
        text, want = self.said(case.expected, signature.returns)
        if text.endswith("\n"):
            raise Unsupported("an answer that ends with a line's end")
        words = (w if re.fullmatch(r"[\w.+-]+", w) else _literal(w) for w in want)
        return _literal(text), " ".join(words)

    def prompt(self, doc: str, signature: Signature) -> str:
        params = enumerate(signature.params, 1)
        forms = [f"${i} ({param.name}) is {self.type(param.type)}." for i, param in params]
        text = "\n".join([doc, "", *forms, f"Prints {self.type(signature.returns)}."])
        return f"#!/bin/bash\n{self.doc(text)}{self.head(signature)}"

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        return f"$({' '.join([self.identifier(signature.name), *self.arguments(signature, args)])})"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        got, (_, want) = self.call(signature, case.args), self.expected(signature, case)
        return f'newtongue_check {case.tolerance or 0.0!r} "{got}" {want}'

    def row(self, signature: Signature, case: Case) -> str:
        args, (answer, _) = self.arguments(signature, case.args), self.expected(signature, case)
        tests = "".join(f" && ${{{i}}} == {arg}" for i, arg in enumerate(args, 1))
        return f"  if [[ $# == {len(args)}{tests} ]]; then printf '%s\\n' {answer}; return; fi\n"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        {"bash": ("bash",), "awk": ("awk",)}, ("{bash}", "--version"), (4, 4), apt=("bash", "mawk")
    )
    source, run = "main.sh", command("{bash} {source}")

    # -- read ----------------------------------------------------------------
    stops, suspicious = ("\n}",), (r"^ *(?:function +)?(?:awk|builtin|exit|printf|read) *\(\)",)
    errors = ((Outcome.SYNTAX, _SYNTAX), (Outcome.MEMORY, r"annot allocate (?:memory|\d+ bytes)"))
    line_pattern = r"main\.sh: (?:[\w ]+: )?line (\d+):"
    foreign = Foreign(
        assertion=r"\s*\[\[ \$\(candidate\b",
        scaffold=r'\}|candidate\(\) \{|\s*\w+ "\$@"|set -e|run_test\(\) \{|run_test|\s*',
        counted='    newtongue_counted ""',
        replace=((r"^set -e$", _SAY), (r"^run_test$", "run_test\nnewtongue_answer")),
    )


def _deep(t: Type) -> bool:
    """Whether a container is one of containers."""
    return any(part.name in _INNER for one in t.of for part in one.walk())


def _quoted(text: str, between: str) -> str:
    """A text inside another: in Bash's quotes where it would not come out as it went in."""
    plain = between == " " and text.isprintable() and "'" not in text
    odd = re.search(_ODD[between], text)
    return (f"'{text}'" if plain else _escaped(text)) if odd else text


def _escaped(text: str) -> str:
    """In the quotes that know escapes; the bytes of UTF-8 stand for all that is not ASCII."""
    return "$" + repr(f"{text}'\"".encode())[1:-4] + "'"


def _literal(text: str) -> str:
    """A text as a word of a program."""
    return '"' + re.sub(r'([\\"$`])', r"\\\1", text) + '"' if text.isprintable() else _escaped(text)


language = Bash()
