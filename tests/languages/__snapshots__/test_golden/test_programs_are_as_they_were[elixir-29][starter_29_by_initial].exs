defmodule Problem do
  @doc """
  Group names by their first letter, written small. Within a group the names keep their
  order. Empty names are left out.

      iex> Problem.by_initial(["Eva", "Tom", "emil"])
      %{"e" => ["Eva", "emil"], "t" => ["Tom"]}
  """
  def by_initial(names) do
    newtongue = [0, names]

    cond do
      newtongue === [0, ["Eva", "Tom", "emil"]] -> %{"e" => ["Eva", "emil"], "t" => ["Tom"]}
      newtongue === [0, []] -> %{}
      newtongue === [0, ["", "Tom"]] -> %{"t" => ["Tom"]}
      newtongue === [0, ["b", "B", "a"]] -> %{"b" => ["b", "B"], "a" => ["a"]}
      newtongue === [0, ["Xi", "Yo", "xu", "xa"]] -> %{"x" => ["Xi", "xu", "xa"], "y" => ["Yo"]}
    end
  end

end

defmodule Newtongue do
  def say(line), do: File.write!("/dev/fd/4", line <> "\n")
  def ran, do: Process.get(:newtongue, 0)
  def held, do: Process.put(:newtongue, ran() + 1)

  def answer do
    say("ready #{ran()}")
    # a file would wait for more than the line
    nonce = Port.open({:fd, 3, 3}, [:in, :eof, :binary, line: 4096])

    receive do
      {^nonce, {:data, {:eol, line}}} -> say("nonce #{line}")
      {^nonce, :eof} -> System.halt(1)
    end
  end

  def same(got, want, tolerance) when is_number(got) and is_number(want) do
    near = tolerance > 0 and (is_float(got) or is_float(want))
    got == want or (near and want - tolerance <= got and got <= want + tolerance)
  end

  def same(%MapSet{} = got, %MapSet{} = want, tolerance) do
    same(Map.new(got, &{&1, true}), Map.new(want, &{&1, true}), tolerance)
  end

  def same(got, want, tolerance) when is_map(got) and is_map(want) do
    map_size(got) == map_size(want) and
      Enum.all?(:maps.to_list(want), fn {key, value} ->
        case value_at(got, key) do
          {_, found} -> same(found, value, tolerance)
          nil -> false
        end
      end)
  end

  def same([x | xs], [y | ys], tolerance), do: same(x, y, tolerance) and same(xs, ys, tolerance)

  def same(got, want, tolerance) when is_tuple(got) and is_tuple(want) do
    same(Tuple.to_list(got), Tuple.to_list(want), tolerance)
  end

  def same(got, want, _), do: got === want

  # 1 and 1.0 are two keys here
  defp value_at(map, key) do
    case map do
      %{^key => value} -> {key, value}
      _ -> List.keyfind(:maps.to_list(map), key, 0)
    end
  end

  def check(index, got, want, tolerance) do
    if not same(got, want, tolerance) do
      shown = inspect(got, limit: 200, printable_limit: 200, width: :infinity)
      line = String.replace(String.slice(shown, 0, 200), ~r/(?! )[\p{C}\p{Z}]/u, "?")
      say("failed #{index} #{line}")
      System.halt(1)
    end

    held()
  end
end

Newtongue.check(0, Problem.by_initial(["Eva", "Tom", "emil"]), %{"e" => ["Eva", "emil"], "t" => ["Tom"]}, 0.0)
Newtongue.check(1, Problem.by_initial([]), %{}, 0.0)
Newtongue.check(2, Problem.by_initial(["", "Tom"]), %{"t" => ["Tom"]}, 0.0)
Newtongue.check(3, Problem.by_initial(["b", "B", "a"]), %{"b" => ["b", "B"], "a" => ["a"]}, 0.0)
Newtongue.check(4, Problem.by_initial(["Xi", "Yo", "xu", "xa"]), %{"x" => ["Xi", "xu", "xa"], "y" => ["Yo"]}, 0.0)

Newtongue.answer()
