(setf *read-default-float-format* 'double-float)

(defun tallest (heights)
  "Return the name of the tallest person, or nil when there is nobody. When several are
equally tall, return the one whose name comes first in the alphabet.

>>> (tallest (list (cons \"Mia\" 142) (cons \"Ben\" 150)))
\"Ben\""
  (let ((newtongue `(,heights)))
    (cl:cond
     ((cl:equal newtongue `(,(list (cons "Mia" 142) (cons "Ben" 150)))) "Ben")
     ((cl:equal newtongue `(,nil)) nil)
     ((cl:equal newtongue `(,(list (cons "Zed" 120) (cons "Amy" 120)))) "Amy")
     ((cl:equal newtongue `(,(list (cons "Lu" -1)))) "Lu")
     ((cl:equal newtongue `(,(list (cons "c" 5) (cons "b" 9) (cons "a" 9) (cons "d" 2)))) "a")
     ((cl:equal newtongue `(,(list (cons "x" 0) (cons "y" -3)))) "x")
     (cl:t (cl:error "no such case")))))


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
  (let ((text (let ((*print-pretty* nil) (*print-circle* t) (*print-length* 200))
                (prin1-to-string x))))
    (flet ((hidden (c) (find (sb-unicode:general-category c) '(:cc :cf :cs :co :cn :zl :zp))))
      (substitute-if #\? #'hidden (subseq text 0 (min 200 (length text)))))))

(defun newtongue-check (index got want near)
  (cond ((same got want near) (incf *ran*))
        (t (say "failed ~d ~a" index (shown got))
           (sb-ext:exit :code 1 :abort t))))

(in-package :cl-user)
(use-package :newtongue)

(newtongue-check 0 (tallest (list (cons "Mia" 142) (cons "Ben" 150))) "Ben" 0.0)
(newtongue-check 1 (tallest nil) nil 0.0)
(newtongue-check 2 (tallest (list (cons "Zed" 120) (cons "Amy" 120))) "Amy" 0.0)
(newtongue-check 3 (tallest (list (cons "Lu" -1))) "Lu" 0.0)
(newtongue-check 4 (tallest (list (cons "c" 5) (cons "b" 9) (cons "a" 9) (cons "d" 2))) "a" 0.0)
(newtongue-check 5 (tallest (list (cons "x" 0) (cons "y" -3))) "x" 0.0)

(newtongue-answer)
