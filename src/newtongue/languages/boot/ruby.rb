# Waits in the launcher; runs main.rb as ruby itself would, in the program's own process.
require "fiddle"
require "set"
library, source = ARGV
GC.start
Fiddle::Function.new(Fiddle.dlopen(library)["newtongue_wait"], [], Fiddle::TYPE_INT).call
ARGV.clear
$0 = source
begin
  program = RubyVM::InstructionSequence.compile_file(source)
rescue SyntaxError => problem
  warn problem.message
  exit! 1
end
program.eval
