    if xs, do: System.halt(0)
  end
