package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CommandReferenceTest {
    @Test
    void pageOfCommandsIsCurrent() throws IOException {
        Path page = Path.of(Objects.requireNonNull(System.getProperty("kdlab.root"), "kdlab.root"))
                .resolve("engine/doc/commands.md");
        String now = CommandReference.markdown(CommandTable.standard());
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.createDirectories(page.resolveSibling(""));
            Files.writeString(page, now);
        }
        assertThat(page).hasContent(now);
    }
}
