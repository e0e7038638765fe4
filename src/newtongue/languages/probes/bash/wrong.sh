  set -- $1
  echo $#
}
