(comment) @comment
(function_definition
  declarator: (function_declarator declarator: (_) @name parameters: (_) @parameters)
  body: (compound_statement) @body) @function
(function_definition
  declarator: (_ (function_declarator declarator: (_) @name parameters: (_) @parameters))
  body: (compound_statement) @body) @function
(template_declaration
  (function_definition
    declarator: (function_declarator declarator: (_) @name parameters: (_) @parameters)
    body: (compound_statement) @body)) @function
(template_declaration
  (function_definition
    declarator: (_ (function_declarator declarator: (_) @name parameters: (_) @parameters))
    body: (compound_statement) @body)) @function
