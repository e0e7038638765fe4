    xs.len() as isize
}
