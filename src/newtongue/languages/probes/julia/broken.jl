    sum(xs
end
