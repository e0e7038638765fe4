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

def newtongue_number(got)
  return got if [::Integer, ::Float, ::Rational].any? { |kind| kind === got }
  ::Kernel.Float(got, exception: false) if ::Numeric === got
end

def newtongue_same(got, want, tolerance)
  case want
  when ::Numeric
    got = newtongue_number(got)
    return false unless got
    near = tolerance > 0 && (got - want).abs <= tolerance
    want == got || (got != got && want != want) || near
  when ::Array
    return false unless ::Array === got
    items = [] + got
    items.size == want.size &&
      want.each_index.all? { |i| newtongue_same(items[i], want[i], tolerance) }
  when ::Set
    return false unless ::Set === got
    items = ::Set.new([] + ::Set.instance_method(:to_a).bind_call(got))
    items.size == want.size &&
      want.all? { |x| items.include?(x) || items.any? { |y| newtongue_same(y, x, 0) } }
  when ::Hash
    return false unless ::Hash === got
    items = {}.merge(got)
    items.size == want.size && want.all? do |key, x|
      pairs = items.key?(key) ? [[key, items[key]]] : items
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
