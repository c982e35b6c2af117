package io.kdlab.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.transport.LinkTap.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Feature("2.7")
class JournalTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void aNewcomerGetsWhatHappenedSinceAPosition() {
        Journal journal = Journal.inMemory(CLOCK);
        for (int i = 1; i <= 10; i++) {
            journal.add(Kind.PRINT, "line " + i, "target");
        }
        assertThat(journal.since(7, 100)).extracting(JournalEntry::text).containsExactly("line 8", "line 9", "line 10");
        assertThat(journal.since(0, 2)).extracting(JournalEntry::position).containsExactly(9L, 10L);
        assertThat(journal.since(10, 100)).isEmpty();
        assertThat(journal.position()).isEqualTo(10);
    }

    @Test
    void memoryIsBounded() {
        Journal journal = Journal.inMemory(CLOCK);
        for (int i = 0; i < Journal.REMEMBERED + 100; i++) {
            journal.add(Kind.PRINT, "x", "target");
        }
        List<JournalEntry> all = journal.since(0, Integer.MAX_VALUE);
        assertThat(all).hasSize(Journal.REMEMBERED);
        assertThat(all.getFirst().position()).isEqualTo(101);
    }

    @Test
    void aRestartFindsEverythingAndPositionsGoOn() throws IOException {
        Path file = folder.resolve("deep/journal.jsonl");
        String odd = "quote \" backslash \\ newline\n tab\t nul\0 high\u00ff wide\u20ac";
        try (Journal journal = Journal.over(JournalFile.open(file), CLOCK)) {
            journal.add(Kind.PRINT, odd, "target");
            journal.add(Kind.GATE, "epoch 2 may act", "box");
        }
        Files.writeString(file, "{\"position\":3,\"time\":\"2026-1", StandardOpenOption.APPEND);
        try (Journal journal = Journal.over(JournalFile.open(file), CLOCK)) {
            assertThat(journal.since(0, 10))
                    .containsExactly(
                            new JournalEntry(1, NOON, "print", odd, "target"),
                            new JournalEntry(2, NOON, "gate", "epoch 2 may act", "box"));
            journal.add(Kind.STOP, "stopped", "target");
            assertThat(journal.position()).isEqualTo(3);
        }
        try (Journal journal = Journal.over(JournalFile.open(file), CLOCK)) {
            assertThat(journal.since(2, 10)).extracting(JournalEntry::text).containsExactly("stopped");
        }
    }

    @Test
    void entriesAreOnDiskWithoutAClose() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.over(JournalFile.open(file), CLOCK)) {
            journal.add(Kind.BUG_CHECK, "0x9F", "target");
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(Files.readString(file)).contains("\"text\":\"0x9F\""));
        }
    }
}
