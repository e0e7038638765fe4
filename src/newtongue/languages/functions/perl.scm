[(comment) (pod)] @comment
(subroutine_declaration_statement name: (_) @name body: (_) @body) @function
