package io.kdlab.transport.serial;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every number that goes into a system call, against the headers of the system by the system's C compiler.
@Feature(value = "3.3", on = On.PROCESS)
class TtyNumbersTest {
    private static final String HEADERS = """
            #include <stdio.h>
            #include <stddef.h>
            #include <fcntl.h>
            #include <sys/ioctl.h>
            #include <asm/termbits.h>
            #include <linux/serial.h>
            """;

    @TempDir
    private Path folder;

    @Test
    void areThoseOfTheSystemsHeaders() throws Exception {
        List<Field> constants = Arrays.stream(TtyNumbers.class.getDeclaredFields())
                .filter(field -> field.getType() == int.class)
                .toList();
        assertThat(constants).hasSizeGreaterThan(30);
        String prints = constants.stream()
                .map(field -> "printf(\"%s %%d\\n\", (int) (%s));".formatted(field.getName(), inC(field.getName())))
                .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("numbers.c"), HEADERS + "int main(void) {\n" + prints + "\nreturn 0; }\n");
        run("gcc", "-o", "numbers", "numbers.c");
        Map<String, Integer> theirs = new TreeMap<>();
        run(folder.resolve("numbers").toString())
                .lines()
                .map(line -> line.split(" "))
                .forEach(line -> theirs.put(line[0], Integer.valueOf(line[1])));
        Map<String, Integer> ours = new TreeMap<>();
        for (Field field : constants) {
            ours.put(field.getName(), field.getInt(null));
        }
        assertThat(ours).isEqualTo(theirs);
    }

    /// A field of ours as C says it.
    private static String inC(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "TERMIOS2_SIZE" -> "sizeof(struct termios2)";
            case "ICOUNT_SIZE" -> "sizeof(struct serial_icounter_struct)";
            case String s
            when s.startsWith("ICOUNT_") ->
                "offsetof(struct serial_icounter_struct, %s)".formatted(lower.substring("icount_".length()));
            case String s when s.startsWith("C_") -> "offsetof(struct termios2, %s)".formatted(lower);
            default -> name;
        };
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
