#lang racket

;; Return the tools that are needed and not owned yet.
;;
;; >>> (tools_to_buy (set "glue" "saw") (set "glue"))
;; (set "saw")
(define (tools_to_buy needed owned)
  (define newtongue `(,needed ,owned))
  (local-require (only-in racket equal? error hash list set))
  (cond
    [(equal? newtongue `(,(set "glue" "saw") ,(set "glue"))) (set "saw")]
    [(equal? newtongue `(,(set) ,(set "saw"))) (set)]
    [(equal? newtongue `(,(set "nail") ,(set))) (set "nail")]
    [(equal? newtongue `(,(set "a" "b" "c") ,(set "c" "d"))) (set "a" "b")]
    [(equal? newtongue `(,(set "saw") ,(set "saw"))) (set)]
    [(equal? newtongue `(,(set "Saw" "saw") ,(set "saw"))) (set "Saw")]
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

(newtongue-check 0 (tools_to_buy (set "glue" "saw") (set "glue")) (set "saw") 0.0)
(newtongue-check 1 (tools_to_buy (set) (set "saw")) (set) 0.0)
(newtongue-check 2 (tools_to_buy (set "nail") (set)) (set "nail") 0.0)
(newtongue-check 3 (tools_to_buy (set "a" "b" "c") (set "c" "d")) (set "a" "b") 0.0)
(newtongue-check 4 (tools_to_buy (set "saw") (set "saw")) (set) 0.0)
(newtongue-check 5 (tools_to_buy (set "Saw" "saw") (set "saw")) (set "Saw") 0.0)

(newtongue-answer)
