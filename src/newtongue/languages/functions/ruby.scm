(comment) @comment
; a method gives what it evaluates last
((method name: (_) @name parameters: (_)? @parameters body: (_) @body) @function
 (#set! returns "last"))
((singleton_method name: (_) @name parameters: (_)? @parameters body: (_) @body) @function
 (#set! returns "last") (#set! kind "function"))
