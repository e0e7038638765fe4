// Java's resident compiler: javac, program after program; sandbox/resident.py says how they talk.
//
// Each program is compiled just as the command would do it: by javac's own entry point, with the
// same options, in an empty working directory, with all of javac's state made anew. It is in a thread
// of its own with less stack than the command has, so that what is nested too deeply for the command
// is so here, too; then, as after every other surprise, the command itself decides.

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

final class Resident {
    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final long STACK = 512 << 10;
    private static final int UNSURE = 255;

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final String[] options;
    private final Field names = tablesOfNames();
    private final Object none;
    private final Set<Path> kept;

    private Resident(String[] options) throws ReflectiveOperationException, IOException {
        this.options = options;
        this.none = names == null ? null : names.get(null);
        this.kept = new HashSet<>(everything(Set.of()));
    }

    public static void main(String[] options) throws Exception {
        Resident resident = new Resident(options);
        var in = new DataInputStream(new BufferedInputStream(new FileInputStream("/dev/fd/3")));
        var out = new DataOutputStream(new BufferedOutputStream(new FileOutputStream("/dev/fd/4")));
        out.writeInt(0);
        out.flush();
        while (true) {
            in.readInt();
            Set<Path> given = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                Path path = HERE.resolve(new String(block(in), StandardCharsets.UTF_8));
                Files.createDirectories(path.getParent());
                Files.write(path, block(in));
                given.add(path);
            }
            byte[] answer = resident.answer(given);
            resident.forget();
            out.writeInt(answer.length);
            out.write(answer);
            out.flush();
        }
    }

    private static byte[] block(DataInputStream in) throws IOException {
        byte[] data = new byte[in.readInt()];
        in.readFully(data);
        return data;
    }

    private static void block(DataOutputStream out, byte[] data) throws IOException {
        out.writeInt(data.length);
        out.write(data);
    }

    private byte[] answer(Set<Path> given) throws Exception {
        var err = new ByteArrayOutputStream();
        int[] code = {UNSURE};
        Thread work = new Thread(null, () -> code[0] = compiler.run(null, err, err, options), "", STACK);
        work.setUncaughtExceptionHandler((thread, problem) -> { });
        work.start();
        work.join();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(code[0] == 0 || code[0] == 1 ? code[0] : UNSURE);
        block(out, new byte[0]);
        block(out, err.toByteArray());
        List<Path> made = new ArrayList<>();
        if (code[0] == 0) {
            for (Path path : everything(kept)) {
                if (Files.isRegularFile(path) && !given.contains(path)) made.add(path);
            }
        }
        out.writeInt(made.size());
        for (Path path : made) {
            block(out, HERE.relativize(path).toString().getBytes(StandardCharsets.UTF_8));
            block(out, Files.readAllBytes(path));
        }
        return bytes.toByteArray();
    }

    /** All that is in the folder but for these, what is inside a folder before it. */
    private static List<Path> everything(Set<Path> but) throws IOException {
        try (Stream<Path> all = Files.walk(HERE)) {
            return all.filter(path -> !path.equals(HERE) && !but.contains(path))
                .sorted(Comparator.reverseOrder()).toList();
        }
    }

    private void forget() throws IOException, ReflectiveOperationException {
        for (Path path : everything(kept)) Files.delete(path);
        if (names != null) names.set(null, none);
    }

    /** Where javac (before 22) keeps the names of one program for the next one; null if it doesn't. */
    private static Field tablesOfNames() {
        try {
            Class<?> table = Class.forName("com.sun.tools.javac.util.SharedNameTable");
            Field field = table.getDeclaredField("freelist");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException absent) {
            return null;
        }
    }
}
