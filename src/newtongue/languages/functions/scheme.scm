[(comment) (block_comment)] @comment
; the value of the last form is the function's
((list
   . (symbol) @define
   . (list . (symbol) @name) @signature
   (_)+ @body) @function
 (#match? @define "^define$") (#set! returns "last")
 ; a list is what elsewhere is a statement
 (#set! statements "list") (#set! arguments "after name"))
