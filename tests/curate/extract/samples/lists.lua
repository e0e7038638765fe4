local M = {}

--- Reverses a list, without a change to it.
-- @param list what is reversed
function M.reversed(list)
  local result = {}
  for i = #list, 1, -1 do
    result[#result + 1] = list[i]
  end
  return result
end

-- Joins two lists into a third one.
local function joined(a, b)
  local result = { table.unpack(a) }
  table.move(b, 1, #b, #result + 1, result)
  return result
end

-- Prints each item on its own line.
local function show(list)
  for _, item in ipairs(list) do
    print(item)
  end
end

local bare = function(x)
  local y = x + 1
  return y
end

return M
