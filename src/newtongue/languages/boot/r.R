# Waits in the launcher; runs main.R as R itself would, in the program's own process.
local({
  paths <- commandArgs(trailingOnly = TRUE)
  # its compiler is loaded when a function is called for the second time
  compiler::cmpfun(function(x) x + 1)(1)
  dyn.load(paths[1])
  .C("newtongue_wait")
  dir.create(tempdir())
  program <- tryCatch(
    parse(paths[2], keep.source = FALSE),
    error = function(problem) {
      text <- sub("^[^:]*:[0-9]+:[0-9]+: ", "Error: ", conditionMessage(problem))
      cat(text, "\n", sep = "", file = stderr())
      quit("no", 1)
    }
  )
  for (each in program) {
    value <- withVisible(eval(each, globalenv()))
    if (value$visible) print(value$value)
  }
})
