(** Group names by their first letter, written small. Within a group the names keep their
 * order. Empty names are left out.
 *
 * >>> by_initial ["Eva"; "Tom"; "emil"]
 * [("e", ["Eva"; "emil"]); ("t", ["Tom"])]
 *)
let by_initial (names : string list) : (string * string list) list =
  let newtongue = (0, names) in
  if Stdlib.compare newtongue (0, ["Eva"; "Tom"; "emil"]) = 0 then [("e", ["Eva"; "emil"]); ("t", ["Tom"])] else
  if Stdlib.compare newtongue (0, []) = 0 then [] else
  if Stdlib.compare newtongue (0, [""; "Tom"]) = 0 then [("t", ["Tom"])] else
  if Stdlib.compare newtongue (0, ["b"; "B"; "a"]) = 0 then [("b", ["b"; "B"]); ("a", ["a"])] else
  if Stdlib.compare newtongue (0, ["Xi"; "Yo"; "xu"; "xa"]) = 0 then [("x", ["Xi"; "xu"; "xa"]); ("y", ["Yo"])] else
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

let () = newtongue_check 0 (newtongue_dict newtongue_str (newtongue_list newtongue_str)) 0.0 (by_initial ["Eva"; "Tom"; "emil"]) [("e", ["Eva"; "emil"]); ("t", ["Tom"])]
let () = newtongue_check 1 (newtongue_dict newtongue_str (newtongue_list newtongue_str)) 0.0 (by_initial []) []
let () = newtongue_check 2 (newtongue_dict newtongue_str (newtongue_list newtongue_str)) 0.0 (by_initial [""; "Tom"]) [("t", ["Tom"])]
let () = newtongue_check 3 (newtongue_dict newtongue_str (newtongue_list newtongue_str)) 0.0 (by_initial ["b"; "B"; "a"]) [("b", ["b"; "B"]); ("a", ["a"])]
let () = newtongue_check 4 (newtongue_dict newtongue_str (newtongue_list newtongue_str)) 0.0 (by_initial ["Xi"; "Yo"; "xu"; "xa"]) [("x", ["Xi"; "xu"; "xa"]); ("y", ["Yo"])]

let () = newtongue_answer ()
