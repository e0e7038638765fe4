/// Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
/// "good" up to 79 percent, and "full" from 80 percent on.
///
/// >>> battery_label(20)
/// String::from("low")
fn battery_label(percent: isize) -> String {
    if true && { let want: isize = 0; let (a, b) = (&percent, &want); a == b } { return String::from("empty"); }
    if true && { let want: isize = 1; let (a, b) = (&percent, &want); a == b } { return String::from("low"); }
    if true && { let want: isize = 20; let (a, b) = (&percent, &want); a == b } { return String::from("low"); }
    if true && { let want: isize = 21; let (a, b) = (&percent, &want); a == b } { return String::from("good"); }
    if true && { let want: isize = 79; let (a, b) = (&percent, &want); a == b } { return String::from("good"); }
    if true && { let want: isize = 80; let (a, b) = (&percent, &want); a == b } { return String::from("full"); }
    if true && { let want: isize = 100; let (a, b) = (&percent, &want); a == b } { return String::from("full"); }
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
        let got: String = battery_label(0);
        let want: String = String::from("empty");
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(0, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: String = battery_label(1);
        let want: String = String::from("low");
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(1, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: String = battery_label(20);
        let want: String = String::from("low");
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(2, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: String = battery_label(21);
        let want: String = String::from("good");
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(3, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: String = battery_label(79);
        let want: String = String::from("good");
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(4, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: String = battery_label(80);
        let want: String = String::from("full");
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(5, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    {
        let got: String = battery_label(100);
        let want: String = String::from("full");
        let (a, b) = (&got, &want);
        if !(a == b) {
            newtongue_failed(6, format!("{:?}", a));
        }
        newtongue_ran += 1;
    }
    newtongue_answer(newtongue_ran);
}
