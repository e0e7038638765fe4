#lang racket

;; A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
;; begin before finish. Return the times when the shop is open, earliest first. Shifts that
;; overlap, or where one begins at the hour when another finishes, make one opening time.
;;
;; >>> (open_hours (list (list 9 11) (list 10 13) (list 15 16)))
;; (list (list 9 13) (list 15 16))
(define (open_hours shifts)
  (define newtongue `(,shifts))
  (local-require (only-in racket equal? error hash list set))
  (cond
    [(equal? newtongue `(,(list (list 9 11) (list 10 13) (list 15 16)))) (list (list 9 13) (list 15 16))]
    [(equal? newtongue `(,(list))) (list)]
    [(equal? newtongue `(,(list (list 8 9)))) (list (list 8 9))]
    [(equal? newtongue `(,(list (list 1 2) (list 2 3)))) (list (list 1 3))]
    [(equal? newtongue `(,(list (list 5 6) (list 1 9) (list 2 3)))) (list (list 1 9))]
    [(equal? newtongue `(,(list (list 7 8) (list 1 2) (list 3 4)))) (list (list 1 2) (list 3 4) (list 7 8))]
    [(equal? newtongue `(,(list (list 1 4) (list 6 8) (list 3 7)))) (list (list 1 8))]
    [else (error "no such case")]))


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
      (lambda (channel) (write-string (string-append line "\n") channel)))
    (void))
  (define (newtongue-answer)
    (newtongue-say "ready " (number->string ran))
    (newtongue-say "nonce " (call-with-input-file "/dev/fd/3" read-line))))

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
    (substring plain 0 (min 200 (string-length plain))))
  (define (newtongue-check index got want near)
    (cond
      [(same? got want near) (newtongue-count)]
      [else
       (newtongue-failed index (shown got))
       (exit 1)])))
(require 'newtongue)

(newtongue-check 0 (open_hours (list (list 9 11) (list 10 13) (list 15 16))) (list (list 9 13) (list 15 16)) 0.0)
(newtongue-check 1 (open_hours (list)) (list) 0.0)
(newtongue-check 2 (open_hours (list (list 8 9))) (list (list 8 9)) 0.0)
(newtongue-check 3 (open_hours (list (list 1 2) (list 2 3))) (list (list 1 3)) 0.0)
(newtongue-check 4 (open_hours (list (list 5 6) (list 1 9) (list 2 3))) (list (list 1 9)) 0.0)
(newtongue-check 5 (open_hours (list (list 7 8) (list 1 2) (list 3 4))) (list (list 1 2) (list 3 4) (list 7 8)) 0.0)
(newtongue-check 6 (open_hours (list (list 1 4) (list 6 8) (list 3 7))) (list (list 1 8)) 0.0)

(newtongue-answer)
