#lang racket

;; The number of leaves of a tree,
;; where a leaf is whatever is no list.
(define (leaves tree)
  (define parts (if (list? tree) tree (list tree)))
  (if (list? tree)
      (apply + (map leaves parts))
      1))

;; A constant is no function at all.
(define limit 10)

(define (bare x)
  (define y (+ x 1))
  (* y y))
