  (let loop ()
    (loop)))
