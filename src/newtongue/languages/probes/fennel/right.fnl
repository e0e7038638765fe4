  (accumulate [sum 0 _ x (ipairs xs)]
    (+ sum x)))
