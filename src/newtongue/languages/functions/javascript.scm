(comment) @comment
(decorator) @attribute
(function_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(method_definition name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(export_statement
  (function_declaration name: (_) @name parameters: (_) @parameters body: (_) @body)) @function
(lexical_declaration
  (variable_declarator
    name: (identifier) @name
    value: (arrow_function
      parameters: (_) @parameters body: (statement_block) @body))) @function
(export_statement
  (lexical_declaration
    (variable_declarator
      name: (identifier) @name
      value: (arrow_function
        parameters: (_) @parameters body: (statement_block) @body)))) @function
(lexical_declaration
  (variable_declarator
    name: (identifier) @name
    value: (function_expression parameters: (_) @parameters body: (_) @body))) @function
