    result = 0;
    for x = xs
        result = result + x;
    end
end
