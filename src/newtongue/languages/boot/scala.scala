// Scala's resident compiler: scalac, program after program; sandbox/resident.py says how they talk.
//
// Each program is compiled just as the command would do it: by the compiler's own entry point, with
// the same options, in an empty working directory, with a compiler made anew. It is in a thread with
// less stack than the command has, so that what is nested too deeply for the command is so here, too;
// then, as after every other surprise, the command itself decides.

import java.io.{BufferedInputStream, BufferedOutputStream, ByteArrayOutputStream, DataInputStream}
import java.io.{DataOutputStream, File, FileInputStream, FileOutputStream, PrintStream}
import java.nio.file.Files

object Resident {
  val Unsure = 255
  val Stack = 4 << 20
  val here = new File("").getAbsoluteFile
  val kept = everything(here, Set()).toSet

  def main(options: Array[String]): Unit = {
    val in = new DataInputStream(new BufferedInputStream(new FileInputStream("/dev/fd/3")))
    val out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream("/dev/fd/4")))
    out.writeInt(0)
    out.flush()
    while (true) {
      in.readInt()
      val given = (1 to in.readInt()).map { _ =>
        val file = new File(here, new String(block(in), "UTF-8"))
        file.getParentFile.mkdirs()
        Files.write(file.toPath, block(in))
        file
      }
      val said = answer(options, given.toSet)
      everything(here, kept).foreach(file => Files.delete(file.toPath))
      out.writeInt(said.length)
      out.write(said)
      out.flush()
    }
  }

  def block(in: DataInputStream): Array[Byte] = {
    val data = new Array[Byte](in.readInt())
    in.readFully(data)
    data
  }

  def block(out: DataOutputStream, data: Array[Byte]): Unit = {
    out.writeInt(data.length)
    out.write(data)
  }

  def answer(options: Array[String], given: Set[File]): Array[Byte] = {
    val printed, warned = new ByteArrayOutputStream
    // scalac takes a stack that overflows for an error of the program's
    val ended = compile(options, printed, warned)
    val code = if (warned.toString.contains("\tat ")) Unsure else ended
    val bytes = new ByteArrayOutputStream
    val out = new DataOutputStream(bytes)
    out.writeInt(code)
    block(out, printed.toByteArray)
    block(out, warned.toByteArray)
    val made = everything(here, kept).filter(file => code == 0 && file.isFile && !given(file))
    out.writeInt(made.length)
    for (file <- made) {
      block(out, here.toPath.relativize(file.toPath).toString.getBytes("UTF-8"))
      block(out, Files.readAllBytes(file.toPath))
    }
    bytes.toByteArray
  }

  /** The exit code; what the compiler prints goes into the two streams. */
  def compile(options: Array[String], out: ByteArrayOutputStream, err: ByteArrayOutputStream): Int = {
    var code = Unsure
    val work = new Thread(null, new Runnable {
      def run(): Unit = Console.withOut(new PrintStream(out, true)) {
        Console.withErr(new PrintStream(err, true)) {
          val compiler = new scala.tools.nsc.MainClass
          compiler.process(options)
          code = if (compiler.reporter.hasErrors) 1 else 0
        }
      }
    }, "main", Stack)
    work.setUncaughtExceptionHandler(new Thread.UncaughtExceptionHandler {
      def uncaughtException(thread: Thread, problem: Throwable): Unit = ()
    })
    work.start()
    work.join()
    code
  }

  /** All that is in a folder but for these, what is inside a folder before it. */
  def everything(folder: File, but: Set[File]): List[File] =
    folder.listFiles.toList.flatMap { file =>
      val open = file.isDirectory && !Files.isSymbolicLink(file.toPath)
      val inner = if (open) everything(file, but) else Nil
      if (but(file)) inner else inner :+ file
    }
}
