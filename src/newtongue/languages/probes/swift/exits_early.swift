    exit(0)
    }

    import Glibc

    func rest() {
}
