  xs.sum
end
