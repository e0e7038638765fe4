    isempty(xs) ? 0 : sum(xs)
end
