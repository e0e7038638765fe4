  while true do
  end
end
