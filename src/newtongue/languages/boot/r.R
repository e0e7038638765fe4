# Waits in the launcher while R has main.R open and has read nothing of it.
local({
  boot <- Sys.getenv("R_TESTS")
  Sys.unsetenv("R_TESTS")
  # what R does next, and by then has done
  .OptRequireMethods()
  .First.sys()
  # its compiler is loaded when a function is called for the second time
  compiler::cmpfun(function(x) x + 1)(1)
  library <- file.path(dirname(boot), "launcher.so")
  dyn.load(library)
  .C("newtongue_wait")
  dyn.unload(library)
  dir.create(tempdir(), mode = "0700")
})
