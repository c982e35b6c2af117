package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.RegisterFile;
import io.kdlab.breakpoint.Breakpoint;
import io.kdlab.feature.Feature;
import io.kdlab.session.Role;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Lines that nobody would type, made of what people do type.
class InterpreterFuzzTest {
    private static final int LINES = 1500;
    private static final List<String> WORDS = List.of(
            " ",
            " ",
            " ",
            " ",
            ";",
            "\"",
            "=",
            "*",
            "?",
            "~",
            "$$",
            "@",
            "(",
            ")",
            "[",
            "]",
            "L",
            "L?",
            "L-",
            ",",
            "!",
            ".",
            "-",
            "+",
            "/",
            "%",
            "<<",
            ">>>",
            "rax",
            "rip",
            "eax",
            "$t0",
            "$ip",
            "$ra",
            "cr3",
            "zf",
            "xmm0",
            "nt",
            "nt!Flags",
            "nt!Greeting",
            "nt!NoSuch",
            "poi",
            "by",
            "not",
            "mod",
            "0",
            "1",
            "10",
            "100000000",
            "fffff800`00203000",
            "ffffffffffffffff",
            "0n",
            "0x",
            "0y2",
            "8",
            "e",
            "r",
            "w4",
            "/c",
            "/p",
            "s",
            "-a",
            "-q");

    /// Arguments that many a command takes.
    private static final List<String> SHAPES = List.of(
            " rax=5",
            " rip = nt!Middle",
            " nt!Flags 1",
            " nt!Greeting L4 41",
            " nt!Greeting \"x\"",
            " nt!Middle 3",
            " e1 nt!Middle",
            " nt!Greeting L2 nt!Name",
            " w4 nt!Flags",
            "0s",
            " resume",
            " 10");

    private static List<String> words() {
        List<String> words = new ArrayList<>(WORDS);
        CommandTable.standard().all().forEach(command -> words.addAll(command.names()));
        // What looks for symbols makes directories where it is told to.
        words.removeAll(List.of(".sympath", ".symfix", ".srcpath"));
        return words;
    }

    private record Picture(MemorySpan data, MemorySpan stack, RegisterFile registers, List<Breakpoint> breakpoints) {
        static Picture of(FixtureSession session) {
            return new Picture(
                    session.target().read(new Address(FixtureTarget.DATA), 0x1000),
                    session.target().read(new Address(FixtureTarget.STACK), 0x100),
                    session.target().registers(),
                    session.breakpoints().all());
        }
    }

    @Feature("2.6")
    @Feature("2.7")
    @RepeatedTest(4)
    void everyLineEndsInOutputOrOneClearLineAndWhatAnObserverMayTypeChangesNothing(RepetitionInfo repetition) {
        long seed = 20261120L + repetition.getCurrentRepetition();
        Random random = new Random(seed);
        Interpreter interpreter = new Interpreter(CommandTable.standard());
        FixtureSession session = new FixtureSession();
        List<String> words = words();
        for (int i = 0; i < LINES; i++) {
            String line = line(random, words);
            Picture before = Picture.of(session);
            Role role = interpreter.roleFor(line);
            Optional<String> failure = interpreter.run(session, line);
            session.takeText();
            failure.ifPresent(text -> assertThat(text)
                    .as("seed %d, '%s'", seed, line)
                    .isNotBlank()
                    .doesNotContain("\n"));
            if (role == Role.OBSERVE) {
                assertThat(Picture.of(session)).as("seed %d, '%s'", seed, line).isEqualTo(before);
            }
        }
    }

    private static String line(Random random, List<String> words) {
        StringBuilder line = new StringBuilder(words.get(WORDS.size() + random.nextInt(words.size() - WORDS.size())));
        if (random.nextBoolean()) {
            line.append(SHAPES.get(random.nextInt(SHAPES.size())));
        }
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            line.append(words.get(random.nextInt(words.size())));
        }
        return line.toString();
    }
}
