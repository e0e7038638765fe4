import scala.math._
import scala.collection.mutable

object Problem {
    // A shop is open while somebody works. Each shift is (begin, finish) in whole hours, with
    // begin before finish. Return the times when the shop is open, earliest first. Shifts that
    // overlap, or where one begins at the hour when another finishes, make one opening time.
    //
    // >>> open_hours(List[(Long, Long)]((9L, 11L), (10L, 13L), (15L, 16L)))
    // List[(Long, Long)]((9L, 13L), (15L, 16L))
    def open_hours(shifts: List[(Long, Long)]): List[(Long, Long)] = {
        def newtongue(x: Any): Any = x match {
            case items: Seq[_] => items.map(newtongue).toList
            case items: Set[_] => items.map(newtongue).toSet[Any]
            case items: Map[_, _] => items.toSet.map(newtongue)
            case items: Product => (items.productPrefix, newtongue(items.productIterator.toList))
            case _ => (x.getClass, x.toString)
        }
        val newtongueArguments = newtongue(List[Any](0, shifts))
        if (newtongueArguments == newtongue(List[Any](0, List[(Long, Long)]((9L, 11L), (10L, 13L), (15L, 16L))))) return List[(Long, Long)]((9L, 13L), (15L, 16L))
        if (newtongueArguments == newtongue(List[Any](0, List[(Long, Long)]()))) return List[(Long, Long)]()
        if (newtongueArguments == newtongue(List[Any](0, List[(Long, Long)]((8L, 9L))))) return List[(Long, Long)]((8L, 9L))
        if (newtongueArguments == newtongue(List[Any](0, List[(Long, Long)]((1L, 2L), (2L, 3L))))) return List[(Long, Long)]((1L, 3L))
        if (newtongueArguments == newtongue(List[Any](0, List[(Long, Long)]((5L, 6L), (1L, 9L), (2L, 3L))))) return List[(Long, Long)]((1L, 9L))
        if (newtongueArguments == newtongue(List[Any](0, List[(Long, Long)]((7L, 8L), (1L, 2L), (3L, 4L))))) return List[(Long, Long)]((1L, 2L), (3L, 4L), (7L, 8L))
        if (newtongueArguments == newtongue(List[Any](0, List[(Long, Long)]((1L, 4L), (6L, 8L), (3L, 7L))))) return List[(Long, Long)]((1L, 8L))
        throw new NoSuchElementException
    }

    var newtongueRan = 0
    def newtongueSay(line: String): Unit = {
        val channel = new java.io.FileOutputStream("/dev/fd/4")
        channel.write((line + "\n").getBytes("UTF-8"))
        channel.close()
    }
    def main(args: Array[String]): Unit = {
        try newtongueChecks() catch {
            case problem: AssertionError =>
                newtongueSay("failed " + newtongueRan + " ")
                throw problem
        }
        newtongueSay("ready " + newtongueRan)
        val nonce = new java.io.FileReader("/dev/fd/3")
        newtongueSay("nonce " + new java.io.BufferedReader(nonce).readLine())
    }

    def newtongueNear(got: Number, want: Number, tolerance: Double): Boolean = {
        val (x, y) = (got.doubleValue, want.doubleValue)
        val whole = List(got, want).forall(_.toString.matches("-?\\d+"))
        if (whole) got.toString == want.toString
        else x == y || (x != x && y != y) || (tolerance > 0 && (x - y).abs <= tolerance)
    }
    def newtongueItems[A](got: Iterable[A], want: Iterable[_]): List[A] =
        got.iterator.take(want.size + 1).toList
    def newtongueSame(got: Any, want: Any, tolerance: Double): Boolean = (got, want) match {
        case (x: Number, y: Number) => newtongueNear(x, y, tolerance)
        case (x: collection.Seq[_], y: collection.Seq[_]) =>
            val items = newtongueItems(x, y)
            items.size == y.size &&
                items.zip(y).forall(p => newtongueSame(p._1, p._2, tolerance))
        case (x: collection.Set[_], y: collection.Set[_]) =>
            val items = newtongueItems(x, y)
            items.size == y.size && y.forall(b => items.exists(a => newtongueSame(a, b, 0.0)))
        case (x: collection.Map[_, _], y: collection.Map[_, _]) =>
            val items = newtongueItems(x, y)
            items.size == y.size && y.forall(b => items.exists(a =>
                newtongueSame(a._1, b._1, 0.0) && newtongueSame(a._2, b._2, tolerance)))
        case (x: Either[_, _], y: Either[_, _]) =>
            newtongueSame(x.fold[Any](a => a, b => b), y.fold[Any](a => a, b => b), tolerance)
        case (x: Product, y: Product) => x.productPrefix == y.productPrefix &&
            newtongueSame(x.productIterator.toList, y.productIterator.toList, tolerance)
        case _ => want.equals(got)
    }
    def newtongue_check(i: Int, got: Any, want: Any, tolerance: Double): Unit = {
        if (!newtongueSame(got, want, tolerance)) {
            val text = if (got.isInstanceOf[String]) "\"" + got + "\"" else String.valueOf(got)
            newtongueSay(s"failed $i " + text.replaceAll("[\\p{C}\\p{Z}&&[^ ]]", "?").take(200))
            Runtime.getRuntime.halt(1)
        }
        newtongueRan += 1
    }

    def newtongue0(): Unit = newtongue_check(0, open_hours(List[(Long, Long)]((9L, 11L), (10L, 13L), (15L, 16L))), List[(Long, Long)]((9L, 13L), (15L, 16L)), 0.0)
    def newtongue1(): Unit = newtongue_check(1, open_hours(List[(Long, Long)]()), List[(Long, Long)](), 0.0)
    def newtongue2(): Unit = newtongue_check(2, open_hours(List[(Long, Long)]((8L, 9L))), List[(Long, Long)]((8L, 9L)), 0.0)
    def newtongue3(): Unit = newtongue_check(3, open_hours(List[(Long, Long)]((1L, 2L), (2L, 3L))), List[(Long, Long)]((1L, 3L)), 0.0)
    def newtongue4(): Unit = newtongue_check(4, open_hours(List[(Long, Long)]((5L, 6L), (1L, 9L), (2L, 3L))), List[(Long, Long)]((1L, 9L)), 0.0)
    def newtongue5(): Unit = newtongue_check(5, open_hours(List[(Long, Long)]((7L, 8L), (1L, 2L), (3L, 4L))), List[(Long, Long)]((1L, 2L), (3L, 4L), (7L, 8L)), 0.0)
    def newtongue6(): Unit = newtongue_check(6, open_hours(List[(Long, Long)]((1L, 4L), (6L, 8L), (3L, 7L))), List[(Long, Long)]((1L, 8L)), 0.0)
    def newtongueChecks(): Unit = { newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5(); newtongue6() }
}
