-- Waits in the launcher; runs main.lua as lua itself would, in the program's own process.
local library, source = arg[1], arg[2]
assert(package.loadlib(library, "newtongue_wait"))()
arg = {[0] = source, [-1] = arg[-1]}
local program, problem = loadfile(source)
if not program then
  io.stderr:write(arg[-1], ": ", problem, "\n")
  os.exit(1)
end
return program()
