    while xs.len() < usize::MAX {}
    0
}
