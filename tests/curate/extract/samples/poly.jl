"""
    evaluate(coefficients, x)

The value of a polynomial at one place.
"""
function evaluate(coefficients, x)
    total = zero(x)
    for c in reverse(coefficients)
        total = total * x + c
    end
    return total
end

# The derivative of a polynomial, again as coefficients.
function derivative(coefficients)
    n = length(coefficients)
    [i * coefficients[i + 1] for i in 1:(n - 1)]
end

"Twice the number that is given."
double(x) = 2x
