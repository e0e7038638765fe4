  return #xs
end
