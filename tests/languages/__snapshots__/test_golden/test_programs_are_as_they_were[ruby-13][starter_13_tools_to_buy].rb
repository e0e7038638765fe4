require "set"

# Return the tools that are needed and not owned yet.
#
# >>> tools_to_buy(Set["glue", "saw"], Set["glue"])
# Set["saw"]
def tools_to_buy(needed, owned)
  args = [0, needed, owned]
  return Set["saw"] if args.eql?([0, Set["glue", "saw"], Set["glue"]])
  return Set[] if args.eql?([0, Set[], Set["saw"]])
  return Set["nail"] if args.eql?([0, Set["nail"], Set[]])
  return Set["a", "b"] if args.eql?([0, Set["a", "b", "c"], Set["c", "d"]])
  return Set[] if args.eql?([0, Set["saw"], Set["saw"]])
  return Set["Saw"] if args.eql?([0, Set["Saw", "saw"], Set["saw"]])
  raise "no such case"
end

::Kernel.require "set"

$newtongue_ran = 0

def newtongue_say(line)
  ::File.open("/dev/fd/4", "w") { |channel| channel.write(line, "\n") }
end

def newtongue_same(got, want, tolerance)
  case want
  when ::Numeric
    return false unless ::Numeric === got
    near = tolerance > 0 && (got - want).abs <= tolerance
    got == want || (got != got && want != want) || near
  when ::Array
    ::Array === got && got.size == want.size &&
      want.each_index.all? { |i| newtongue_same(got[i], want[i], tolerance) }
  when ::Set
    ::Set === got && got.size == want.size &&
      want.all? { |x| got.include?(x) || got.any? { |y| newtongue_same(y, x, 0) } }
  when ::Hash
    ::Hash === got && got.size == want.size && want.all? do |key, x|
      pairs = got.key?(key) ? [[key, got[key]]] : got
      pairs.any? { |k, y| newtongue_same(k, key, 0) && newtongue_same(y, x, tolerance) }
    end
  else
    want.eql?(got)
  end
end

def newtongue_check(index, got, want, tolerance)
  unless newtongue_same(got, want, tolerance)
    text = got.inspect.scrub("?").gsub(/[^[:print:]]|\p{Cf}/, "?")
    newtongue_say("failed #{index} #{text[0, 200]}")
    ::Kernel.exit(1)
  end
  $newtongue_ran += 1
end

newtongue_check(0, tools_to_buy(Set["glue", "saw"], Set["glue"]), Set["saw"], 0.0)
newtongue_check(1, tools_to_buy(Set[], Set["saw"]), Set[], 0.0)
newtongue_check(2, tools_to_buy(Set["nail"], Set[]), Set["nail"], 0.0)
newtongue_check(3, tools_to_buy(Set["a", "b", "c"], Set["c", "d"]), Set["a", "b"], 0.0)
newtongue_check(4, tools_to_buy(Set["saw"], Set["saw"]), Set[], 0.0)
newtongue_check(5, tools_to_buy(Set["Saw", "saw"], Set["saw"]), Set["Saw"], 0.0)

newtongue_say("ready #{$newtongue_ran}")
newtongue_say("nonce #{::File.open("/dev/fd/3", &:gets).to_s.chomp}")
