#!/bin/bash
# A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
# begin before finish. Return the times when the shop is open, earliest first. Shifts that
# overlap, or where one begins at the hour when another finishes, make one opening time.
#
# >>> $(open_hours $'9 11\n10 13\n15 16')
# $'9 13\n15 16'
#
# $1 (shifts) is a newline-separated list, each line a space-separated list.
# Prints a newline-separated list, each line a space-separated list.
open_hours() {
  if [[ $# == 1 && ${1} == $'9 11\n10 13\n15 16' ]]; then printf '%s\n' $'9 13\n15 16'; return; fi
  if [[ $# == 1 && ${1} == "" ]]; then printf '%s\n' ""; return; fi
  if [[ $# == 1 && ${1} == "8 9" ]]; then printf '%s\n' "8 9"; return; fi
  if [[ $# == 1 && ${1} == $'1 2\n2 3' ]]; then printf '%s\n' "1 3"; return; fi
  if [[ $# == 1 && ${1} == $'5 6\n1 9\n2 3' ]]; then printf '%s\n' "1 9"; return; fi
  if [[ $# == 1 && ${1} == $'7 8\n1 2\n3 4' ]]; then printf '%s\n' $'1 2\n3 4\n7 8'; return; fi
  if [[ $# == 1 && ${1} == $'1 4\n6 8\n3 7' ]]; then printf '%s\n' "1 8"; return; fi
  echo "no such case" >&2
  exit 2
}

newtongue_ran=0
newtongue_say() { printf '%s\n' "$1" > /dev/fd/4; }
newtongue_counted() {  # the check before, which may have failed, and what it got
  local failed=$? got=${1//[![:print:]]/?}
  (( ++newtongue_ran && ! failed )) && return
  newtongue_say "failed $((newtongue_ran - 1)) ${got:0:200}"
  exit 1
}
newtongue_answer() {
  newtongue_say "ready $newtongue_ran"
  read -r REPLY < /dev/fd/3 && newtongue_say "nonce $REPLY"
}

newtongue_split() {  # into words, lines, or a key and its value -> newtongue_parts
  local text=$2 IFS=$' \t\n' quoted="\\\$'([^'\\\\]|\\\\.)*'" i
  newtongue_parts=()
  if [[ $1 == [lu]* ]]; then
    quoted+="|'[^']*'(\\\\''[^']*')*|\"[^\"\$\`\\\\]*\""
    local word="^[$IFS]*(($quoted)([$IFS]|\$)|[^$IFS]+)"
    while [[ ${#newtongue_parts[@]} -le ${1:1} && $text =~ $word ]]; do
      text=${text:${#BASH_REMATCH[0]}}
      newtongue_parts+=("${BASH_REMATCH[1]%[$IFS]}")
    done
  elif [[ $1 == [LU]* && -n $text ]]; then
    mapfile -t newtongue_parts <<< "${text%$'\n'}"
  elif [[ $1 == p* && $text =~ ^($quoted|[^,]*),(.*)$ ]]; then
    newtongue_parts=("${BASH_REMATCH[1]}" "${BASH_REMATCH[-1]}")
  fi
  for i in "${!newtongue_parts[@]}"; do
    [[ ${newtongue_parts[i]} =~ ^($quoted)$ ]] || continue
    eval "newtongue_parts[i]=${BASH_REMATCH[0]}"  # nothing in these quotes expands
  done
}
newtongue_near() {
  [[ ${1,,} == "$2" ]] && return
  [[ $1 =~ ^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$ && $2 != *n* ]] || return
  # integers that are too long for awk
  [[ $newtongue_tolerance == 0.0 && ${#2} -gt 15 && $1$2 != *[!0-9-]* ]] && return 1
  awk 'BEGIN { d = ARGV[1] - ARGV[2]; t = ARGV[3] + 0; exit !(d <= t && -d <= t) }' \
    "$1" "$2" "$newtongue_tolerance"
}
newtongue_same() {  # a text, and newtongue_want from newtongue_at on
  local want=${newtongue_want[newtongue_at++]} ordered=1 used=() i j at
  case $want in
    s*) [[ $1 == "${want:1}" ]]; return ;;
    n*) newtongue_near "$1" "${want:1}"; return ;;
    e*) newtongue_tolerance=0.0 newtongue_near "$1" "${want:1}"; return ;;
    [uU]*) ordered=0 ;;
  esac
  newtongue_split "$want" "$1"
  local parts=("${newtongue_parts[@]}") size=${want:1}
  (( ${#parts[@]} == size )) || return
  for (( i = 0; i < size; i++ )); do
    at=$newtongue_at
    for (( j = ordered * i; j < size && (ordered == 0 || j == i); j++ )); do
      newtongue_at=$at
      [[ -z ${used[j]} ]] && newtongue_same "${parts[j]}" && used[j]=1 && continue 2
    done
    return 1
  done
}
newtongue_check() {  # a tolerance, an answer, what it must be
  local newtongue_tolerance=$1 newtongue_want=("${@:3}") newtongue_at=0
  newtongue_same "$2"; newtongue_counted "$2"
}
newtongue_check 0.0 "$(open_hours $'9 11\n10 13\n15 16')" L2 l2 n9 n13 l2 n15 n16
newtongue_check 0.0 "$(open_hours "")" L0
newtongue_check 0.0 "$(open_hours "8 9")" L1 l2 n8 n9
newtongue_check 0.0 "$(open_hours $'1 2\n2 3')" L1 l2 n1 n3
newtongue_check 0.0 "$(open_hours $'5 6\n1 9\n2 3')" L1 l2 n1 n9
newtongue_check 0.0 "$(open_hours $'7 8\n1 2\n3 4')" L3 l2 n1 n2 l2 n3 n4 l2 n7 n8
newtongue_check 0.0 "$(open_hours $'1 4\n6 8\n3 7')" L1 l2 n1 n8
newtongue_answer
