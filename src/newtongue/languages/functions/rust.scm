[(line_comment) (block_comment)] @comment
(attribute_item) @attribute
(function_item name: (_) @name parameters: (_) @parameters body: (_) @body) @function
; a block's last expression is its value
(function_item
  name: (_) @name parameters: (_) @parameters return_type: (_) @returns body: (_) @body) @function
