(comment) @comment
(method_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
((method_declaration
   (modifier) @modifier name: (_) @name parameters: (_) @parameters body: (_) @body) @function
 (#eq? @modifier "static") (#set! kind "function"))
