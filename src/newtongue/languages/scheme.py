"""Scheme as Guile 3 has it: Racket's kin, with association lists and docstrings.

Defined here: None is #f, as in Racket. A dict is an association list and a set a list, both in any
order: the harness is told so by the expected value. A function may be called like one of Guile's:
the harness is a module of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from newtongue.core.completion import Outcome
from newtongue.core.problem import Case
from newtongue.core.signature import Signature
from newtongue.languages.base import Foreign, Language, Toolchain, command, table
from newtongue.languages.racket import Racket

_SAY = """
(define-module (newtongue)
  #:export (newtongue-check newtongue-set newtongue-dict newtongue-count newtongue-answer
            newtongue-failed))

(define ran 0)

(define (newtongue-count)
  (set! ran (+ ran 1)))

(define (say . words)
  (define line (apply string-append words))
  (call-with-output-file "/dev/fd/4"
    (lambda (channel) (display line channel) (newline channel))
    #:encoding "UTF-8"))

(define (newtongue-failed index shown)
  (say "failed " (number->string (or index ran)) " " shown)
  (primitive-exit 1))

(define (newtongue-answer)
  (say "ready " (number->string ran))
  (say "nonce " (call-with-input-file "/dev/fd/3" (@ (ice-9 rdelim) read-line))))
"""

_CHECK = r"""
(define (newtongue-set . items)
  (vector #f items))

(define (newtongue-dict . items)
  (vector #t items))

(define (near? got want near)
  (let ((x (if (integer? got) got (exact->inexact got))))
    (or (= x want)
        (and (not (= x x)) (not (= want want)))
        (and (> near 0) (<= (abs (- x want)) near)))))

(define (row? got want near)
  (if (and (pair? got) (pair? want))
      (and (same? (car got) (car want) near) (row? (cdr got) (cdr want) near))
      (and (null? got) (null? want))))

; in whatever order
(define (each? got want same?)
  (and (list? got)
       (= (length got) (length want))
       (and-map (lambda (y) (or-map (lambda (x) (same? x y)) got)) want)))

(define (item? near)
  (lambda (x y)
    (and (pair? x) (same? (car x) (car y) 0) (same? (cdr x) (cdr y) near))))

(define (same? got want near)
  (cond
   ((real? want) (and (real? got) (near? got want near)))
   ((string? want) (and (string? got) (string=? got want)))
   ((vector? want)
    (each? got
           (vector-ref want 1)
           (if (vector-ref want 0) (item? near) (lambda (x y) (same? x y 0)))))
   ((pair? want) (row? got want near))
   (else (eq? got want))))

(define (shown x)
  (define text (call-with-output-string (lambda (port) (write x port))))
  (define (plain c)
    (if (memq (char-general-category c) '(Cc Cf Cs Co Cn Zl Zp)) #\? c))
  (string-map plain (substring text 0 (min SHOWN (string-length text)))))

(define (newtongue-check index got want near)
  (if (same? got want near)
      (newtongue-count)
      (newtongue-failed index (shown got))))

"""

_BACK = """
(define-module (guile-user) #:use-module (newtongue))
"""

# srfi-64 goes on after a test that failed, or raised
_FOREIGN = """
(test-runner-on-test-end! (test-runner-current)
  (lambda (runner)
    (if (eq? (test-result-kind runner) 'pass)
        (newtongue-count)
        (let ((problem (test-result-ref runner 'actual-error)))
          (if problem
              (begin (write problem (current-error-port)) (primitive-exit 1))
              (newtongue-failed #f ""))))))
"""
UNORDERED = table("set: newtongue-set | dict: newtongue-dict")
"""What the harness calls its own sets and dicts."""


class Scheme(Racket):
    """An untyped language of parentheses, and nothing before the function."""

    title, aliases, extension, fence = "Scheme", ("scm",), ".scm", "scheme"

    # -- write ---------------------------------------------------------------
    containers = table("list: list | tuple: list | set: list | dict: list")
    pair = "(cons {} {})"
    keywords = (
        "and begin case cond cons define delay do else export if import include lambda let list "
        "not or quasiquote quote syntax unless unquote values vector when while"
    )
    terms = {**Racket.terms, **table("dictionary: association list | dict: association list")}
    harness = f"{_SAY}{_CHECK}{_BACK}\nCHECKS\n\n(newtongue-answer)\n"
    leave = ("  (primitive-exit 1))\n", "  #f)\n")
    lookup = """\
  (define newtongue `(PARAMS))
  (let ((list (@ (guile) list)) (cons (@ (guile) cons)) (equal? (@ (guile) equal?)))
    (cond
ROWS
     (else ((@ (guile) error) "no such case")))))
"""
    answer = "     ((equal? newtongue `({args})) {answer})\n"

    def opening(self, signature: Signature) -> str:
        return ""

    def doc(self, text: str) -> str:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'  "{text}"\n'

    def prompt(self, doc: str, signature: Signature) -> str:
        return self.opening(signature) + self.head(signature) + self.doc(doc)

    def escape(self, code: int) -> str:
        return f"\\U{code:06x}"

    def check(self, signature: Signature, case: Case, index: int) -> str:
        call = self.call(signature, case.args)
        want = self.expecting.value(case.expected, signature.returns)
        near = repr(case.tolerance or 0.0)
        return self.form("newtongue-check", str(index), call, want, near)

    @property
    def expecting(self) -> Language:
        """The same language, but its literals tell the harness what has no order."""
        return _Expecting()

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"guile": ("guile-3.0", "guile")},
        version=("{guile}", "--version"),
        least=(3,),
        apt=("guile-3.0",),
    )
    source, warm = "main.scm", ()
    run = command("{guile} --no-auto-compile -q {source}")
    environment = {"HOME": ".", "LC_ALL": "C.UTF-8"}
    address_space = False

    # -- read ----------------------------------------------------------------
    errors: ClassVar[Sequence[tuple[Outcome, str]]] = (
        # what the expander or the reader refuses has no backtrace in front
        (Outcome.SYNTAX, r"\Aice-9/(?:psyntax\.scm:|read\.scm:.*\n\S*main\.scm:)"),
        (Outcome.MEMORY, r"[Oo]ut of [Mm]emory|Too many heap sections"),
    )
    line_pattern = r"main\.scm:(\d+):\d+"
    foreign: ClassVar[Foreign | None] = Foreign(
        assertion=r"\(test-equal ",
        scaffold=r'\(import \(srfi srfi-64\)\)|\(define candidate \w+\)|\(test-begin "HumanEval"\)'
        r"|\(test-end\)|\s*",
        replace=(
            (r"^(?=\(import \(srfi srfi-64\)\)$)", _SAY + _BACK),
            (r'^\(test-begin "HumanEval"\)$', '(test-begin "HumanEval")\n' + _FOREIGN),
            (r"^\(test-end\)$", "(test-end)\n(newtongue-answer)"),
        ),
    )


class _Expecting(Scheme):
    containers = {**Scheme.containers, **UNORDERED}


language = Scheme()
