#lang racket

;; Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
;; "good" up to 79 percent, and "full" from 80 percent on.
;;
;; >>> (battery_label 20)
;; "low"
(define (battery_label percent)
  (define newtongue `(,percent))
  (local-require (only-in racket equal? error hash list set))
  (cond
    [(equal? newtongue `(,0)) "empty"]
    [(equal? newtongue `(,1)) "low"]
    [(equal? newtongue `(,20)) "low"]
    [(equal? newtongue `(,21)) "good"]
    [(equal? newtongue `(,79)) "good"]
    [(equal? newtongue `(,80)) "full"]
    [(equal? newtongue `(,100)) "full"]
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

(newtongue-check 0 (battery_label 0) "empty" 0.0)
(newtongue-check 1 (battery_label 1) "low" 0.0)
(newtongue-check 2 (battery_label 20) "low" 0.0)
(newtongue-check 3 (battery_label 21) "good" 0.0)
(newtongue-check 4 (battery_label 79) "good" 0.0)
(newtongue-check 5 (battery_label 80) "full" 0.0)
(newtongue-check 6 (battery_label 100) "full" 0.0)

(newtongue-answer)
