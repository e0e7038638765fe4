    result = numel(xs);
end
