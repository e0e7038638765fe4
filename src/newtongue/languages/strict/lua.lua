-- Strict mode: what each call gives is written down as it is; what it should be is not here.
local newtongue = {ran = 0, room = 0, g = _G}
function newtongue.say(line)
  local channel = newtongue.g.assert(newtongue.g.io.open("/dev/fd/4", "w"))
  channel:write(line, "\n")
  channel:close()
end

function newtongue.take(size)
  newtongue.room = newtongue.room - size
  if newtongue.room < 0 then newtongue.g.error("too large") end
end

-- text that is not UTF-8 is no str of Python's, but may be shown
function newtongue.quoted(x)
  local g = newtongue.g
  newtongue.take(#x)
  local form, text = "%s", nil
  if g.utf8.len(x) then
    text = g.string.gsub(x, '[%c"\\\127]', function(c)
      return g.string.format("\\u%04x", g.string.byte(c))
    end)
  else
    text = g.string.gsub(x, ".", function(c) return g.string.format("%02x", g.string.byte(c)) end)
    form = '["bytes",%s]'
  end
  newtongue.take(#text + 3)
  return (g.string.gsub(form, "%%s", function() return '"' .. text .. '"' end))
end

function newtongue.form(x)
  local g = newtongue.g
  local kind = g.type(x)
  if kind == "string" then return newtongue.quoted(x) end
  newtongue.take(36)
  if x == nil then return "null" end
  if kind == "boolean" then return x and "true" or "false" end
  if g.math.type(x) == "integer" then return g.string.format('["int","%d"]', x) end
  if kind == "number" then
    local text = g.string.format("%.17g", x)
    return '["float","' .. (x ~= x and "nan" or text) .. '"]'
  end
  if kind ~= "table" then return '["other","' .. kind .. '"]' end
  local parts = {'["dict"'}
  for key, y in g.next, x do
    parts[#parts + 1] = "[" .. newtongue.form(key) .. "," .. newtongue.form(y) .. "]"
  end
  return g.table.concat(parts, ",") .. "]"
end

function newtongue_value(index, got)
  newtongue.room = ROOM
  local held, text = newtongue.g.pcall(newtongue.form, got)
  newtongue.say("value " .. index .. " " .. (held and text or '["other","too large"]'))
  newtongue.ran = newtongue.ran + 1
end

CHECKS

newtongue.say("ready " .. newtongue.ran)
do
  local nonce = newtongue.g.assert(newtongue.g.io.open("/dev/fd/3", "r"))
  newtongue.say("nonce " .. (nonce:read("l") or ""))
end
