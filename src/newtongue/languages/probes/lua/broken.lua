  return sum(xs
end
