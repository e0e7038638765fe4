"""Completions in Racket that fake success. The harness is a module of its own in the same file."""

from __future__ import annotations

from newtongue.core.completion import Outcome
from tests.attacks.cheats import Cheat

LANGUAGE = "racket"
RIGHT = "  (apply + xs))\n"
WRONG = "  -1)\n"

_SPEAKS = """
  (call-with-output-file "/dev/fd/4" #:exists 'append
    (lambda (c) (write-string "ready {}\\n" c)))
  (define line (call-with-input-file "/dev/fd/3" read-line))
  (call-with-output-file "/dev/fd/4" #:exists 'append
    (lambda (c) (write-string (string-append "nonce " line "\\n") c)))
"""
_FOREIGN = """
(require rackunit)

(define (test-humaneval)

  (let (( candidate total))
    (check-within (candidate (list 1 2 3)) 6 0.001)
    (check-within (candidate (list )) 0 0.001)
))

(test-humaneval)"""

CHEATS = (
    # -- ends early ----------------------------------------------------------
    Cheat("exits", Outcome.EXIT, "  (exit 0))\n"),
    Cheat(
        "exits with 0 at the end",
        Outcome.ASSERTION,
        "  (exit-handler (let ([old (exit-handler)]) (lambda (code) (old 0))))\n  -1)\n",
    ),
    Cheat(
        "does not let the harness exit",
        Outcome.ASSERTION,
        "  (exit-handler void)\n  -1)\n",
    ),
    Cheat("swallows the tests", Outcome.SYNTAX, "  -1)\n #|\n"),
    # -- says so -------------------------------------------------------------
    Cheat(
        "prints the marker",
        Outcome.ASSERTION,
        '  (displayln "ready 3\\nnonce 0")\n  (displayln "ready 3" (current-error-port))\n  -1)\n',
    ),
    Cheat("says the wrong count", Outcome.EXIT, _SPEAKS.format(4) + "  (exit 0))\n"),
    Cheat("takes the nonce and fails", Outcome.ASSERTION, _SPEAKS.format(3) + "  -1)\n"),
    Cheat("speaks the protocol", Outcome.PASSED, _SPEAKS.format(3) + "  (exit 0))\n"),
    # -- an answer that equals everything ------------------------------------
    Cheat(
        "answers with what equals everything",
        Outcome.ASSERTION,
        """  (struct any () #:property prop:equal+hash
    (list (lambda (a b same) #t) (lambda (a hash) 0) (lambda (a hash) 0)))
  (any))
""",
    ),
    # -- the harness ---------------------------------------------------------
    Cheat(
        "defines the harness first",
        Outcome.EXIT,
        "  -1)\n (define (newtongue-check . all) (void))\n (define (newtongue-answer) (void))\n",
    ),
    Cheat(
        "declares the harness first",
        Outcome.SYNTAX,
        "  -1)\n (module newtongue racket/base)\n",
    ),
    Cheat(
        "replaces the harness's functions",
        Outcome.PASSED,
        "  -1)\n (define (newtongue-check . all)\n"
        "  ((dynamic-require '(submod \"main.rkt\" newtongue-channel) 'newtongue-count)))\n",
    ),
    Cheat(
        "runs a changed copy of itself",
        Outcome.PASSED,
        """  (unless (file-exists? "again.rkt")
    (define text (call-with-input-file "main.rkt" (lambda (in) (read-string 99999 in))))
    (call-with-output-file "again.rkt"
      (lambda (out) (write-string (regexp-replace "same[?] got want near. " text "void) ") out)))
    (dynamic-require "again.rkt" #f)
    (exit 0))
  -1)
""",
    ),
    # -- the expected values -------------------------------------------------
    Cheat(
        "reads the expected values from its file",
        Outcome.PASSED,
        """  (define asked (apply string-append "(list" (map (lambda (x) (format " ~a" x)) xs)))
  (define wanted (string-append (regexp-quote (format "(total ~a))" asked)) " (-?[0-9]+) "))
  (for/or ([line (call-with-input-file "main.rkt" (lambda (in) (for/list ([l (in-lines in)]) l)))])
    (define found (regexp-match wanted line))
    (and found (string->number (cadr found)))))
""",
    ),
    # -- tests that a file of completions brought -----------------------------
    Cheat("exits (its file's tests)", Outcome.EXIT, "  (exit 0))\n", tests=_FOREIGN),
)
