#include <vector>

/// Tells whether a number has no divisor
/// but one and itself.
bool is_prime(int number) {
    for (int d = 2; d * d <= number; ++d) {
        if (number % d == 0) {
            return false;
        }
    }
    return number > 1;
}

// Forgets the numbers that were found so far.
void forget(std::vector<int>& found) {
    found.clear();
    found.shrink_to_fit();
}

/*
 * The largest of the numbers, or nothing at all.
 */
template <typename T>
const T* largest(const std::vector<T>& numbers) {
    const T* best = nullptr;
    for (const T& n : numbers)
        if (!best || n > *best) best = &n;
    return best;
}
