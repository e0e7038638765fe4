#lang racket/base
;; Waits in the launcher; runs main.rkt as racket itself would, in the program's own process.
(require racket (only-in ffi/unsafe _cprocedure _int ffi-lib get-ffi-obj))
(define paths (current-command-line-arguments))
(define-namespace-anchor here)
(define wait
  (get-ffi-obj "newtongue_wait" (ffi-lib (vector-ref paths 0)) (_cprocedure '() _int)))
(void (wait))
(current-command-line-arguments (vector))
(define program (build-path (current-directory) (vector-ref paths 1)))
(define (run-submodule name)
  (define path (list 'submod program name))
  (when (module-declared? path #t)
    (dynamic-require path #f)))
(current-namespace (namespace-anchor->empty-namespace here))
(namespace-require ''#%kernel)
(define ended-well #f)
;; in a thread, so that what an error tells of its context does not end in this file
(thread-wait
 (thread
  (lambda ()
    (run-submodule 'configure-runtime)
    (dynamic-require program #f)
    (run-submodule 'main)
    (set! ended-well #t))))
(exit (if ended-well 0 1))
