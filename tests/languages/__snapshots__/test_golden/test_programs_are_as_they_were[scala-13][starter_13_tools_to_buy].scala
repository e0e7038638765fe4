import scala.math._
import scala.collection.mutable

object Problem {
    // Return the tools that are needed and not owned yet.
    //
    // >>> tools_to_buy(Set[String]("glue", "saw"), Set[String]("glue"))
    // Set[String]("saw")
    def tools_to_buy(needed: Set[String], owned: Set[String]): Set[String] = {
        def newtongue(x: Any): Any = x match {
            case items: Seq[_] => items.map(newtongue).toList
            case items: Set[_] => items.map(newtongue).toSet[Any]
            case items: Map[_, _] => items.toSet.map(newtongue)
            case items: Product => (items.productPrefix, newtongue(items.productIterator.toList))
            case _ => (x.getClass, x.toString)
        }
        val newtongueArguments = newtongue(List[Any](0, needed, owned))
        if (newtongueArguments == newtongue(List[Any](0, Set[String]("glue", "saw"), Set[String]("glue")))) return Set[String]("saw")
        if (newtongueArguments == newtongue(List[Any](0, Set[String](), Set[String]("saw")))) return Set[String]()
        if (newtongueArguments == newtongue(List[Any](0, Set[String]("nail"), Set[String]()))) return Set[String]("nail")
        if (newtongueArguments == newtongue(List[Any](0, Set[String]("a", "b", "c"), Set[String]("c", "d")))) return Set[String]("a", "b")
        if (newtongueArguments == newtongue(List[Any](0, Set[String]("saw"), Set[String]("saw")))) return Set[String]()
        if (newtongueArguments == newtongue(List[Any](0, Set[String]("Saw", "saw"), Set[String]("saw")))) return Set[String]("Saw")
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

    def newtongue0(): Unit = newtongue_check(0, tools_to_buy(Set[String]("glue", "saw"), Set[String]("glue")), Set[String]("saw"), 0.0)
    def newtongue1(): Unit = newtongue_check(1, tools_to_buy(Set[String](), Set[String]("saw")), Set[String](), 0.0)
    def newtongue2(): Unit = newtongue_check(2, tools_to_buy(Set[String]("nail"), Set[String]()), Set[String]("nail"), 0.0)
    def newtongue3(): Unit = newtongue_check(3, tools_to_buy(Set[String]("a", "b", "c"), Set[String]("c", "d")), Set[String]("a", "b"), 0.0)
    def newtongue4(): Unit = newtongue_check(4, tools_to_buy(Set[String]("saw"), Set[String]("saw")), Set[String](), 0.0)
    def newtongue5(): Unit = newtongue_check(5, tools_to_buy(Set[String]("Saw", "saw"), Set[String]("saw")), Set[String]("Saw"), 0.0)
    def newtongueChecks(): Unit = { newtongue0(); newtongue1(); newtongue2(); newtongue3(); newtongue4(); newtongue5() }
}
