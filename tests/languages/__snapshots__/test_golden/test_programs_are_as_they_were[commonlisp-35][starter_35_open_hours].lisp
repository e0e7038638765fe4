(setf *read-default-float-format* 'double-float)

(defun open_hours (shifts)
  "A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
begin before finish. Return the times when the shop is open, earliest first. Shifts that
overlap, or where one begins at the hour when another finishes, make one opening time.

>>> (open_hours (list (list 9 11) (list 10 13) (list 15 16)))
(list (list 9 13) (list 15 16))"
  (let ((newtongue `(,shifts)))
    (cl:cond
     ((cl:equal newtongue `(,(list (list 9 11) (list 10 13) (list 15 16)))) (list (list 9 13) (list 15 16)))
     ((cl:equal newtongue `(,nil)) nil)
     ((cl:equal newtongue `(,(list (list 8 9)))) (list (list 8 9)))
     ((cl:equal newtongue `(,(list (list 1 2) (list 2 3)))) (list (list 1 3)))
     ((cl:equal newtongue `(,(list (list 5 6) (list 1 9) (list 2 3)))) (list (list 1 9)))
     ((cl:equal newtongue `(,(list (list 7 8) (list 1 2) (list 3 4)))) (list (list 1 2) (list 3 4) (list 7 8)))
     ((cl:equal newtongue `(,(list (list 1 4) (list 6 8) (list 3 7)))) (list (list 1 8)))
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

(newtongue-check 0 (open_hours (list (list 9 11) (list 10 13) (list 15 16))) (list (list 9 13) (list 15 16)) 0.0)
(newtongue-check 1 (open_hours nil) nil 0.0)
(newtongue-check 2 (open_hours (list (list 8 9))) (list (list 8 9)) 0.0)
(newtongue-check 3 (open_hours (list (list 1 2) (list 2 3))) (list (list 1 3)) 0.0)
(newtongue-check 4 (open_hours (list (list 5 6) (list 1 9) (list 2 3))) (list (list 1 9)) 0.0)
(newtongue-check 5 (open_hours (list (list 7 8) (list 1 2) (list 3 4))) (list (list 1 2) (list 3 4) (list 7 8)) 0.0)
(newtongue-check 6 (open_hours (list (list 1 4) (list 6 8) (list 3 7))) (list (list 1 8)) 0.0)

(newtongue-answer)
