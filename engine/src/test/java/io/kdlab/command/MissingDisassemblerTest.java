package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What is left on a machine without Capstone.
@Feature("2.6")
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class MissingDisassemblerTest {
    private static final String LIBRARY = "kdlab.capstone";

    private final FixtureSession session = new FixtureSession();
    private final Interpreter interpreter = new Interpreter(CommandTable.standard());

    @BeforeEach
    void nameALibraryThatIsNotThere() {
        System.setProperty(LIBRARY, "/nonexistent/libcapstone.so");
    }

    @AfterEach
    void nameNone() {
        System.clearProperty(LIBRARY);
    }

    @Test
    void codeIsShownAsBytesWithTheNameOfThePackage() {
        interpreter.run(session, "u fffff800`00201000 L2");

        assertThat(session.takeText())
                .contains("libcapstone4")
                .contains("fffff800`00201000 4883ec2848010df5\n")
                .contains("fffff800`00201008 1f00004883fa0472\n");
    }

    @Test
    void registersAreStillShown() {
        interpreter.run(session, "r");

        assertThat(session.takeText())
                .contains("rip=fffff80000201050")
                .contains("fffff800`00201050 ccc3662e0f1f8400\n");
    }

    @Test
    void commandsThatNeedInstructionsNameThePackage() {
        assertThat(interpreter.run(session, "ub")).get().asString().contains("libcapstone4");
        assertThat(interpreter.run(session, "uf")).get().asString().contains("libcapstone4");
    }

    @Test
    void versionSaysIt() {
        interpreter.run(session, "version");

        assertThat(session.takeText()).contains("libcapstone4").contains("Kernel base = 0xfffff800`00200000");
    }
}
