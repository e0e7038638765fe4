;; Puts an item at the end of a queue
;; and gives the new queue.
(define (enqueue queue item)
  (let ((tail (list item)))
    (append queue tail)))

(define (bare x) (* x x))
