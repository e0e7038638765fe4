"""GNU Octave, a language like MATLAB: numbers make vectors, everything else goes into cells.

Defined here, since Octave leaves it open: None is []; a list or tuple is a row of numbers or truths
where it can be one, else a cell array; a set is the same in any order; a dict is a containers.Map,
or a struct where a key is empty (an answer may be either). A row, column or cell array of the same
items is equal, and [5] is 5. Anything empty is an empty list, unless None could be there as well:
then {} is the list. Every number is a double: 3 and 3.0 are one, and an int that no double equals
can't be said. A text is the bytes of its UTF-8.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import natural
from newtongue.languages.base import Language, Toolchain, command, table

_HARNESS = r"""
global newtongue_ran
newtongue_ran = 0;

function newtongue_say(line)
  channel = fopen("/dev/fd/4", "w");
  fprintf(channel, "%s\n", line);
  fclose(channel);
end
function same = newtongue_same(got, want, tolerance)
  same = false;
  mapped = isa(got, "containers.Map") || (isstruct(got) && isscalar(got));
  if ischar(want)
    same = ischar(got) && (strcmp(got, want) || (isempty(got) && isempty(want)));
    return
  elseif ~iscell(want)
    same = islogical(got) == islogical(want) && isreal(got) && ~ischar(got) && isscalar(got) ...
      && (got == want || (isnan(got) && isnan(want)) || abs(double(got) - want) <= tolerance);
    return
  end
  [kind, items] = want{:};
  if isempty(items) && ~strcmp(kind, "dict")
    same = isempty(got) && ~ischar(got) && ~mapped ...
      && ~(strcmp(kind, "none") && iscell(got)) && ~(strcmp(kind, "{}") && ~iscell(got));
    return
  elseif isstruct(got) && mapped
    got = num2cell([fieldnames(got)'; struct2cell(got)'], 1);
  elseif mapped
    got = num2cell([keys(got); values(got)], 1);
  elseif isnumeric(got) || islogical(got)
    got = num2cell(got);
  end
  if ~iscell(got) || numel(got) ~= numel(items) || ~(isvector(got) || isempty(got)) ...
      || mapped ~= strcmp(kind, "dict")
    return
  end
  rest = 1:numel(got);
  for i = rest
    at = rest;
    if any(strcmp(kind, {"list", "pair"}))
      at = i;
    end
    exact = strcmp(kind, "set") || (strcmp(kind, "pair") && i == 1);
    for j = at
      if newtongue_same(got{j}, items{i}, tolerance * ~exact)
        rest = rest(rest ~= j);
        break
      end
    end
  end
  same = isempty(rest);
end
function newtongue_check(index, got, want, tolerance)
  global newtongue_ran
  if ~newtongue_same(got, want, tolerance)
    try
      text = regexprep(jsonencode(got), "[[:cntrl:]]", "?");
    catch
      text = class(got);
    end
    newtongue_say(sprintf("failed %d %s", index, text(1:min(end, SHOWN))));
    exit(1);
  end
  newtongue_ran = newtongue_ran + 1;
end

CHECKS

newtongue_say(sprintf("ready %d", newtongue_ran));
newtongue_line = "nonce ";
newtongue_nonce = fopen("/dev/fd/3", "r");
while newtongue_line(end) ~= "\n" && ~feof(newtongue_nonce)  % fgetl would wait for more
  newtongue_line = [newtongue_line, fread(newtongue_nonce, 1, "uint8=>char")];
end
newtongue_say(newtongue_line(1:end-1));
"""


class Octave(Language):
    title, aliases, extension, fence = "Octave", ("matlab",), ".m", "octave"

    # -- write ---------------------------------------------------------------
    comment, margin = "%", "    "
    param, headline = "{name}", "function result = {name}({params})"
    nothing = absent = "[]"
    escapes = {**Language.escapes, '"': '""'}
    floats, doubles = table("inf: Inf | -inf: -Inf | nan: NaN"), True
    keywords = (  # and what the harness calls
        "break case catch classdef continue do else elseif end end_try_catch end_unwind_protect "
        "endclassdef endfor endfunction endif endparfor endspmd endswitch endwhile for function "
        "global if otherwise parfor persistent return spmd switch try until unwind_protect "
        "unwind_protect_cleanup while newtongue "
        "abs class containers double exit fclose feof fieldnames fopen fprintf fread iscell ischar "
        "isa isempty islogical isnan isnumeric isreal isscalar isstruct isvector jsonencode keys "
        "min num2cell numel regexprep setfield sprintf strcmp struct struct2cell values Inf NaN "
        "false true"
    )
    terms = table(
        "list: array | tuple: array | dictionary: map | dict: map | None: [] | True: true"
        " | False: false"
    )
    closing, harness, leave = "end\n", _HARNESS, ("    exit(1);\n", "")
    lookup = """\
    newtongue = @(x) jsonencode(x, "ConvertInfAndNaN", false);
    args = newtongue({PARAMS});
