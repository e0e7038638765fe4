  xs.size
end
