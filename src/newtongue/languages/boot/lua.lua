-- Waits in the launcher before lua opens main.lua.
local here = debug.getinfo(1, "S").source:match("^@(.*/)")
assert(package.loadlib(here .. "launcher.so", "newtongue_wait"))()
-- its own way to a seed is the time and an address, which is the same for all clones
local noise = assert(io.open("/dev/urandom", "rb"))
math.randomseed(string.unpack("i8i8", noise:read(16)))
noise:close()
-- as if nothing had been
arg = {[0] = arg[0], [-1] = arg[-3]}
