  loop do
  end
end
