#lang racket

;; Return the name of the tallest person, or #f when there is nobody. When several are
;; equally tall, return the one whose name comes first in the alphabet.
;;
;; >>> (tallest (hash "Mia" 142 "Ben" 150))
;; "Ben"
(define (tallest heights)
  (define newtongue `(,heights))
  (local-require (only-in racket equal? error hash list set))
  (cond
    [(equal? newtongue `(,(hash "Mia" 142 "Ben" 150))) "Ben"]
    [(equal? newtongue `(,(hash))) #f]
    [(equal? newtongue `(,(hash "Zed" 120 "Amy" 120))) "Amy"]
    [(equal? newtongue `(,(hash "Lu" -1))) "Lu"]
    [(equal? newtongue `(,(hash "c" 5 "b" 9 "a" 9 "d" 2))) "a"]
    [(equal? newtongue `(,(hash "x" 0 "y" -3))) "x"]
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

(newtongue-check 0 (tallest (hash "Mia" 142 "Ben" 150)) "Ben" 0.0)
(newtongue-check 1 (tallest (hash)) #f 0.0)
(newtongue-check 2 (tallest (hash "Zed" 120 "Amy" 120)) "Amy" 0.0)
(newtongue-check 3 (tallest (hash "Lu" -1)) "Lu" 0.0)
(newtongue-check 4 (tallest (hash "c" 5 "b" 9 "a" 9 "d" 2)) "a" 0.0)
(newtongue-check 5 (tallest (hash "x" 0 "y" -3)) "x" 0.0)

(newtongue-answer)
