#' The mean without the most extreme values.
#'
#' @param x numbers
trimmed <- function(x, share = 0.1) {
  x <- sort(x)
  cut <- floor(length(x) * share)
  mean(x[(cut + 1):(length(x) - cut)])
}

# Scales numbers to lie between zero and one.
scaled = function(x) {
  low <- min(x)
  return((x - low) / (max(x) - low))
}

bare <- function(x) {
  y <- x + 1
  y
}
