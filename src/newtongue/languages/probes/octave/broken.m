    result = sum(xs;
end
