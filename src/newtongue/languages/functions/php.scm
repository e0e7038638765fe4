(comment) @comment
(function_definition name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(method_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
((method_declaration
   (static_modifier) name: (_) @name parameters: (_) @parameters body: (_) @body) @function
 (#set! kind "function"))
