"""Common Lisp as SBCL has it: Scheme's kin, where nil is None, False and the empty list at once.

A float is a double, which every prompt asks the reader for; nan and the infinities are SBCL's. A
ratio is the float next to it. A function called like one of the language's own shadows that, since
their package is locked; the harness is a package of its own, where nothing is shadowed. Names don't
tell small letters from capitals.
"""

from __future__ import annotations

from collections.abc import Sequence

from newtongue.core.completion import Outcome
from newtongue.core.errors import Unsupported
from newtongue.core.signature import Signature, Type
from newtongue.languages.base import Language, Toolchain, command, table
from newtongue.languages.scheme import UNORDERED, Scheme

_LOCKED = """
abort abs acons acos acosh addr adjoin alien alphanumericp and append apply apropos aref arg array
arrayp ash asin asinh assert assoc atan atanh atom backtrace bignum bit block boole boolean boundp
break butlast byte car cas case cast catch ccase cdr ceiling cerror char character characterp cis
class close clrhash coerce compile complement complex complexp concatenate cond condition conjugate
cons consp constantly constantp continue cos cosh count create ctypecase debug decf declaim
declaration declare defclass defconstant defgeneric defglobal defmacro defmethod defpackage
defparameter defsetf defstruct deftype defun defvar delete denominator deprecated deref describe
directory disassemble do documentation dolist dotimes double dpb dribble ecase ed eighth elt endp
enum eq eql equal equalp error etypecase eval evenp every exit exp export expt fboundp fceiling
fdefinition ffloor fifth fill finalize find first fixnum flet float floatp floor fmakunbound format
formatter fourth fround ftruncate ftype funcall function functionp gc gcd gensym gentemp get getf
gethash global go identity if ignorable ignore imagpart import incf inline inspect int integer
integerp intern intersection isqrt keyword keywordp labels lambda last lcm ldb ldiff length let
list listen listp load locally log logand logbitp logcount logeqv logior lognand lognor lognot
logtest logxor long loop macroexpand macrolet makunbound map mapc mapcan mapcar mapcon maphash mapl
maplist max member merge method min minusp mismatch mod namestring nbutlast nconc nil nintersection
ninth not notany notevery notinline nreconc nreverse nsublis nsubst nsubstitute nth nthcdr null
number numberp numerator nunion oddp open optimize or otherwise overwrite package packagep pairlis
pathname pathnamep phase pi plusp pop position pprint princ print proclaim profile prog progn progv
provide psetf psetq purify push pushnew quit quote random rassoc ratio rational rationalize
rationalp read readtable readtablep real realp realpart reduce rem remf remhash remove remprop
rename replace report require reset rest restart retry return revappend reverse room rotatef round
rplaca rplacd safety satisfies sbit schar search second sequence set setf setq seventh shadow
shiftf short signal signed signum sin sinh sixth sleep slot some sort space special speed sqrt
standard step stream streamp string stringp struct structure sublis subseq subsetp subst substitute
subtypep supersede svref sxhash symbol symbolp t tagbody tailp tan tanh tenth terpri the third
throw time timeout timer trace truename truncate type typecase typep typexpand unexport unintern
union unless unprofile unsigned untrace values var variable vector vectorp void warn warning when
word write zerop
"""
_HARNESS = r"""
(defpackage :newtongue
  (:use :cl)
  (:export :newtongue-set :newtongue-dict :newtongue-check :newtongue-answer))
(in-package :newtongue)

(defvar *ran* 0)

(defun say (control &rest arguments)
  (with-open-file (channel "/dev/fd/4" :direction :output :if-exists :overwrite
                                       :external-format :utf-8)
    (format channel "~?~%" control arguments)))

(defun newtongue-answer ()
  (say "ready ~d" *ran*)
  (with-open-file (nonce "/dev/fd/3")
    (say "nonce ~a" (read-line nonce nil ""))))

(defun newtongue-set (&rest items)
  (vector nil items))

(defun newtongue-dict (&rest items)
  (vector t items))

(defun near (got want near)
  (sb-int:with-float-traps-masked (:invalid :overflow :inexact)
    (let ((got (if (integerp got) got (coerce got 'double-float))))
      (or (= got want)
          (and (/= got got) (/= want want))
          (and (> near 0) (<= (abs (- got want)) near))))))

(defun row (got want near)
  (if (and (consp got) (consp want))
      (and (same (car got) (car want) near) (row (cdr got) (cdr want) near))
      (and (null got) (null want))))

(defun item (got want near)
  (and (consp got) (same (car got) (car want) 0) (same (cdr got) (cdr want) near)))

(defun each (got want near)
  (let ((same (if (aref want 0) #'item #'same))
        (near (if (aref want 0) near 0)))
    (and (listp got)
         (eql (ignore-errors (list-length got)) (length (aref want 1)))
         (every (lambda (y) (some (lambda (x) (funcall same x y near)) got)) (aref want 1)))))

(defun same (got want near)
  (typecase want
    (real (and (realp got) (near got want near)))
    (string (and (stringp got) (string= got want)))
    (vector (each got want near))
    (cons (row got want near))
    (t (eq got want))))

(defun shown (x)
  (let ((text (let ((*print-pretty* nil) (*print-circle* t) (*print-length* SHOWN))
                (prin1-to-string x))))
    (flet ((hidden (c) (find (sb-unicode:general-category c) '(:cc :cf :cs :co :cn :zl :zp))))
      (substitute-if #\? #'hidden (subseq text 0 (min SHOWN (length text)))))))

(defun newtongue-check (index got want near)
  (cond ((same got want near) (incf *ran*))
        (t (say "failed ~d ~a" index (shown got))
           (sb-ext:exit :code 1 :abort t))))

(in-package :cl-user)
(use-package :newtongue)

CHECKS

(newtongue-answer)
"""


