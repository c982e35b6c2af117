package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.session.Role;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// Command programs made by a grammar, each with the text that it must print.
class ProgramFuzzTest {
    private static final int PROGRAMS = 120;

    /// Commands and what they print.
    private record Made(String text, String printed) {}

    /// Makes programs. Loops count in registers of their own, one for each level.
    private static final class Maker {
        private final Random random;

        Maker(Random random) {
            this.random = random;
        }

        Made program(int depth) {
            StringBuilder text = new StringBuilder();
            StringBuilder printed = new StringBuilder();
            for (int i = 0; i <= random.nextInt(3); i++) {
                Made made = statement(depth);
                text.append(made.text()).append(random.nextBoolean() ? "; " : " ; ;");
                printed.append(made.printed());
            }
            return new Made(text.toString(), printed.toString());
        }

        private Made statement(int depth) {
            return depth == 0
                    ? echo()
                    : switch (random.nextInt(8)) {
                        case 0 -> choice(depth);
                        case 1 -> counted(depth);
                        case 2 -> words(depth);
                        case 3 -> caught(depth);
                        case 4 -> block(depth);
                        case 5 -> once(depth);
                        default -> echo();
                    };
        }

        private Made echo() {
            int number = random.nextInt(1000);
            return switch (random.nextInt(4)) {
                case 0 -> new Made(".echo a" + number, "a" + number + "\n");
                case 1 -> new Made(".echo \"b;{ " + number + "\"", "b;{ " + number + "\n");
                case 2 -> new Made(".printf \"%d}\\n\", 0n" + number, number + "}\n");
                default -> new Made("$$ .echo hidden", "");
            };
        }

        private Made choice(int depth) {
            boolean first = random.nextBoolean();
            boolean second = random.nextBoolean();
            Made one = program(depth - 1);
            Made two = program(depth - 1);
            Made three = program(depth - 1);
            String text = ".if (" + (first ? 1 : 0) + ") {" + one.text() + "} .elsif (" + (second ? "2 > 1" : "2 < 1")
                    + ") {" + two.text() + "}" + (random.nextBoolean() ? ";" : "") + " .else {" + three.text() + "}";
            return new Made(text, (first ? one : second ? two : three).printed());
        }

        private Made counted(int depth) {
            int times = random.nextInt(4);
            Made body = program(depth - 1);
            String register = "$t" + depth;
            String text = ".for (r %1$s = 0; @%1$s < %2$d; r %1$s = @%1$s + 1) {%3$s}"
                    .formatted(register, times, body.text());
            return new Made(text, body.printed().repeat(times));
        }

        private Made words(int depth) {
            List<String> words = List.of("x1", "y2", "z3").subList(0, random.nextInt(4));
            Made body = program(depth - 1);
            String name = "word" + depth;
            StringBuilder printed = new StringBuilder();
            words.forEach(word -> printed.append("<").append(word).append(">\n").append(body.printed()));
            String source = random.nextBoolean()
                    ? ".foreach /s (" + name + " \"" + String.join("  ", words) + "\")"
                    : ".foreach (" + name + " { .echo " + String.join(" ", words) + " })";
            return new Made(source + " {.echo <${" + name + "}>;" + body.text() + "}", printed.toString());
        }

        private Made caught(int depth) {
            Made before = program(depth - 1);
            boolean fails = random.nextBoolean();
            String text = ".catch {" + before.text() + (fails ? "? nosuch!name" : ".leave") + "; .echo never}";
            String error = fails ? "Couldn't resolve error at 'nosuch!name'\n" : "";
            return new Made(text, before.printed() + error);
        }

        private Made block(int depth) {
            Made body = program(depth - 1);
            return new Made(".block {" + body.text() + "}", body.printed());
        }

        private Made once(int depth) {
            Made body = program(depth - 1);
            return random.nextBoolean()
                    ? new Made(".do {" + body.text() + "} (0)", body.printed())
                    : new Made(".while (1) {" + body.text() + " .break}", body.printed());
        }
    }

    @RepeatedTest(3)
    void programPrintsWhatItsPartsPrint(RepetitionInfo repetition) {
        long seed = 70L + repetition.getCurrentRepetition();
        Maker maker = new Maker(new Random(seed));
        Interpreter interpreter = new Interpreter(CommandTable.standard());
        FixtureSession session = new FixtureSession();
        for (int i = 0; i < PROGRAMS; i++) {
            Made made = maker.program(3);
            if (made.text().length() > 0x4000) {
                continue;
            }
            interpreter.run(session, made.text());
            assertThat(session.takeText()).as("seed %d, %s", seed, made.text()).isEqualTo(made.printed());
            boolean sets = made.text().contains("r $t");
            assertThat(interpreter.roleFor(made.text()))
                    .as("seed %d, %s", seed, made.text())
                    .isEqualTo(sets ? Role.DRIVE : Role.OBSERVE);
        }
    }
}
