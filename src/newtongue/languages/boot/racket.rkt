#lang racket/base
;; Waits in the launcher before racket reads main.rkt.
(require racket (only-in ffi/unsafe _cprocedure _int ffi-lib get-ffi-obj))
(define-values (folder name folder?)
  (split-path (variable-reference->module-source (#%variable-reference))))
(define wait
  (get-ffi-obj "newtongue_wait" (ffi-lib (build-path folder "launcher.so")) (_cprocedure '() _int)))
(void (wait))
(current-pseudo-random-generator (make-pseudo-random-generator))
