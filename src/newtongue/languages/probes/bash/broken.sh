  if [ -z "$1" ]; then
    echo 0
}
