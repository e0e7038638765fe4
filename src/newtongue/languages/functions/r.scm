(comment) @comment
; a function gives what it evaluates last
((binary_operator
   lhs: (identifier) @name
   rhs: (function_definition parameters: (_) @parameters body: (_) @body)) @function
 (#set! returns "last"))
