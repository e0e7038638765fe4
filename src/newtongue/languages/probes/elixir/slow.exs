    Stream.cycle(xs) |> Enum.sum()
  end
