(* OCaml's resident compiler: ocamlc, program after program; sandbox/resident.py says how they talk.

   Each program is compiled just as the command would do it: by the compiler's own entry point, with
   the same options, in an empty working directory, in a process forked from one that has compiled
   nothing yet. *)

let unsure = 255
let out_file, err_file = ".tmp/newtongue.out", ".tmp/newtongue.err"

let block channel =
  let size = input_binary_int channel in
  really_input_string channel size

let say channel text =
  output_binary_int channel (String.length text);
  output_string channel text

let read path =
  let channel = open_in_bin path in
  let text = really_input_string channel (in_channel_length channel) in
  close_in channel; text

let write path text =
  let rec make folder =
    if not (Sys.file_exists folder) then (make (Filename.dirname folder); Unix.mkdir folder 0o755)
  in
  make (Filename.dirname path);
  let channel = open_out_bin path in
  output_string channel text; close_out channel

(* All that is in a folder but for these, what is inside a folder before it. *)
let rec everything but folder =
  let one name =
    let path = if folder = "." then name else Filename.concat folder name in
    let inner = if (Unix.lstat path).st_kind = Unix.S_DIR then everything but path else [] in
    if List.mem path but then inner else inner @ [path]
  in
  List.concat_map one (Array.to_list (Sys.readdir folder))

let kept = everything [] "."

let remove path =
  if (Unix.lstat path).st_kind = Unix.S_DIR then Unix.rmdir path else Unix.unlink path

let compile options =
  match Unix.fork () with
  | 0 ->
    let into file fd =
      let opened = Unix.openfile file [Unix.O_WRONLY; Unix.O_CREAT; Unix.O_TRUNC] 0o600 in
      Unix.dup2 opened fd; Unix.close opened
    in
    into out_file Unix.stdout;
    into err_file Unix.stderr;
    exit (Maindriver.main options Format.err_formatter)
  | child ->
    match snd (Unix.waitpid [] child) with
    | Unix.WEXITED code -> code
    | Unix.WSIGNALED _ | Unix.WSTOPPED _ -> unsure

let answer options given =
  let code = compile options in
  let out, err = read out_file, read err_file in
  List.iter Unix.unlink [out_file; err_file];
  let ours path = not (List.mem path given) && (Unix.lstat path).st_kind = Unix.S_REG in
  let made = if code = 0 then List.filter ours (everything kept ".") else [] in
  let texts = out :: err :: List.concat_map (fun path -> [path; read path]) made in
  let size = List.fold_left (fun sum text -> sum + 4 + String.length text) 8 texts in
  fun channel ->
    output_binary_int channel size;
    output_binary_int channel code;
    List.iteri (fun i text ->
      if i = 2 then output_binary_int channel (List.length made);
      say channel text) texts;
    if made = [] then output_binary_int channel 0

let () =
  let options = Array.append [|"ocamlc"|] (Array.sub Sys.argv 1 (Array.length Sys.argv - 1)) in
  let requests, answers = open_in_bin "/dev/fd/3", open_out_bin "/dev/fd/4" in
  output_binary_int answers 0;
  flush answers;
  while true do
    ignore (input_binary_int requests);
    let files = input_binary_int requests in
    let given = List.init files (fun _ ->
      let name = block requests in
      write name (block requests); name)
    in
    let said = answer options given in
    List.iter remove (everything kept ".");
    said answers;
    flush answers
  done
