    length(xs)
  end
