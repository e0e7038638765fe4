# Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
# "good" up to 79 percent, and "full" from 80 percent on.
#
# >>> battery_label(20)
# "low"
battery_label <- function(percent) {
  args <- list(0, percent)
  if (identical(args, list(0, 0))) return("empty")
  if (identical(args, list(0, 1))) return("low")
  if (identical(args, list(0, 20))) return("low")
  if (identical(args, list(0, 21))) return("good")
  if (identical(args, list(0, 79))) return("good")
  if (identical(args, list(0, 80))) return("full")
  if (identical(args, list(0, 100))) return("full")
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

newtongue$check(0, battery_label(0), "empty", 0.0)
newtongue$check(1, battery_label(1), "low", 0.0)
newtongue$check(2, battery_label(20), "low", 0.0)
newtongue$check(3, battery_label(21), "good", 0.0)
newtongue$check(4, battery_label(79), "good", 0.0)
newtongue$check(5, battery_label(80), "full", 0.0)
newtongue$check(6, battery_label(100), "full", 0.0)

newtongue$answer()
