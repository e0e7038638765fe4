    length(xs)
end
