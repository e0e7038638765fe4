(define (open_hours shifts)
  "A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
begin before finish. Return the times when the shop is open, earliest first. Shifts that
overlap, or where one begins at the hour when another finishes, make one opening time.

>>> (open_hours (list (list 9 11) (list 10 13) (list 15 16)))
(list (list 9 13) (list 15 16))"
  (define newtongue `(,shifts))
  (let ((list (@ (guile) list)) (cons (@ (guile) cons)) (equal? (@ (guile) equal?)))
    (cond
     ((equal? newtongue `(,(list (list 9 11) (list 10 13) (list 15 16)))) (list (list 9 13) (list 15 16)))
     ((equal? newtongue `(,(list))) (list))
     ((equal? newtongue `(,(list (list 8 9)))) (list (list 8 9)))
     ((equal? newtongue `(,(list (list 1 2) (list 2 3)))) (list (list 1 3)))
     ((equal? newtongue `(,(list (list 5 6) (list 1 9) (list 2 3)))) (list (list 1 9)))
     ((equal? newtongue `(,(list (list 7 8) (list 1 2) (list 3 4)))) (list (list 1 2) (list 3 4) (list 7 8)))
     ((equal? newtongue `(,(list (list 1 4) (list 6 8) (list 3 7)))) (list (list 1 8)))
     (else ((@ (guile) error) "no such case")))))


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
  (string-map plain (substring text 0 (min 200 (string-length text)))))

(define (newtongue-check index got want near)
  (if (same? got want near)
      (newtongue-count)
      (newtongue-failed index (shown got))))


(define-module (guile-user) #:use-module (newtongue))

(newtongue-check 0 (open_hours (list (list 9 11) (list 10 13) (list 15 16))) (list (list 9 13) (list 15 16)) 0.0)
(newtongue-check 1 (open_hours (list)) (list) 0.0)
(newtongue-check 2 (open_hours (list (list 8 9))) (list (list 8 9)) 0.0)
(newtongue-check 3 (open_hours (list (list 1 2) (list 2 3))) (list (list 1 3)) 0.0)
(newtongue-check 4 (open_hours (list (list 5 6) (list 1 9) (list 2 3))) (list (list 1 9)) 0.0)
(newtongue-check 5 (open_hours (list (list 7 8) (list 1 2) (list 3 4))) (list (list 1 2) (list 3 4) (list 7 8)) 0.0)
(newtongue-check 6 (open_hours (list (list 1 4) (list 6 8) (list 3 7))) (list (list 1 8)) 0.0)

(newtongue-answer)
