  while true; do
    :
  done
}
