(** Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
 * "good" up to 79 percent, and "full" from 80 percent on.
 *
 * >>> battery_label 20
 * "low"
 *)
let battery_label (percent : int) : string =
  let newtongue = (0, percent) in
  if Stdlib.compare newtongue (0, 0) = 0 then "empty" else
  if Stdlib.compare newtongue (0, 1) = 0 then "low" else
  if Stdlib.compare newtongue (0, 20) = 0 then "low" else
  if Stdlib.compare newtongue (0, 21) = 0 then "good" else
  if Stdlib.compare newtongue (0, 79) = 0 then "good" else
  if Stdlib.compare newtongue (0, 80) = 0 then "full" else
  if Stdlib.compare newtongue (0, 100) = 0 then "full" else
  Stdlib.failwith "no such case"

;;
let newtongue_ran = Stdlib.ref 0
let newtongue_say line =
  let channel = Stdlib.open_out "/dev/fd/4" in
  Stdlib.output_string channel (line ^ "\n"); Stdlib.close_out channel
let newtongue_answer () =
  newtongue_say ("ready " ^ Stdlib.string_of_int !newtongue_ran);
  newtongue_say ("nonce " ^ Stdlib.input_line (Stdlib.open_in "/dev/fd/3"))

type newtongue =
  | Newtongue_leaf of string | Newtongue_float of float | Newtongue_exact of newtongue
  | Newtongue_list of string * newtongue list * string
let rec newtongue_same near got want = match got, want with
  | Newtongue_float a, Newtongue_float b when near > 0.0 && Float.abs (a -. b) <= near -> true
  | Newtongue_list (_, a, _), Newtongue_list (_, b, _) ->
    List.compare_lengths a b = 0 && List.for_all2 (newtongue_same near) a b
  | _ -> Stdlib.compare got want = 0
let rec newtongue_show = function
  | Newtongue_leaf text -> text
  | Newtongue_float x ->
    let short = Printf.sprintf "%.15g" x in
    if Stdlib.float_of_string short = x then short else Printf.sprintf "%.17g" x
  | Newtongue_list (left, items, right) ->
    let first = List.filteri (fun i _ -> i < 200) items in
    left ^ String.concat "; " (List.map newtongue_show first) ^ right
  | Newtongue_exact x -> newtongue_show x
let newtongue_none () = Newtongue_leaf "()"
let newtongue_int x = Newtongue_leaf (Stdlib.string_of_int x)
let newtongue_bool x = Newtongue_leaf (Stdlib.string_of_bool x)
let newtongue_str x = Newtongue_leaf (Printf.sprintf "%S" x)
let newtongue_float x = Newtongue_float (x +. 0.0)
let newtongue_list item x = Newtongue_list ("[", List.map item x, "]")
let newtongue_any items = Newtongue_list ("[", List.sort Stdlib.compare items, "]")
let newtongue_set item x = Newtongue_exact (newtongue_any (List.map item x))
let newtongue_dict key item x =
  let entry (k, v) = Newtongue_list ("(", [Newtongue_exact (key k); item v], ")") in
  newtongue_any (List.map entry x)
let newtongue_optional item = function None -> Newtongue_leaf "None"
  | Some x -> Newtongue_list ("Some ", [item x], "")
let newtongue_check index kind near got want =
  if newtongue_same near (kind got) (kind want) then Stdlib.incr newtongue_ran
  else begin
    let text = newtongue_show (kind got) in
    let shown = String.sub text 0 (Stdlib.min 200 (String.length text)) in
    newtongue_say (Printf.sprintf "failed %d %s" index shown);
    Stdlib.exit 1
  end

let () = newtongue_check 0 newtongue_str 0.0 (battery_label 0) "empty"
let () = newtongue_check 1 newtongue_str 0.0 (battery_label 1) "low"
let () = newtongue_check 2 newtongue_str 0.0 (battery_label 20) "low"
let () = newtongue_check 3 newtongue_str 0.0 (battery_label 21) "good"
let () = newtongue_check 4 newtongue_str 0.0 (battery_label 79) "good"
let () = newtongue_check 5 newtongue_str 0.0 (battery_label 80) "full"
let () = newtongue_check 6 newtongue_str 0.0 (battery_label 100) "full"

let () = newtongue_answer ()
