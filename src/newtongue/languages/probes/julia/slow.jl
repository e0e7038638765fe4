    while true
    end
end
