package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@Feature("2.4")
class LinkDocTest {
    private static final String MARK = "<!-- generated from here: LinkDocTest -->\n";

    /// `./mvnw test -pl kd-transports -Dtest=LinkDocTest -Dkdlab.docs.write=true` brings the page up to date.
    @Test
    void thePageShowsEveryTransitionAsTheMachinesHaveIt() throws IOException {
        Path page = Path.of(System.getProperty("kdlab.root", "..")).resolve("kd-transports/doc/link.md");
        String written = Files.readString(page);
        int mark = written.indexOf(MARK);
        assertThat(mark).as("%s has the line %s", page, MARK.strip()).isPositive();
        String current = written.substring(0, mark) + MARK + "\n## Host\n\n" + LinkTable.host() + "## Target\n\n"
                + LinkTable.target();
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.writeString(page, current);
        } else {
            assertThat(written)
                    .as("%s is stale; run this test with -Dkdlab.docs.write=true", page)
                    .isEqualTo(current);
        }
    }
}
