#!/bin/bash
# Group names by their first letter, written small. Within a group the names keep their
# order. Empty names are left out.
#
# >>> $(by_initial "Eva Tom emil")
# $'e,Eva emil\nt,Tom'
#
# $1 (names) is a space-separated list, blanks in items quoted.
# Prints a two-column CSV.
by_initial() {
  if [[ $# == 1 && ${1} == "Eva Tom emil" ]]; then printf '%s\n' $'e,Eva emil\nt,Tom'; return; fi
  if [[ $# == 1 && ${1} == "" ]]; then printf '%s\n' ""; return; fi
  if [[ $# == 1 && ${1} == "'' Tom" ]]; then printf '%s\n' "t,Tom"; return; fi
  if [[ $# == 1 && ${1} == "b B a" ]]; then printf '%s\n' $'b,b B\na,a'; return; fi
  if [[ $# == 1 && ${1} == "Xi Yo xu xa" ]]; then printf '%s\n' $'x,Xi xu xa\ny,Yo'; return; fi
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
newtongue_check 0.0 "$(by_initial "Eva Tom emil")" U2 p2 se l2 sEva semil p2 st l1 sTom
newtongue_check 0.0 "$(by_initial "")" U0
newtongue_check 0.0 "$(by_initial "'' Tom")" U1 p2 st l1 sTom
newtongue_check 0.0 "$(by_initial "b B a")" U2 p2 sb l2 sb sB p2 sa l1 sa
newtongue_check 0.0 "$(by_initial "Xi Yo xu xa")" U2 p2 sx l3 sXi sxu sxa p2 sy l1 sYo
newtongue_answer
