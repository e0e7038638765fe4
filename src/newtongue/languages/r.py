"""R: untyped; a list or tuple is a vector, or a list where a vector can't hold it; None is NULL.

Defined here, since R leaves it open: a set is a vector in any order; a dict is a named list, whose
names are the texts of its keys. A vector and a list of the same items are equal, a vector's names
don't count, c(5) is 5, and c() is NULL: an answer NULL is an empty list unless None could be there
as well. Every number is a double: 3 and 3.0 are one; an int that no double equals can't be said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.core.values import ordered
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

# none of its names are looked for among the completion's
_SAY = r"""
newtongue <- base::new.env(parent = base::baseenv())
base::local({
  ran <- 0
  say <- function(line) {
    channel <- file("/dev/fd/4", "w", raw = TRUE)
    writeLines(line, channel, useBytes = TRUE)
    close(channel)
  }
  answer <- function() {
    say(sprintf("ready %d", ran))
    say(paste("nonce", readLines(file("/dev/fd/3", "r", raw = TRUE), n = 1, warn = FALSE)))
  }
}, newtongue)
"""

_CHECK = r"""
base::local({
  # the program's code is compiled as ever; this runs too seldom for that to pay
  jit <- compiler::enableJIT(0)
  none <- list(kind = "none")
  vector <- function(...) list(kind = "vector", items = list(...))
  set <- function(...) list(kind = "set", items = list(...))
  dict <- function(keys, items) list(kind = "dict", keys = keys, items = items)
  some <- function(want) c(want, certain = TRUE)
  near <- function(got, want, tolerance) {
    isTRUE(got == want) || (is.nan(got) && is.nan(want)) ||
      (tolerance > 0 && isTRUE(abs(got - want) <= tolerance))
  }
  same <- function(got, want, tolerance) {
    if (!is.list(want)) {
      if (!is.atomic(got) || is.object(got) || length(got) != 1) return(FALSE)
      got <- got[[1]]
      if (is.numeric(want)) return(is.numeric(got) && near(got, want, tolerance))
      if (is.character(got)) got <- enc2utf8(got)
      return(identical(got, if (is.character(want)) enc2utf8(want) else want))
    }
    if (is.null(got))
      return(want$kind == "none" || (length(want$items) == 0 && is.null(want$certain)))
    size <- length(want$items)
    labels <- names(got)
    if (want$kind == "none" || !(is.atomic(got) || is.list(got)) || length(dim(got)) > 1 ||
      length(got) != size) return(FALSE)
    if (want$kind == "vector") {
      return((is.atomic(got) || is.null(labels)) &&
        all(vapply(seq_len(size), function(i) same(got[[i]], want$items[[i]], tolerance), NA)))
    }
    if (want$kind == "set") tolerance <- 0
    rest <- seq_along(got)
    for (i in seq_len(size)) {
      key <- want$keys[[i]]
      keys <- if (is.numeric(key)) suppressWarnings(as.numeric(labels)) else labels
      at <- if (is.null(key)) rest else intersect(rest, which(keys == key))
      at <- Find(function(j) same(got[[j]], want$items[[i]], tolerance), at)
      if (is.null(at)) return(FALSE)
      rest <- setdiff(rest, at)
    }
    TRUE
  }
  check <- function(index, got, want, tolerance) {
    compiler::enableJIT(jit); got; compiler::enableJIT(0)
    if (!same(got, want, tolerance)) {
      text <- paste(deparse(got, width.cutoff = 500, nlines = 20), collapse = " ")
      text <- substr(gsub("[^[:print:]]", "?", text), 1, SHOWN)
      say(sprintf("failed %d %s", index, text))
      quit(save = "no", status = 1)
    }
    ran <<- ran + 1
  }
}, newtongue)
"""


class R(Language):
    """An untyped language whose values are all vectors."""

    title, aliases, extension, fence = "R", (), ".R", "r"

    # -- write ---------------------------------------------------------------
    param, headline = "{name}", "{name} <- function({params}) {{"
    nothing = absent = "NULL"
    floats, doubles = table("inf: Inf | -inf: -Inf | nan: NaN"), True
    keywords = (  # and what literals are made of
        "if else repeat while function for next break in TRUE FALSE NULL Inf NaN NA NA_integer_ "
        "NA_real_ NA_character_ return c list setNames identical newtongue"
    )
    terms = table(
        "dictionary: named list | dict: named list | tuple: list | None: NULL | True: TRUE"
        " | False: FALSE"
    )
    closing = "}\n"
    harness = f"{_SAY}{_CHECK}\nCHECKS\n\nnewtongue$answer()\n"
    leave = ('      quit(save = "no", status = 1)\n', "")
    lookup = '  args <- list(PARAMS)\nROWS\n  stop("no such case")\n}\n'
    answer = "  if (identical(args, list({args}))) return({answer})\n"
    bare: ClassVar[str] = "list()"  # nothing in it, where None could be

    def type(self, t: Type) -> str:
        return ""

    def identifier(self, name: str) -> str:
        return "x" * name.startswith("_") + super().identifier(name)

    def value_optional(self, v: Any, t: Type) -> str:
        return self.bare if v in ([], (), {}, set()) else super().value_optional(v, t)

    def value_bool(self, v: bool, t: Type) -> str:
        return "TRUE" if v else "FALSE"

    def value_float(self, v: float, t: Type) -> str:
        return super().value_float(v, t).removesuffix(".0")

    def escape(self, code: int) -> str:
        if not code:
            raise Unsupported("NUL in a string")
        return f"\\U{{{code:x}}}"

    def value_list(self, v: Sequence[Any], t: Type) -> str:
        return self.many("vector", v, [self.value(x, t.of[0]) for x in v])

    def value_tuple(self, v: Sequence[Any], t: Type) -> str:
        items = [self.value(x, part) for x, part in zip(v, t.of, strict=True)]
        return self.many("vector", v, items)

    def value_set(self, v: Any, t: Type) -> str:
        return self.many("set", v, [self.value(x, t.of[0]) for x in ordered(v)])

    def value_dict(self, v: Mapping[Any, Any], t: Type) -> str:
        if any(not isinstance(k, str | int | float) for k in v):
            raise Unsupported("a key that is None or a container")
        keys = {k: self.value(k, t.of[0]) for k in v}
        names = {k: text if isinstance(k, str) else f'"{text}"' for k, text in keys.items()}
        if len(set(names.values())) < len(v):
            raise Unsupported("keys that become one text")
        if any(isinstance(k, int | float) and float(f"{k:.15g}") != k for k in v):
            raise Unsupported("a key of more than the 15 digits that R writes")
        items = [self.value(x, t.of[1]) for x in v.values()]
        return self.named(list(keys.values()), list(names.values()), items)

    def many(self, kind: str, values: Any, items: Sequence[str]) -> str:
        """What holds several items: a vector of numbers, texts or truths where it can."""
        kinds = {"number" if type(x) in (int, float) else type(x).__name__ for x in values}
        flat = len(kinds) < 2 and kinds <= {"number", "str", "bool"}
        return f"{'c' if flat else 'list'}({', '.join(items)})"

    def named(self, keys: Sequence[str], names: Sequence[str], items: Sequence[str]) -> str:
        """A dict. No name may be empty where names stand beside their items."""
        if '""' in names:
            return f"setNames(list({', '.join(items)}), c({', '.join(names)}))"
        pairs = (f"{name} = {item}" for name, item in zip(names, items, strict=True))
        return f"list({', '.join(pairs)})"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        expected = _EXPECTED.value(case.expected, signature.returns)
        call = self.call(signature, case.args)
        return f"newtongue$check({index}, {call}, {expected}, {case.tolerance or 0.0!r})"

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        {"r": ("R",), "env": ("env",)}, ("{r}", "--version"), least=(4, 0), apt=("r-base-core",)
    )
    source, run = "main.R", command("{r} --vanilla --no-echo -f {source}")
    warm = ("{env}", "R_TESTS={boot}", *run)
    # without graphics and data sets it starts in half the time
    environment = {"R_DEFAULT_PACKAGES": "utils,stats,methods"}

    # -- read ----------------------------------------------------------------
    stops = ("\n}",)
    errors = (
        (Outcome.SYNTAX, r"^Error: (?:unexpected|'\\.+' is an unrecognized|repeated formal)"),
        (Outcome.MEMORY, r"annot allocate (?:vector|memory)|^Error: memory exhausted"),
        (Outcome.ASSERTION, r" (?:is|are) not (?:all )?TRUE$"),
    )
    foreign = Foreign(
        assertion=r"\s*stopifnot\(isTRUE\(all\.equal\(candidate\(",
        scaffold=r"test_humaneval <- function\(\) \{|\s*candidate <- \w+|\}|test_humaneval\(\)|\s*",
        counted="    newtongue$ran <- newtongue$ran + 1",
        replace=(
            (r"^test_humaneval <- function\(\) \{$", _SAY + "test_humaneval <- function() {"),
            (r"^test_humaneval\(\)$", "test_humaneval()\nnewtongue$answer()"),
        ),
    )


class _Expected(R):
    """What the harness compares with: of which kind things are, and where None could be."""

    nothing = absent = "newtongue$none"
    bare = "newtongue$some(newtongue$vector())"

    def many(self, kind: str, values: Any, items: Sequence[str]) -> str:
        return f"newtongue${kind}({', '.join(items)})"

    def named(self, keys: Sequence[str], names: Sequence[str], items: Sequence[str]) -> str:
        return f"newtongue$dict(list({', '.join(keys)}), list({', '.join(items)}))"


_EXPECTED = _Expected()
language = R()
