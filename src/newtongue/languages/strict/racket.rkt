; Strict mode: what each call gives is written down as it is; what it should be is not here.
(module newtongue racket/base
  (require racket/set racket/string)
  (provide newtongue-value newtongue-answer)
  (define ran 0)
  (define room 0)
  (define (newtongue-say . words)
    (define line (apply string-append words))
    (call-with-output-file "/dev/fd/4" #:exists 'append
      (lambda (channel) (write-string (string-append line "\n") channel)))
    (void))
  (define (newtongue-answer)
    (newtongue-say "ready " (number->string ran))
    (newtongue-say "nonce " (call-with-input-file "/dev/fd/3" read-line)))
  (define (take! size)
    (set! room (- room size))
    (when (< room 0) (error "too large")))
  (define (escaped c)
    (define code (char->integer c))
    (define (unit n) (string-append "\\u" (~hex n)))
    (cond
      [(and (<= 32 code 126) (not (memv c '(#\" #\\)))) (string c)]
      [(< code 65536) (unit code)]
      [else
       (define rest (- code 65536))
       (string-append (unit (+ 55296 (quotient rest 1024))) (unit (+ 56320 (remainder rest 1024))))]))
  (define (~hex n)
    (define text (number->string n 16))
    (string-append (make-string (- 4 (string-length text)) #\0) text))
  (define (quoted x)
    (take! (string-length x))
    (define text (string-append* (for/list ([c (in-string x)]) (escaped c))))
    (take! (+ 3 (string-length text)))
    (string-append "\"" text "\""))
  (define (tagged name text)
    (take! (+ 14 (string-length text)))
    (string-append "[\"" name "\",\"" text "\"]"))
  (define (float x)
    (tagged "float"
            (cond
              [(eqv? x +inf.0) "inf"]
              [(eqv? x -inf.0) "-inf"]
              [(not (= x x)) "nan"]
              [else (number->string x)])))
  (define (items name parts)
    (take! 12)
    (string-append "[\"" name "\"" (string-append* (for/list ([p parts]) (string-append "," p))) "]"))
  (define (form x)
    (cond
      [(boolean? x) (take! 6) (if x "true" "false")]
      [(exact-integer? x)
       (take! (quotient (integer-length x) 4))
       (tagged "int" (string-append (if (< x 0) "-0x" "0x") (number->string (abs x) 16)))]
      [(real? x) (float (real->double-flonum x))]
      [(string? x) (quoted x)]
      [(list? x) (items "list" (for/list ([y (in-list x)]) (form y)))]
      [(set? x) (items "set" (for/list ([y (set->list x)]) (form y)))]
      [(hash? x)
       (items "dict"
              (for/list ([(k y) (in-hash x)]) (string-append "[" (form k) "," (form y) "]")))]
      [else (tagged "other" "something else")]))
  (define (newtongue-value index got)
    (set! room ROOM)
    (define text
      (with-handlers ([exn:fail? (lambda (problem) "[\"other\",\"too large\"]")])
        (form got)))
    (newtongue-say "value " (number->string index) " " text)
    (set! ran (+ ran 1))))
(require 'newtongue)

CHECKS

(newtongue-answer)
