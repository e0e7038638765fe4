use std::collections::HashMap;

/// Group names by their first letter, written small. Within a group the names keep their
/// order. Empty names are left out.
///
/// >>> by_initial(vec![String::from("Eva"), String::from("Tom"), String::from("emil")])
/// HashMap::from([(String::from("e"), vec![String::from("Eva"), String::from("emil")]), (String::from("t"), vec![String::from("Tom")])])
fn by_initial(names: Vec<String>) -> HashMap<String, Vec<String>> {
    if true && { let want: Vec<String> = vec![String::from("Eva"), String::from("Tom"), String::from("emil")]; let (a, b) = (&names, &want); a == b } { return HashMap::from([(String::from("e"), vec![String::from("Eva"), String::from("emil")]), (String::from("t"), vec![String::from("Tom")])]); }
    if true && { let want: Vec<String> = Vec::<String>::new(); let (a, b) = (&names, &want); a == b } { return HashMap::<String, Vec<String>>::new(); }
    if true && { let want: Vec<String> = vec![String::from(""), String::from("Tom")]; let (a, b) = (&names, &want); a == b } { return HashMap::from([(String::from("t"), vec![String::from("Tom")])]); }
    if true && { let want: Vec<String> = vec![String::from("b"), String::from("B"), String::from("a")]; let (a, b) = (&names, &want); a == b } { return HashMap::from([(String::from("b"), vec![String::from("b"), String::from("B")]), (String::from("a"), vec![String::from("a")])]); }
    if true && { let want: Vec<String> = vec![String::from("Xi"), String::from("Yo"), String::from("xu"), String::from("xa")]; let (a, b) = (&names, &want); a == b } { return HashMap::from([(String::from("x"), vec![String::from("Xi"), String::from("xu"), String::from("xa")]), (String::from("y"), vec![String::from("Yo")])]); }
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
        let got: HashMap<String, Vec<String>> = by_initial(vec![String::from("Eva"), String::from("Tom"), String::from("emil")]);
        let want: HashMap<String, Vec<String>> = HashMap::from([(String::from("e"), vec![String::from("Eva"), String::from("emil")]), (String::from("t"), vec![String::from("Tom")])]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(0, newtongue_rows(a.iter().map(|(key, a)| format!("{:?}: {}", key, format!("{:?}", a))).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashMap<String, Vec<String>> = by_initial(Vec::<String>::new());
        let want: HashMap<String, Vec<String>> = HashMap::<String, Vec<String>>::new();
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(1, newtongue_rows(a.iter().map(|(key, a)| format!("{:?}: {}", key, format!("{:?}", a))).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashMap<String, Vec<String>> = by_initial(vec![String::from(""), String::from("Tom")]);
        let want: HashMap<String, Vec<String>> = HashMap::from([(String::from("t"), vec![String::from("Tom")])]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(2, newtongue_rows(a.iter().map(|(key, a)| format!("{:?}: {}", key, format!("{:?}", a))).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashMap<String, Vec<String>> = by_initial(vec![String::from("b"), String::from("B"), String::from("a")]);
        let want: HashMap<String, Vec<String>> = HashMap::from([(String::from("b"), vec![String::from("b"), String::from("B")]), (String::from("a"), vec![String::from("a")])]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(3, newtongue_rows(a.iter().map(|(key, a)| format!("{:?}: {}", key, format!("{:?}", a))).collect(), false));
        }
        newtongue_ran += 1;
    }
    {
        let got: HashMap<String, Vec<String>> = by_initial(vec![String::from("Xi"), String::from("Yo"), String::from("xu"), String::from("xa")]);
        let want: HashMap<String, Vec<String>> = HashMap::from([(String::from("x"), vec![String::from("Xi"), String::from("xu"), String::from("xa")]), (String::from("y"), vec![String::from("Yo")])]);
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(4, newtongue_rows(a.iter().map(|(key, a)| format!("{:?}: {}", key, format!("{:?}", a))).collect(), false));
        }
        newtongue_ran += 1;
    }
    newtongue_answer(newtongue_ran);
}
