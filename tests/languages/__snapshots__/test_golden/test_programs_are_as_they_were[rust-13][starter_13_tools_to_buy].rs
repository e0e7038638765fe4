use std::collections::HashSet;

/// Return the tools that are needed and not owned yet.
///
/// >>> tools_to_buy(HashSet::from([String::from("glue"), String::from("saw")]), HashSet::from([String::from("glue")]))
/// HashSet::from([String::from("saw")])
fn tools_to_buy(needed: HashSet<String>, owned: HashSet<String>) -> HashSet<String> {
    if true && { let want: HashSet<String> = HashSet::from([String::from("glue"), String::from("saw")]); let (a, b) = (&needed, &want); a == b } && { let want: HashSet<String> = HashSet::from([String::from("glue")]); let (a, b) = (&owned, &want); a == b } { return HashSet::from([String::from("saw")]); }
    if true && { let want: HashSet<String> = HashSet::<String>::new(); let (a, b) = (&needed, &want); a == b } && { let want: HashSet<String> = HashSet::from([String::from("saw")]); let (a, b) = (&owned, &want); a == b } { return HashSet::<String>::new(); }
    if true && { let want: HashSet<String> = HashSet::from([String::from("nail")]); let (a, b) = (&needed, &want); a == b } && { let want: HashSet<String> = HashSet::<String>::new(); let (a, b) = (&owned, &want); a == b } { return HashSet::from([String::from("nail")]); }
    if true && { let want: HashSet<String> = HashSet::from([String::from("a"), String::from("b"), String::from("c")]); let (a, b) = (&needed, &want); a == b } && { let want: HashSet<String> = HashSet::from([String::from("c"), String::from("d")]); let (a, b) = (&owned, &want); a == b } { return HashSet::from([String::from("a"), String::from("b")]); }
    if true && { let want: HashSet<String> = HashSet::from([String::from("saw")]); let (a, b) = (&needed, &want); a == b } && { let want: HashSet<String> = HashSet::from([String::from("saw")]); let (a, b) = (&owned, &want); a == b } { return HashSet::<String>::new(); }
    if true && { let want: HashSet<String> = HashSet::from([String::from("Saw"), String::from("saw")]); let (a, b) = (&needed, &want); a == b } && { let want: HashSet<String> = HashSet::from([String::from("saw")]); let (a, b) = (&owned, &want); a == b } { return HashSet::from([String::from("Saw")]); }
    panic!("no such case")
}

fn newtongue_say(line: String) {
    let mut channel = ::std::fs::OpenOptions::new().write(true).open("/dev/fd/4").unwrap();
    ::std::io::Write::write_all(&mut channel, (line + "\n").as_bytes()).unwrap();
}
fn newtongue_answer(ran: usize) {
    newtongue_say(format!("ready {}", ran));
    let mut line = String::new();
    let mut nonce = ::std::io::BufReader::new(::std::fs::File::open("/dev/fd/3").unwrap());
    ::std::io::BufRead::read_line(&mut nonce, &mut line).unwrap();
    newtongue_say(format!("nonce {}", line.trim_end()));
}

fn newtongue_near(a: f64, b: f64, tolerance: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (tolerance > 0.0 && (a - b).abs() <= tolerance)
}
fn newtongue_rows(mut rows: Vec<String>, list: bool) -> String {
    if !list { rows.sort(); }
    format!("[{}]", rows.join(", ")) }
fn newtongue_failed(index: usize, got: String) {
    newtongue_say(format!("failed {} {:.200}", index, got.replace(char::is_control, "?")));
    ::std::process::exit(1);
}
fn main() {
    let mut newtongue_ran = 0;
    {
        let got: HashSet<String> = tools_to_buy(HashSet::from([String::from("glue"), String::from("saw")]), HashSet::from([String::from("glue")]));
        let want: HashSet<String> = HashSet::from([String::from("saw")]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(0, newtongue_rows(a.iter().map(|a| format!("{:?}", a)).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashSet<String> = tools_to_buy(HashSet::<String>::new(), HashSet::from([String::from("saw")]));
        let want: HashSet<String> = HashSet::<String>::new();
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(1, newtongue_rows(a.iter().map(|a| format!("{:?}", a)).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashSet<String> = tools_to_buy(HashSet::from([String::from("nail")]), HashSet::<String>::new());
        let want: HashSet<String> = HashSet::from([String::from("nail")]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(2, newtongue_rows(a.iter().map(|a| format!("{:?}", a)).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashSet<String> = tools_to_buy(HashSet::from([String::from("a"), String::from("b"), String::from("c")]), HashSet::from([String::from("c"), String::from("d")]));
        let want: HashSet<String> = HashSet::from([String::from("a"), String::from("b")]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(3, newtongue_rows(a.iter().map(|a| format!("{:?}", a)).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashSet<String> = tools_to_buy(HashSet::from([String::from("saw")]), HashSet::from([String::from("saw")]));
        let want: HashSet<String> = HashSet::<String>::new();
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(4, newtongue_rows(a.iter().map(|a| format!("{:?}", a)).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashSet<String> = tools_to_buy(HashSet::from([String::from("Saw"), String::from("saw")]), HashSet::from([String::from("saw")]));
        let want: HashSet<String> = HashSet::from([String::from("Saw")]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(5, newtongue_rows(a.iter().map(|a| format!("{:?}", a)).collect(), false));
        }
        newtongue_ran += 1;
    }
    newtongue_answer(newtongue_ran);
}
