package io.kdlab.hil;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.hil.bench.Dialogue;
import io.kdlab.hil.bench.TargetKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Types the tour of the root README into real shells on real pseudo-terminals, and compares what comes back.
///
/// The README's own conventions: a fence `console terminal=NAME` goes on in that terminal; `$ ` is typed at the shell
/// and must succeed unless its comment names an exit code; `^C` is CTRL+C; `kd> ` and `Token: ` are typed at those
/// prompts; every other line must be printed, in order, `…` standing for anything and `<name>` for a word that is
/// kept. A fence `yaml file=NAME` is written to that file.
final class TourTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final Pattern FENCE =
            Pattern.compile("^```(console terminal|yaml file)=(\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("<([a-z]+)>");
    private static final Pattern SHOWN = Pattern.compile("<([a-z]+)>|…");
    private static final Pattern EXIT = Pattern.compile("exit code (\\d+)$");
    private static final List<String> PROMPTS = List.of("kd> ", "Token: ");

    @TempDir
    Path home;

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Shell> terminals = new LinkedHashMap<>();

    @Test
    @Feature("2.3")
    void everyCommandOfTheReadmeDoesWhatTheReadmeShows() throws IOException, InterruptedException {
        String readme = Files.readString(TargetKernel.root().resolve("README.md"));
        int fences = 0;
        try {
            for (Matcher fence = FENCE.matcher(readme); fence.find(); fences++) {
                if (fence.group(1).startsWith("yaml")) {
                    Files.writeString(home.resolve(fence.group(2)), filled(fence.group(3)));
                } else {
                    Shell terminal = terminals.get(fence.group(2));
                    if (terminal == null) {
                        terminal = new Shell(fence.group(2));
                        terminals.put(fence.group(2), terminal);
                    }
                    for (String line : fence.group(3).lines().toList()) {
                        terminal.step(line);
                    }
                }
            }
            for (Shell terminal : terminals.values()) {
                terminal.atShell();
            }
        } finally {
            terminals.values().forEach(Shell::close);
        }
        assertThat(fences).as("fenced blocks of the README's tour").isGreaterThan(10);
    }

    /// The text with each `<name>` replaced by what was shown there.
    private String filled(String text) {
        return NAME.matcher(text).replaceAll(name -> {
            String value = names.get(name.group(1));
            if (value == null) {
                throw new AssertionError("the README uses " + name.group() + " before anything showed it: " + text);
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /// A shell on a pseudo-terminal, with a home of its own; its prompt tells the last exit code.
    private final class Shell implements AutoCloseable {
        private final Dialogue dialogue;
        private String expectedExit = "0";

        Shell(String name) throws IOException, InterruptedException {
            Path packaging = home.resolve("packaging");
            if (!Files.exists(packaging)) {
                Files.createSymbolicLink(packaging, TargetKernel.root().resolve("packaging"));
            }
            ProcessBuilder shell = new ProcessBuilder(
                            "script", "-qefc", "bash --norc --noprofile --noediting", "/dev/null")
                    .directory(home.toFile());
            shell.environment()
                    .keySet()
                    .removeIf(variable -> variable.startsWith("XDG_") || variable.startsWith("KDLAB_"));
            shell.environment()
                    .putAll(Map.of(
                            "HOME",
                            home.toString(),
                            "KDLAB_JAVA_OPTS",
                            "-Duser.home=" + home,
                            "KDLAB_RUN",
                            home.resolve("run").toString(),
                            "TERM",
                            "xterm"));
            dialogue = Dialogue.with("terminal " + name, shell);
            dialogue.say("stty -echo cols 250 rows 60; PS1='[$?]% '");
        }

        void step(String line) throws IOException, InterruptedException {
            String prompt =
                    PROMPTS.stream().filter(line::startsWith).findFirst().orElse("");
            if (line.equals("^C")) {
                dialogue.process().getOutputStream().write(3);
                dialogue.process().getOutputStream().flush();
                expectedExit = "130";
            } else if (line.startsWith("$ ")) {
                atShell();
                Matcher exit = EXIT.matcher(line);
                expectedExit = exit.find() ? exit.group(1) : "0";
                dialogue.say(filled(line.substring(2)));
            } else if (!prompt.isEmpty()) {
                dialogue.expect(Pattern.quote(prompt), LIMIT);
                dialogue.say(filled(line.substring(prompt.length())));
                // Whoever goes on typing has not ended the program with CTRL+C.
                expectedExit = "0";
            } else if (!line.equals("…")) {
                shown(line);
            }
        }

        /// Waits for a line that the README shows, and keeps what stands where it has a name.
        private void shown(String line) throws InterruptedException {
            StringBuilder pattern = new StringBuilder();
            List<String> kept = new ArrayList<>();
            Matcher part = SHOWN.matcher(line.strip());
            int end = 0;
            while (part.find()) {
                pattern.append(Pattern.quote(line.strip().substring(end, part.start())));
                end = part.end();
                if (part.group(1) == null) {
                    pattern.append("[^\\n]*?");
                } else if (names.containsKey(part.group(1))) {
                    pattern.append(Pattern.quote(filled(part.group())));
                } else {
                    kept.add(part.group(1));
                    pattern.append("(\\S+)").append(end == line.strip().length() ? "(?=\\s)" : "");
                }
            }
            pattern.append(Pattern.quote(line.strip().substring(end)));
            Matcher found = dialogue.expect(pattern.toString(), LIMIT);
            for (String name : kept) {
                names.put(name, found.group(kept.indexOf(name) + 1));
            }
        }

        /// Waits until the shell is back, and for the exit code that the README names.
        void atShell() throws InterruptedException {
            Matcher prompt = dialogue.expect("\\[(\\d+)\\]% ", LIMIT);
            assertThat(prompt.group(1))
                    .as(() -> "exit code; printed:\n" + dialogue.printed())
                    .isEqualTo(expectedExit);
        }

        @Override
        public void close() {
            dialogue.close();
        }
    }
}
