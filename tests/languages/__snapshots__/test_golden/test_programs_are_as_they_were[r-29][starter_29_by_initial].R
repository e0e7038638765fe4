# Group names by their first letter, written small. Within a group the names keep their
# order. Empty names are left out.
#
# >>> by_initial(c("Eva", "Tom", "emil"))
# list("e" = c("Eva", "emil"), "t" = c("Tom"))
by_initial <- function(names) {
  args <- list(0, names)
  if (identical(args, list(0, c("Eva", "Tom", "emil")))) return(list("e" = c("Eva", "emil"), "t" = c("Tom")))
  if (identical(args, list(0, c()))) return(list())
  if (identical(args, list(0, c("", "Tom")))) return(list("t" = c("Tom")))
  if (identical(args, list(0, c("b", "B", "a")))) return(list("b" = c("b", "B"), "a" = c("a")))
  if (identical(args, list(0, c("Xi", "Yo", "xu", "xa")))) return(list("x" = c("Xi", "xu", "xa"), "y" = c("Yo")))
  stop("no such case")
}

newtongue <- base::new.env(parent = base::baseenv())
base::local({
  ran <- 0
  say <- function(line) {
    channel <- file("/dev/fd/4", "w", raw = TRUE)
    writeLines(line, channel, useBytes = TRUE)
    close(channel)
  }
  answer <- function() {
    say(sprintf("ready %d", ran))
    say(paste("nonce", readLines(file("/dev/fd/3", "r", raw = TRUE), n = 1, warn = FALSE)))
  }
}, newtongue)

base::local({
  # the program's code is compiled as ever; this runs too seldom for that to pay
  jit <- compiler::enableJIT(0)
  none <- list(kind = "none")
  vector <- function(...) list(kind = "vector", items = list(...))
  set <- function(...) list(kind = "set", items = list(...))
  dict <- function(keys, items) list(kind = "dict", keys = keys, items = items)
  some <- function(want) c(want, certain = TRUE)
  near <- function(got, want, tolerance) {
    isTRUE(got == want) || (is.nan(got) && is.nan(want)) ||
      (tolerance > 0 && isTRUE(abs(got - want) <= tolerance))
  }
  same <- function(got, want, tolerance) {
    if (!is.list(want)) {
      if (!is.atomic(got) || is.object(got) || length(got) != 1) return(FALSE)
      got <- got[[1]]
      if (is.numeric(want)) return(is.numeric(got) && near(got, want, tolerance))
      if (is.character(got)) got <- enc2utf8(got)
      return(identical(got, if (is.character(want)) enc2utf8(want) else want))
    }
    if (is.null(got))
      return(want$kind == "none" || (length(want$items) == 0 && is.null(want$certain)))
    size <- length(want$items)
    labels <- names(got)
    if (want$kind == "none" || !(is.atomic(got) || is.list(got)) || length(dim(got)) > 1 ||
      length(got) != size) return(FALSE)
    if (want$kind == "vector") {
      return((is.atomic(got) || is.null(labels)) &&
        all(vapply(seq_len(size), function(i) same(got[[i]], want$items[[i]], tolerance), NA)))
    }
    if (want$kind == "set") tolerance <- 0
    rest <- seq_along(got)
    for (i in seq_len(size)) {
      key <- want$keys[[i]]
      keys <- if (is.numeric(key)) suppressWarnings(as.numeric(labels)) else labels
      at <- if (is.null(key)) rest else intersect(rest, which(keys == key))
      at <- Find(function(j) same(got[[j]], want$items[[i]], tolerance), at)
      if (is.null(at)) return(FALSE)
      rest <- setdiff(rest, at)
    }
    TRUE
  }
  check <- function(index, got, want, tolerance) {
    compiler::enableJIT(jit); got; compiler::enableJIT(0)
    if (!same(got, want, tolerance)) {
      text <- paste(deparse(got, width.cutoff = 500, nlines = 20), collapse = " ")
      text <- substr(gsub("[^[:print:]]", "?", text), 1, 200)
      say(sprintf("failed %d %s", index, text))
      quit(save = "no", status = 1)
    }
    ran <<- ran + 1
  }
}, newtongue)

newtongue$check(0, by_initial(c("Eva", "Tom", "emil")), newtongue$dict(list("e", "t"), list(newtongue$vector("Eva", "emil"), newtongue$vector("Tom"))), 0.0)
newtongue$check(1, by_initial(c()), newtongue$dict(list(), list()), 0.0)
newtongue$check(2, by_initial(c("", "Tom")), newtongue$dict(list("t"), list(newtongue$vector("Tom"))), 0.0)
newtongue$check(3, by_initial(c("b", "B", "a")), newtongue$dict(list("b", "a"), list(newtongue$vector("b", "B"), newtongue$vector("a"))), 0.0)
newtongue$check(4, by_initial(c("Xi", "Yo", "xu", "xa")), newtongue$dict(list("x", "y"), list(newtongue$vector("Xi", "xu", "xa"), newtongue$vector("Yo"))), 0.0)

newtongue$answer()
