(comment) @comment
(function_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(method_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
