package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.session.Role;
import io.kdlab.target.Cancelled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Command programs: what `transcripts/fixture/programs.txt` cannot show because it needs files, roles or
/// limits.
@Feature("M10")
class LanguageTest {
    private final Interpreter interpreter = new Interpreter(CommandTable.standard());
    private final FixtureSession session = new FixtureSession();

    @TempDir
    private Path directory;

    private String run(String line) {
        interpreter.run(session, line);
        return session.takeText();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void scriptWithArgumentsGetsThemInPlaceOfItsTokens() throws IOException {
        Path script = file("my script.txt", """
                * a comment; .echo not shown
                .echo The first argument is ${$arg1}.
                .echo The fifth argument is ${$arg5}.
                .echo The fourth argument is ${$arg4}.
                """);

        assertThat(run("$$>a< \"" + script + "\" \"First one\" Two \"Three More\" Four; ? 1"))
                .isEqualTo("""
                        The first argument is First one.
                        The fifth argument is ${$arg5}.
                        The fourth argument is Four.
                        Evaluate expression: 1 = 00000000`00000001
                        """);
    }

    @Test
    void blockScriptMaySpreadAProgramOverLines() throws IOException {
        Path script = file("loop.txt", """
                .for (r $t0 = 0; @$t0 < 3; r $t0 = @$t0 + 1)
                {
                    $$ each round
                    .if (@$t0 == 1)
                    {
                        .echo one
                    }
                    .else
                    {
                        .printf "%d\\n", @$t0
                    }
                }
                """);

        assertThat(run("$$>a<" + script)).isEqualTo("0\none\n2\n");
        assertThat(run("$$><" + script + "; .echo after").lines().skip(1)).containsExactly("0", "one", "2", "after");
    }

    @Test
    void plainScriptRunsLineByLineAndShowsWhatItRuns() throws IOException {
        Path script = file("plain.txt", ".echo a; .echo b\n? 1\n");

        assertThat(run("$$<" + script + "; .echo after")).isEqualTo("""
                        kd> .echo a; .echo b
                        a
                        b
                        kd> ? 1
                        Evaluate expression: 1 = 00000000`00000001
                        after
                        """);
    }

    @Test
    void scriptThatRunsItselfEnds() throws IOException {
        Path script = directory.resolve("again.txt");
        Files.writeString(script, "$$>a<" + script);

        assertThat(run("$$>a<" + script)).startsWith("Commands are nested deeper than 64 levels");
    }

    @Test
    void programWithoutEndIsStopped() {
        assertThat(run(".catch { .while (1) { } }; .echo not reached"))
                .isEqualTo("The line has run 2000000 commands and is stopped\n");
    }

    @Test
    void outputWithoutEndIsStopped() {
        assertThat(run("aS /c big .while (1) { .echo " + "x".repeat(10_000) + " }"))
                .startsWith("Commands whose output is kept have printed more than 16777216 characters");
    }

    @Test
    void cancelledProgramStopsBeforeItsNextCommand() {
        session.cancelAfter(100);

        assertThat(run("r $t0 = 0; .catch { .while (1) { r $t0 = @$t0 + 1 } }; .echo not reached"))
                .isEqualTo("stopped\n");
        assertThat(session.state().userRegister("$t0")).isBetween(1L, 100L);
    }

    @Test
    void aliasedCommandNeedsItsOwnRole() {
        run("as Go .reboot");
        session.allow(Role.OBSERVE);

        assertThat(interpreter.roleFor("Go")).isEqualTo(Role.OBSERVE);
        assertThat(run("Go")).startsWith("'.reboot' needs more than");
        assertThat(run(".foreach /s (w \"$t0=1\") { r w }")).startsWith("'r $t0=1' needs more than");
        assertThat(session.state().userRegister("$t0")).isZero();
    }

    @Test
    void outputThatIsKeptIsNotShownAndErrorsAre() {
        assertThat(run(".foreach (w { .echo a b; ? nosuch }) { .echo w }"))
                .isEqualTo("Couldn't resolve error at 'nosuch'\n");
        assertThat(run(".foreach (w { .foreach (v { .echo a b }) { .echo x${v} } }) { .echo y${w} }"))
                .isEqualTo("yxa\nyxb\n");
    }

    @Test
    void hugeFilesAreRefusedAsScripts() throws IOException {
        Path script = file("big.txt", " ".repeat(0x10_0001));

        assertThat(run("$$>a<" + script)).contains("it has 1048577 bytes, and a script may have 1048576");
    }

    @Test
    void cancellationIsNotCaught() {
        session.cancelAfter(0);

        assertThatThrownBy(session::checkCancelled).isInstanceOf(Cancelled.class);
        assertThat(interpreter.run(session, ".catch { k }; .echo x")).isEqualTo(Optional.of("stopped"));
    }
}
