package io.kdlab.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@Feature("2.4")
class LinkDocTest {
    private static final Pattern TRAP = Pattern.compile("\\| (\\d+) [^|]+\\| (.+) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final String MARK = "<!-- generated from here: LinkDocTest -->\n";

    /// `./mvnw test -pl kd-transports -Dtest=LinkDocTest -Dkdlab.docs.write=true` brings the page up to date.
    @Test
    void thePageShowsEveryTransitionAsTheMachinesHaveIt() throws IOException {
        Path page = Path.of(System.getProperty("kdlab.root", "..")).resolve("kd-transports/doc/link.md");
        String written = Files.readString(page);
        int mark = written.indexOf(MARK);
        assertThat(mark).as("%s has the line %s", page, MARK.strip()).isPositive();
        String current = written.substring(0, mark) + MARK + "\n" + LinkTable.dialects() + "## Host\n\n"
                + LinkTable.host() + "## Target\n\n" + LinkTable.target();
        if (Boolean.getBoolean("kdlab.docs.write")) {
            Files.writeString(page, current);
        } else {
            assertThat(written)
                    .as("%s is stale; run this test with -Dkdlab.docs.write=true", page)
                    .isEqualTo(current);
        }
    }

    @Test
    @Feature("3.2")
    void eachOfTheTwentyTrapsHasTestsThatExist() throws IOException {
        Path root = Path.of(System.getProperty("kdlab.root", ".."));
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("kd-transports", "engine")) {
            try (Stream<Path> files = Files.walk(root.resolve(module + "/src/test/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith("Test.java"))
                        .toList()) {
                    sources.merge(
                            file.getFileName().toString().replace(".java", ""),
                            Files.readString(file),
                            String::concat); // two modules may have a class of one name
                }
            }
        }
        List<Integer> traps = new ArrayList<>();
        for (String line : Files.readAllLines(root.resolve("kd-transports/doc/link.md"))) {
            Matcher row = TRAP.matcher(line);
            if (row.matches()) {
                traps.add(Integer.valueOf(row.group(1)));
                List<MatchResult> tests = TEST.matcher(row.group(2)).results().toList();
                assertThat(tests).as(line).isNotEmpty();
                for (MatchResult test : tests) {
                    assertThat(sources.getOrDefault(test.group(1), "").contains("void " + test.group(2) + "("))
                            .as("%s, of the table in link.md, exists", test.group())
                            .isTrue();
                }
            }
        }
        assertThat(traps)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
    }
}
