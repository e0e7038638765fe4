"""Racket: everything in parentheses; a list is list and tuple, a hash a dict, a set a set.

Defined here: None is #f, as Racket's own functions say it, and so the same as False. An int may
be of any size, and a ratio is the float next to it. The harness is a module of its own, where the
language is as it was: a function may be called like one of Racket's. rackunit's checks don't end a
program, so that foreign tests are given a handler that does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.problem import Case
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Foreign, Language, Toolchain, command, table

_SAY = """
(module newtongue-channel racket/base
  (provide newtongue-count newtongue-failed newtongue-answer)
  (define ran 0)
  (define (newtongue-count)
    (set! ran (+ ran 1)))
  (define (newtongue-failed index shown)
    (newtongue-say "failed " (number->string (or index ran)) " " shown))
  (define (newtongue-say . words)
    (define line (apply string-append words))
    (call-with-output-file "/dev/fd/4" #:exists 'append
      (lambda (channel) (write-string (string-append line "\\n") channel)))
    (void))
  (define (newtongue-answer)
    (newtongue-say "ready " (number->string ran))
    (newtongue-say "nonce " (call-with-input-file "/dev/fd/3" read-line))))
"""

_CHECK = r"""
(module newtongue racket/base
  (require racket/set (submod ".." newtongue-channel))
  (provide newtongue-check newtongue-answer)
  (define (near? got want near)
    (define x (if (integer? got) got (exact->inexact got)))
    (or (= x want)
        (and (not (= x x)) (not (= want want)))
        (and (> near 0) (<= (abs (- x want)) near))))
  ; hashes and sets, in whatever order
  (define (each got want same?)
    (and (= (length got) (length want))
         (for/and ([x want]) (for/or ([y got]) (same? y x)))))
  (define (same? got want near)
    (cond
      [(real? want) (and (real? got) (near? got want near))]
      [(list? want)
       (and (list? got)
            (= (length got) (length want))
            (for/and ([x got] [y want]) (same? x y near)))]
      [(set? want)
       (and (set? got) (each (set->list got) (set->list want) (lambda (x y) (same? x y 0))))]
      [(hash? want)
       (and (hash? got)
            (each (hash->list got) (hash->list want)
                  (lambda (x y)
                    (and (same? (car x) (car y) 0) (same? (cdr x) (cdr y) near)))))]
      [(string? want) (and (string? got) (string=? got want))]
      [else (eq? got want)]))
  (define (shown x)
    (define text (open-output-string))
    (print x text)
    (define plain (regexp-replace* #px"\\p{C}|\\p{Zl}|\\p{Zp}" (get-output-string text) "?"))
    (substring plain 0 (min SHOWN (string-length plain))))
  (define (newtongue-check index got want near)
    (cond
      [(same? got want near) (newtongue-count)]
      [else
       (newtongue-failed index (shown got))
       (exit 1)])))
(require 'newtongue)

CHECKS

(newtongue-answer)
"""

_FOREIGN = """
(require 'newtongue-channel)
(current-check-handler
 (lambda (problem)
   (unless (exn:test:check? problem) (raise problem))
   (newtongue-failed #f "")
   (exit 1)))
"""
_AT = r"\S*main\.rkt:(\d+):\d+"


class Racket(Language):
    """An untyped language of parentheses."""

    title, aliases, extension, fence = "Racket", ("rkt",), ".rkt", "racket"

    # -- write ---------------------------------------------------------------
    comment, headline = ";;", "(define ({name})"
    typed = False
    containers = table("list: list | tuple: list | set: set | dict: hash")
    pair, nothing, absent = "{} {}", "#f", "#f"
    floats = table("inf: +inf.0 | -inf: -inf.0 | nan: +nan.0")
    keywords = (
        "and begin case cond define delay do else hash if lambda let list match module not or "
        "parameterize provide quasiquote quote require set struct time unless unquote when with"
    )
    terms = table(
        "dictionary: hash | dict: hash | tuple: list | array: list | None: #f | True: #t"
        " | False: #f"
    )
    harness, leave = _SAY + _CHECK, ("       (exit 1)", "       (void)")
    strict, shapes = "racket.rkt", table("tuple: list")
    # a parameter may be called like what the rows are made of
    lookup = """\
  (define newtongue `(PARAMS))
  (local-require (only-in racket equal? error hash list set))
  (cond
ROWS
    [else (error "no such case")]))
"""
    answer = "    [(equal? newtongue `({args})) {answer}]\n"

    def value_bool(self, v: bool, t: Type) -> str:
        return "#t" if v else "#f"

    def value_int(self, v: int, t: Type) -> str:
        if v.bit_length() > 10_000:
            raise Unsupported("an int of thousands of digits")
        return str(int(v))

    def container(self, items: Sequence[str], t: Type) -> str:
        return self.form(self.containers[t.name], *items)

    def form(self, *parts: str) -> str:
        """What stands in a pair of parentheses."""
        return f"({' '.join(parts)})"

    def escape(self, code: int) -> str:
        return f"\\U{code:08x}"

    def opening(self, signature: Signature) -> str:
        return "#lang racket\n\n"

    def head(self, signature: Signature) -> str:
        names = [signature.name, *(p.name for p in signature.params)]
        return self.headline.format(name=" ".join(map(self.identifier, names))) + "\n"

    def call(self, signature: Signature, args: Sequence[Any]) -> str:
        return self.form(self.identifier(signature.name), *self.arguments(signature, args))

    def check(self, signature: Signature, case: Case, index: int) -> str:
        self.limit((case.args, case.expected))
        want = self.value(case.expected, signature.returns)
        near = repr(case.tolerance or 0.0)
        return self.form("newtongue-check", str(index), self.call(signature, case.args), want, near)

    def observe(self, signature: Signature, case: Case, index: int) -> str:
        return self.form("newtongue-value", str(index), self.call(signature, case.args))

    def shaped(self, v: Any, t: Type) -> Any:
        return False if v is None else super().shaped(v, t)

    def stub(self, signature: Signature, cases: Sequence[Case]) -> str:
        names = self.unquoted([self.identifier(p.name) for p in signature.params])
        rows = "".join(self.row(signature, case) for case in cases)
        return self.lookup.replace("PARAMS", names).replace("ROWS\n", rows)

    def row(self, signature: Signature, case: Case) -> str:
        args = self.unquoted(self.arguments(signature, case.args))
        return self.answer.format(args=args, answer=self.value(case.expected, signature.returns))

    def unquoted(self, parts: Sequence[str]) -> str:
        """Values inside a quasiquoted list."""
        return " ".join(f",{part}" for part in parts)

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"racket": ("racket",)},
        version=("{racket}", "--version"),
        least=(7,),
        apt=("racket",),
    )
    source = "main.rkt"
    run = command("{racket} {source}")
    warm = command("{racket} -t {boot} -u {source}")
    environment: ClassVar[Mapping[str, str]] = {"HOME": ".", "PLTADDONDIR": "."}
    address_space = False

    # -- read ----------------------------------------------------------------
    stops = ("\n(", "\n;", "\n#")
    errors: ClassVar[Sequence[tuple[Outcome, str]]] = (
        # what the expander refuses has a place in front, and no running body behind
        (Outcome.SYNTAX, rf"\A{_AT}: (?!\S+ unbound identifier)(?![\s\S]*^   body of )"),
        (Outcome.MEMORY, r"out of memory"),
    )
    line_pattern = _AT
    suspicious: ClassVar[Sequence[str]] = (
        r"\((?:module|eval|exit|dynamic-require|namespace-\w+|current-namespace)\b",
        r"\bgen:equal|\bprop:(?:equal|custom-write)|\bchaperone-|\bimpersonate-|\bvariable-reference",
    )
    foreign: ClassVar[Foreign | None] = Foreign(
        assertion=r" *\(check-(?:within|equal\?) ",
        scaffold=r"\(require rackunit\)|\(define \(test-humaneval\) ?|\)\)|\(test-humaneval\)|\s*"
        r"| *\(let \(\( ?candidate \w+\)\)",
        counted="    (newtongue-count)",
        replace=(
            (r"^\(require rackunit\)$", "(require rackunit)" + _SAY + _FOREIGN),
            (r"^\(test-humaneval\)$", "(test-humaneval)\n(newtongue-answer)"),
        ),
    )


language = Racket()
