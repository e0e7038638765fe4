# Waits in the launcher while ruby has main.rb open and has read a first line of it, an empty one.
constants = Object.constants
# the extension alone, by its path: no gem is activated
require "#{RbConfig::CONFIG["archdir"]}/fiddle.so"
Fiddle.define_singleton_method(:last_error=) { |_| }
wait, forked = [["#{__dir__}/launcher.so", "newtongue_wait"], [nil, "rb_thread_atfork"]].map do |file, name|
  Fiddle::Function.new(Fiddle::Handle.new(file)[name], [], Fiddle::TYPE_VOID, need_gvl: true)
end
GC.start
wait.call
# what ruby does after a fork of its own; a timer and wake-up descriptors it also makes after an
# exec that failed (it has made no timer before, which no clone could have inherited)
forked.call
Process.setrlimit(:SIGPENDING, Process.getrlimit(:SIGPENDING)[1])
begin
  exec "/"
rescue SystemCallError
end
ObjectSpace.each_object(File) { |file| file.getbyte if file.path == "main.rb" }
# as if nothing had been
$LOADED_FEATURES.reject! { |path| path.end_with?("/fiddle.so") }
(Object.constants - constants).each { |name| Object.send(:remove_const, name) }
