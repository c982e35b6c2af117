package io.kdlab.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.feature.On;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a session reads: commands, colours, lists of users, first lines.
class RemoteWordsTest {
    @Test
    void aCommandIsTakenApartAndOurNamesAreInAnyCase() throws Exception {
        assertThat(CommandWords.parse("KD.EXE -v").words()).containsExactly("kd", "-v");
        assertThat(CommandWords.parse(" sh  -c \"echo a  b\" \"\"").words())
                .containsExactly("sh", "-c", "echo a  b", "");
        assertThat(CommandWords.parse("KD -v").isOfDebuggers()).isTrue();
        assertThat(CommandWords.parse("script -qefc ntsd /dev/null").isOfDebuggers())
                .isTrue();
        assertThat(CommandWords.parse("bash").isOfDebuggers()).isFalse();
        assertThatThrownBy(() -> CommandWords.parse("a \"b")).hasMessageContaining("lacks a closing quote");
        assertThatThrownBy(() -> CommandWords.parse("  ")).hasMessage("the command is empty");
    }

    @Feature(value = "X03", on = On.PROCESS)
    @Test
    void coloursAreThoseOfTheConsoleAndOfLinesWithKeywords() throws Exception {
        Painter plain = Painter.of(Optional.empty(), Optional.empty(), List.of());
        assertThat(plain.painted("as it is", true)).isEqualTo("as it is");
        Painter ground = Painter.of(Optional.of("lGreen"), Optional.of("black"), List.of());
        assertThat(ground.painted("a\nb", false))
                .isEqualTo("\u001b[92m\u001b[40ma\u001b[0m\n\u001b[92m\u001b[40mb\u001b[0m");
        Painter lines = Painter.of(Optional.empty(), Optional.empty(), List.of("Break", "yellow, lred", "k", "cyan"));
        assertThat(lines.painted("no\nBreak in\nBre", true)).isEqualTo("no\n\u001b[33m\u001b[101mBreak in\u001b[0m\n");
        assertThat(lines.painted("ak\nkd> ", false)).isEqualTo("\u001b[33m\u001b[101mBreak\u001b[0m\nkd> ");
        assertThat(lines.painted("k\n", false)).as("begun already").isEqualTo("k\n");
        assertThatThrownBy(() -> Painter.of(Optional.of("pink"), Optional.empty(), List.of()))
                .hasMessageStartingWith("\"pink\" is no colour; known: black, red,");
        assertThatThrownBy(() -> Painter.of(Optional.empty(), Optional.empty(), List.of("key")))
                .hasMessageContaining("names no colour for \"key\"");
    }

    @Feature(value = "X02", on = On.PROCESS)
    @Test
    void usersAndGroupsAreAllowedAndDenied() throws Exception {
        LocalUser root = new LocalUser("root", Set.of("root"));
        LocalUser nobody = new LocalUser("nobody", Set.of("nogroup"));
        LocalUser daemon = new LocalUser("daemon", Set.of("daemon"));
        AccessList neither = AccessList.of(daemon, List.of(), List.of());
        assertThat(neither.admits(daemon)).isTrue();
        assertThat(neither.admits(root)).isTrue();
        assertThat(neither.admits(nobody)).as("unlike the original").isFalse();
        AccessList group = AccessList.of(root, List.of("root", ".\\nogroup"), List.of());
        assertThat(group.admits(nobody)).isTrue();
        assertThat(group.admits(daemon)).isFalse();
        assertThat(group.refusal())
                .containsExactly(
                        "Protected Server!  Only the following users or groups can connect:",
                        "    root",
                        "    nogroup");
        AccessList others = AccessList.of(root, List.of(), List.of("nobody"));
        assertThat(others.admits(daemon)).isTrue();
        assertThat(others.admits(nobody)).isFalse();
        AccessList both = AccessList.of(root, List.of("root", "nogroup"), List.of("nobody"));
        assertThat(both.admits(nobody)).as("denied goes before allowed").isFalse();
        assertThatThrownBy(() -> AccessList.of(root, List.of("nobody"), List.of()))
                .hasMessageContaining("root could not join this session");
        assertThatThrownBy(() -> AccessList.of(root, List.of("no-such-user"), List.of()))
                .hasMessage("/u no-such-user: no such user or group here");
        assertThatThrownBy(() -> AccessList.of(root, List.of(), List.of("ELSEWHERE\\root")))
                .hasMessage("/ud ELSEWHERE\\root: users of ELSEWHERE are not known here");
    }

    @Test
    void firstLinesComeBackAsTheyWere() {
        Greeting.Here here = new Greeting.Here("debug", "kd", true);
        assertThat(Greeting.parse(here.line())).contains(here);
        Greeting.Challenge far = new Greeting.Challenge("0".repeat(32), "a".repeat(32));
        assertThat(Greeting.parse(far.line())).contains(far);
        assertThat(Greeting.parse(far.line().replace("remote 1", "remote 2"))).isEmpty();
        JoinLine join =
                new JoinLine("alice", "box", 200, Optional.of(new JoinLine.Proof("b".repeat(32), "c".repeat(64))));
        assertThat(JoinLine.parse(join.line())).contains(join);
        assertThat(JoinLine.parse(new JoinLine("a b\nc", "", 0, Optional.empty()).line()))
                .contains(new JoinLine("a_b_c", "_", 0, Optional.empty()));
        assertThat(JoinLine.parse("r rip")).isEmpty();
    }

    @Test
    void aProofIsOneOfTheSideAndOfBothNonces() {
        PasswordProof proof = PasswordProof.of("password", "00".repeat(16));
        PasswordProof same = PasswordProof.of("password", "00".repeat(16));
        assertThat(proof.client("a", "b")).isEqualTo(same.client("a", "b")).hasSize(64);
        assertThat(Set.of(
                        proof.client("a", "b"),
                        proof.server("a", "b"),
                        proof.client("b", "a"),
                        PasswordProof.of("password", "01".repeat(16)).client("a", "b"),
                        PasswordProof.of("passwore", "00".repeat(16)).client("a", "b")))
                .hasSize(5);
        assertThat(proof).hasToString("PasswordProof");
    }
}
