#lang racket

;; A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
;; one, and W lowers x by one. Return the point after all steps.
;;
;; >>> (walk "NNE" (list 0 0))
;; (list 1 2)
(define (walk steps start)
  (define newtongue `(,steps ,start))
  (local-require (only-in racket equal? error hash list set))
  (cond
    [(equal? newtongue `(,"NNE" ,(list 0 0))) (list 1 2)]
    [(equal? newtongue `(,"" ,(list 3 -2))) (list 3 -2)]
    [(equal? newtongue `(,"NESW" ,(list 5 5))) (list 5 5)]
    [(equal? newtongue `(,"SSWW" ,(list 0 0))) (list -2 -2)]
    [(equal? newtongue `(,"EEEN" ,(list -3 1))) (list 0 2)]
    [(equal? newtongue `(,"W" ,(list 0 9))) (list -1 9)]
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

(newtongue-check 0 (walk "NNE" (list 0 0)) (list 1 2) 0.0)
(newtongue-check 1 (walk "" (list 3 -2)) (list 3 -2) 0.0)
(newtongue-check 2 (walk "NESW" (list 5 5)) (list 5 5) 0.0)
(newtongue-check 3 (walk "SSWW" (list 0 0)) (list -2 -2) 0.0)
(newtongue-check 4 (walk "EEEN" (list -3 1)) (list 0 2) 0.0)
(newtongue-check 5 (walk "W" (list 0 9)) (list -1 9) 0.0)

(newtongue-answer)
