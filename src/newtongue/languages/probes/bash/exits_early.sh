  :
  }; exit 0; {  # a function is called in a subshell, so only this ends the program
  :
}
