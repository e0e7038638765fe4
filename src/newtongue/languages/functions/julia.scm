[(line_comment) (block_comment)] @comment
; a function gives what it evaluates last; a string in front documents it
((string_literal) @doc . (function_definition
   (signature (call_expression (_) @name (argument_list) @parameters)) (block) @body) @function
 (#set! returns "last"))
((function_definition
   (signature (call_expression (_) @name (argument_list) @parameters)) (block) @body) @function
 (#set! returns "last"))
((string_literal) @doc . (assignment
   . (call_expression (_) @name (argument_list) @parameters) (operator) (_) @body) @function
 (#set! returns "last"))
((assignment
   . (call_expression (_) @name (argument_list) @parameters) (operator) (_) @body) @function
 (#set! returns "last"))
