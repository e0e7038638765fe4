  local sum=0 x
  for x in $1; do
    ((sum += x))
  done
  echo "$sum"
}