ROWS
    error("no such case");
end
"""
    answer = "    if strcmp(args, newtongue({{{args}}})), result = {answer}; return; end\n"
    bare: ClassVar[str] = "{}"  # nothing in it, where None could be

    def type(self, t: Type) -> str:
        return ""

    def value_optional(self, v: Any, t: Type) -> str:
        return self.bare if v in ([], (), set()) else super().value_optional(v, t)

    def value_float(self, v: float, t: Type) -> str:
        return super().value_float(v, t).removesuffix(".0")

    def escape(self, code: int) -> str:
        return "".join(f"\\{byte:03o}" for byte in chr(code).encode())

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        texts = all(isinstance(k, str) and "\0" not in k for k in v)
        if not texts and not all(isinstance(k, int | float) and k == k for k in v):
            raise Unsupported("keys that are neither texts nor numbers")
        plain = v if texts else [+k for k in v]  # True is 1
        keys = [self.value(k, natural(k)) for k in plain]
        return self.named(keys, [self.value(x, t.of[1]) for x in v.values()], t)

    def container(self, items: Sequence[str], t: Type) -> str:
        kinds = {leaf.name for part in t.of for leaf in part.walk()}
        row = kinds == {"bool"} or (kinds and kinds <= {"int", "float", "union"})
        text = ", ".join(items)
        return f"[{text}]" if row else f"{{{text}}}"

    def named(self, keys: Sequence[str], items: Sequence[str], t: Type) -> str:
        if '""' in keys:
            fields = dict(zip(keys, items, strict=True))
            empty = fields.pop('""')
            pairs = ", ".join(f"{key}, {{{item}}}" for key, item in fields.items())
            return f'setfield(struct({pairs}), "", {empty})'
        if not keys:
            numbers = 'containers.Map("KeyType", "double", "ValueType", "any")'
            return numbers if t.of[0].name in ("int", "float", "bool") else "containers.Map()"
        both = f"{{{', '.join(keys)}}}, {{{', '.join(items)}}}"
        return f'containers.Map({both}, "UniformValues", false)'

    def opening(self, signature: Signature) -> str:
        return "1;\n\n"  # without it the file would be its first function

    def prompt(self, doc: str, signature: Signature) -> str:
        return self.opening(signature) + self.head(signature) + self.doc(doc)

    def check(self, signature: Signature, case: Case, index: int) -> str:
        expected = _EXPECTED.value(case.expected, signature.returns)
        call = self.call(signature, case.args)
        return f"newtongue_check({index}, {call}, {expected}, {case.tolerance or 0.0!r});"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        {"octave": ("octave-cli",)}, ("{octave}", "--version"), least=(7,), apt=("octave",)
    )
    source, run = "main.m", command("{octave} --norc --no-history --quiet {source}")
    environment = table("OMP_NUM_THREADS: 1 | OPENBLAS_NUM_THREADS: 1")

    # -- read ----------------------------------------------------------------
    grammar = "matlab"
    stops = ("\nend", "\nfunction")
    errors = (
        (Outcome.SYNTAX, r"^error: parse error near line"),
        (Outcome.MEMORY, r"^error: out of memory"),
        (Outcome.ASSERTION, r"^error: (?:assert \(.*\) failed|ASSERT errors)"),
    )
    line_pattern = r"(?:near|at) line (\d+)"


class _Expected(Octave):
    """What the harness compares with: of which kind things are, and where None could be."""

    nothing = absent = '{"none", {}}'
    bare = '{"{}", {}}'

    def container(self, items: Sequence[str], t: Type) -> str:
        return f'{{"{"set" if t.name == "set" else "list"}", {{{", ".join(items)}}}}}'

    def named(self, keys: Sequence[str], items: Sequence[str], t: Type) -> str:
        pairs = map('{{"pair", {{{}, {}}}}}'.format, keys, items)
        return f'{{"dict", {{{", ".join(pairs)}}}}}'


_EXPECTED = _Expected()
language = Octave()