class CommonLisp(Scheme):
    """A list of two name spaces, compiled form by form."""

    title, aliases, extension, fence = "Common Lisp", ("lisp",), ".lisp", "lisp"

    # -- write ---------------------------------------------------------------
    headline = "(defun {name} ({params})"
    nothing = absent = "nil"
    floats = table(
        "inf: sb-ext:double-float-positive-infinity | -inf: sb-ext:double-float-negative-infinity"
        " | nan: (sb-kernel:make-double-float 2146959360 0)"
    )
    escapes = {"\\": "\\\\", '"': '\\"'}
    # constants, and what literals are made of
    keywords = "t nil pi list cons format vector"
    terms = {**Scheme.terms, **table("None: nil | True: t | False: nil")}
    harness = _HARNESS
    leave = ("           (sb-ext:exit :code 1 :abort t))))\n", "           nil)))\n")
    lookup = """\
  (let ((newtongue `(PARAMS)))
    (cl:cond
ROWS
     (cl:t (cl:error "no such case")))))
"""
    answer = "     ((cl:equal newtongue `({args})) {answer})\n"

    def value_bool(self, v: bool, t: Type) -> str:
        return "t" if v else "nil"

    def value_str(self, v: str, t: Type) -> str:
        """Only a format control has words for what is invisible."""
        if v.isprintable():
            return super().value_str(v, t)
        shown = {"\n": "~%", "~": "~~"}
        parts = (shown.get(c) or (self.character(c) if c.isprintable() else "~c") for c in v)
        codes = (f"(code-char {ord(c)})" for c in v if not c.isprintable() and c != "\n")
        return self.form("format nil", f'"{"".join(parts)}"', *codes)

    def container(self, items: Sequence[str], t: Type) -> str:
        return super().container(items, t) if items else "nil"

    def opening(self, signature: Signature) -> str:
        name = self.identifier(signature.name)
        shadow = f"(shadow '{name})\n" if name in _LOCKED.split() else ""
        return f"(setf *read-default-float-format* 'double-float)\n{shadow}\n"

    def head(self, signature: Signature) -> str:
        names = [self.identifier(p.name) for p in signature.params]
        if len(set(map(str.lower, names))) < len(names):
            raise Unsupported("parameters whose names differ by a capital")
        name = self.identifier(signature.name)
        return self.headline.format(name=name, params=" ".join(names)) + "\n"

    @property
    def expecting(self) -> Language:
        return _Expecting()

    # -- run -----------------------------------------------------------------
    toolchain = Toolchain(
        executables={"sbcl": ("sbcl",)},
        version=("{sbcl}", "--version"),
        least=(2, 0, 6),
        apt=("sbcl",),
    )
    source, warm = "main.lisp", ()
    run = command("{sbcl} --script {source}")

    # -- read ----------------------------------------------------------------
    errors = (
        (Outcome.SYNTAX, r"^Unhandled SB-(?:C::INPUT-ERROR-IN-LOAD|INT:COMPILED-PROGRAM-ERROR)"),
        (Outcome.MEMORY, r"^Heap exhausted"),
        (Outcome.ASSERTION, r"^  The assertion [\s\S]+? failed"),
    )
    line_pattern = r"^ +(?:Line: |\(in form starting at line: )(\d+)"
    foreign = None


class _Expecting(CommonLisp):
    containers = {**Scheme.containers, **UNORDERED}


language = CommonLisp()
