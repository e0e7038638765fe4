(comment) @comment
(function_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(variable_declaration
  (assignment_statement
    (variable_list name: (_) @name)
    (expression_list
      value: (function_definition parameters: (_) @parameters body: (_) @body)))) @function
(assignment_statement
  (variable_list name: (_) @name)
  (expression_list
    value: (function_definition parameters: (_) @parameters body: (_) @body))) @function
