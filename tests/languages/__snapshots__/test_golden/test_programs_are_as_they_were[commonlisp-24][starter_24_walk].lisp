(setf *read-default-float-format* 'double-float)

(defun walk (steps start)
  "A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
one, and W lowers x by one. Return the point after all steps.

>>> (walk \"NNE\" (list 0 0))
(list 1 2)"
  (let ((newtongue `(,steps ,start)))
    (cl:cond
     ((cl:equal newtongue `(,"NNE" ,(list 0 0))) (list 1 2))
     ((cl:equal newtongue `(,"" ,(list 3 -2))) (list 3 -2))
     ((cl:equal newtongue `(,"NESW" ,(list 5 5))) (list 5 5))
     ((cl:equal newtongue `(,"SSWW" ,(list 0 0))) (list -2 -2))
     ((cl:equal newtongue `(,"EEEN" ,(list -3 1))) (list 0 2))
     ((cl:equal newtongue `(,"W" ,(list 0 9))) (list -1 9))
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

(newtongue-check 0 (walk "NNE" (list 0 0)) (list 1 2) 0.0)
(newtongue-check 1 (walk "" (list 3 -2)) (list 3 -2) 0.0)
(newtongue-check 2 (walk "NESW" (list 5 5)) (list 5 5) 0.0)
(newtongue-check 3 (walk "SSWW" (list 0 0)) (list -2 -2) 0.0)
(newtongue-check 4 (walk "EEEN" (list -3 1)) (list 0 2) 0.0)
(newtongue-check 5 (walk "W" (list 0 9)) (list -1 9) 0.0)

(newtongue-answer)
