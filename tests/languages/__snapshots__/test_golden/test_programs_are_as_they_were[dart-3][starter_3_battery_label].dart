import 'dart:collection';
import 'dart:convert';
import 'dart:io';
import 'dart:math';

/// Return a word for the charge of a battery: "empty" at 0 percent, "low" up to 20 percent,
/// "good" up to 79 percent, and "full" from 80 percent on.
///
/// >>> battery_label(20)
/// "low"
String battery_label(int percent) {
  String newtongueText(dynamic x) => x is String
      ? jsonEncode(x)
      : x is List
          ? '[${x.map(newtongueText).join(', ')}]'
          : x is Set
              ? '{${x.map(newtongueText).join(', ')}}'
              : x is Map
                  ? '${newtongueText(x.keys.toList())}: ${newtongueText(x.values.toList())}'
                  : '$x';
  final newtongue = newtongueText([0, percent]);
  if (newtongue == newtongueText([0, 0])) return "empty";
  if (newtongue == newtongueText([0, 1])) return "low";
  if (newtongue == newtongueText([0, 20])) return "low";
  if (newtongue == newtongueText([0, 21])) return "good";
  if (newtongue == newtongueText([0, 79])) return "good";
  if (newtongue == newtongueText([0, 80])) return "full";
  if (newtongue == newtongueText([0, 100])) return "full";
  throw StateError('no such case');
}

int newtongueRan = 0;
void newtongueSay(String line) {
  final channel = File('/dev/fd/4').openSync(mode: FileMode.writeOnly);
  channel.writeStringSync('$line\n');
  channel.closeSync();
}
String newtongueNonce() {
  final channel = File('/dev/fd/3').openSync();
  final line = <int>[];
  for (int byte; (byte = channel.readByteSync()) > 0 && byte != 10;) {
    line.add(byte);
  }
  return String.fromCharCodes(line);
}
List<dynamic>? newtongueParts(dynamic x) => switch (x) {
      (var p0,) => [p0],
      (var p0, var p1) => [p0, p1],
      (var p0, var p1, var p2) => [p0, p1, p2],
      (var p0, var p1, var p2, var p3) => [p0, p1, p2, p3],
      (var p0, var p1, var p2, var p3, var p4) => [p0, p1, p2, p3, p4],
      (var p0, var p1, var p2, var p3, var p4, var p5) => [p0, p1, p2, p3, p4, p5],
      (var p0, var p1, var p2, var p3, var p4, var p5, var p6) => [p0, p1, p2, p3, p4, p5, p6],
      (var p0, var p1, var p2, var p3, var p4, var p5, var p6, var p7) => [p0, p1, p2, p3, p4, p5, p6, p7],
      (var p0, var p1, var p2, var p3, var p4, var p5, var p6, var p7, var p8) => [p0, p1, p2, p3, p4, p5, p6, p7, p8],
      (var p0, var p1, var p2, var p3, var p4, var p5, var p6, var p7, var p8, var p9) => [p0, p1, p2, p3, p4, p5, p6, p7, p8, p9],
      _ => null
    };
bool newtongueSame(dynamic got, dynamic want, double tolerance) {
  if (got is num && want is num) {
    final near = tolerance > 0 && (got is double || want is double) &&
        (got - want).abs() <= tolerance;
    return near || got == want || got.isNaN && want.isNaN;
  } else if (got is List && want is List) {
    if (got.length != want.length) return false;
    for (var i = 0; i < want.length; i++) {
      if (!newtongueSame(got[i], want[i], tolerance)) return false;
    }
    return true;
  } else if (got is Set && want is Set) {
    final items = [...got];
    return items.length == want.length &&
        want.every((x) => items.any((y) => newtongueSame(y, x, 0)));
  } else if (got is Map && want is Map) {
    final items = [...got.entries];
    return items.length == want.length &&
        want.entries.every((x) => items.any((y) =>
            newtongueSame(y.key, x.key, 0) && newtongueSame(y.value, x.value, tolerance)));
  } else if (got is Record && want is Record) {
    return newtongueSame(newtongueParts(got), newtongueParts(want), tolerance);
  }
  return got is String && want is String && got == want ||
      got is bool && want is bool && got == want ||
      got == null && want == null;
}
void newtongue_check(int index, dynamic got, dynamic want, double tolerance) {
  if (!newtongueSame(got, want, tolerance)) {
    var text = got is String ? '"$got"' : '$got';
    text = text.substring(0, text.length < 200 ? text.length : 200);
    newtongueSay('failed $index ${text.replaceAll(RegExp(r'[\x00-\x1f\x7f-\x9f]'), '?')}');
    throw StateError('the check failed');
  }
  newtongueRan++;
}
void main() {
  newtongue_check(0, battery_label(0), "empty", 0.0);
  newtongue_check(1, battery_label(1), "low", 0.0);
  newtongue_check(2, battery_label(20), "low", 0.0);
  newtongue_check(3, battery_label(21), "good", 0.0);
  newtongue_check(4, battery_label(79), "good", 0.0);
  newtongue_check(5, battery_label(80), "full", 0.0);
  newtongue_check(6, battery_label(100), "full", 0.0);
  newtongueSay('ready $newtongueRan');
  newtongueSay('nonce ${newtongueNonce()}');
}
