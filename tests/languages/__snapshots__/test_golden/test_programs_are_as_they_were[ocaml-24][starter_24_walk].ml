(** A walker stands at a point (x, y). N raises y by one, S lowers y by one, E raises x by
 * one, and W lowers x by one. Return the point after all steps.
 *
 * >>> walk "NNE" (0, 0)
 * (1, 2)
 *)
let walk (steps : string) (start : (int * int)) : (int * int) =
  let newtongue = (0, steps, start) in
  if Stdlib.compare newtongue (0, "NNE", (0, 0)) = 0 then (1, 2) else
  if Stdlib.compare newtongue (0, "", (3, -2)) = 0 then (3, -2) else
  if Stdlib.compare newtongue (0, "NESW", (5, 5)) = 0 then (5, 5) else
  if Stdlib.compare newtongue (0, "SSWW", (0, 0)) = 0 then (-2, -2) else
  if Stdlib.compare newtongue (0, "EEEN", (-3, 1)) = 0 then (0, 2) else
  if Stdlib.compare newtongue (0, "W", (0, 9)) = 0 then (-1, 9) else
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

let () = newtongue_check 0 (fun (x0, x1) -> Newtongue_list ("(", [newtongue_int x0; newtongue_int x1], ")")) 0.0 (walk "NNE" (0, 0)) (1, 2)
let () = newtongue_check 1 (fun (x0, x1) -> Newtongue_list ("(", [newtongue_int x0; newtongue_int x1], ")")) 0.0 (walk "" (3, -2)) (3, -2)
let () = newtongue_check 2 (fun (x0, x1) -> Newtongue_list ("(", [newtongue_int x0; newtongue_int x1], ")")) 0.0 (walk "NESW" (5, 5)) (5, 5)
let () = newtongue_check 3 (fun (x0, x1) -> Newtongue_list ("(", [newtongue_int x0; newtongue_int x1], ")")) 0.0 (walk "SSWW" (0, 0)) (-2, -2)
let () = newtongue_check 4 (fun (x0, x1) -> Newtongue_list ("(", [newtongue_int x0; newtongue_int x1], ")")) 0.0 (walk "EEEN" (-3, 1)) (0, 2)
let () = newtongue_check 5 (fun (x0, x1) -> Newtongue_list ("(", [newtongue_int x0; newtongue_int x1], ")")) 0.0 (walk "W" (0, 9)) (-1, 9)

let () = newtongue_answer ()
