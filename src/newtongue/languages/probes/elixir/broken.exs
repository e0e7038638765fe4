    Enum.sum(xs
  end
