[(line_comment) (block_comment)] @comment
(method_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
((method_declaration
   (modifiers) @modifiers name: (_) @name parameters: (_) @parameters body: (_) @body) @function
 (#match? @modifiers "\\bstatic\\b") (#set! kind "function"))
