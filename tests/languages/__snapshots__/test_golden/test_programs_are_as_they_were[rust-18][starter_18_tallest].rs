use std::collections::HashMap;

/// Return the name of the tallest person, or None when there is nobody. When several are
/// equally tall, return the one whose name comes first in the alphabet.
///
/// >>> tallest(HashMap::from([(String::from("Mia"), 142), (String::from("Ben"), 150)]))
/// Some(String::from("Ben"))
fn tallest(heights: HashMap<String, isize>) -> Option<String> {
    if true && { let want: HashMap<String, isize> = HashMap::from([(String::from("Mia"), 142), (String::from("Ben"), 150)]); let (a, b) = (&heights, &want); a == b } { return Some(String::from("Ben")); }
    if true && { let want: HashMap<String, isize> = HashMap::<String, isize>::new(); let (a, b) = (&heights, &want); a == b } { return None; }
    if true && { let want: HashMap<String, isize> = HashMap::from([(String::from("Zed"), 120), (String::from("Amy"), 120)]); let (a, b) = (&heights, &want); a == b } { return Some(String::from("Amy")); }
    if true && { let want: HashMap<String, isize> = HashMap::from([(String::from("Lu"), -1)]); let (a, b) = (&heights, &want); a == b } { return Some(String::from("Lu")); }
    if true && { let want: HashMap<String, isize> = HashMap::from([(String::from("c"), 5), (String::from("b"), 9), (String::from("a"), 9), (String::from("d"), 2)]); let (a, b) = (&heights, &want); a == b } { return Some(String::from("a")); }
    if true && { let want: HashMap<String, isize> = HashMap::from([(String::from("x"), 0), (String::from("y"), -3)]); let (a, b) = (&heights, &want); a == b } { return Some(String::from("x")); }
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
        let got: Option<String> = tallest(HashMap::from([(String::from("Mia"), 142), (String::from("Ben"), 150)]));
        let want: Option<String> = Some(String::from("Ben"));
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(0, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: Option<String> = tallest(HashMap::<String, isize>::new());
        let want: Option<String> = None;
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(1, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: Option<String> = tallest(HashMap::from([(String::from("Zed"), 120), (String::from("Amy"), 120)]));
        let want: Option<String> = Some(String::from("Amy"));
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(2, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: Option<String> = tallest(HashMap::from([(String::from("Lu"), -1)]));
        let want: Option<String> = Some(String::from("Lu"));
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(3, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: Option<String> = tallest(HashMap::from([(String::from("c"), 5), (String::from("b"), 9), (String::from("a"), 9), (String::from("d"), 2)]));
        let want: Option<String> = Some(String::from("a"));
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(4, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: Option<String> = tallest(HashMap::from([(String::from("x"), 0), (String::from("y"), -3)]));
        let want: Option<String> = Some(String::from("x"));
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(5, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    newtongue_answer(newtongue_ran);
}
