package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.feature.Feature;
import io.kdlab.session.Role;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Feature("2.6")
@Feature("2.7")
class CommandTableTest {
    private static final CommandTable TABLE = CommandTable.standard();

    /// What issue 2 names.
    private static final String NAMED =
            "version vertarget r db dd dq dps u k lm bp ba bl bc bd be g p t gu .reboot .crash q ?";

    /// Everything by which a target, its session or its other users notice a command.
    private static final Set<String> ACTING = Set.of("""
            g gh gn gc br bs bsc sxe sxd sxn sxi sxr .bootbreak .breakin .ofilter p t gu .reboot .crash .symfix qd bm .cxr bp bu ba bc bd be pa pc pct ph
            pt ta tc tct th tt .frame .trap .thread .process .f eb ew ed eq ep ea eza eu ezu wt .ecxr
            f m .dump as aS ad $$>a< $< $>< $$< $$>< !eb !ed wrmsr ib iw
            id ob ow od !pci
            """.strip().split("\\s+"));

    private static java.util.List<Command> commands() {
        return TABLE.all();
    }

    @Test
    void everyCommandThatTheIssueNamesIsThere() {
        for (String name : NAMED.split(" ")) {
            assertThat(TABLE.find(name)).as(name).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandSaysWhatItIsAndWhatRoleItNeeds(Command command) {
        assertThat(command.role()).isNotNull();
        assertThat(command.usage()).isNotBlank();
        assertThat(command.summary()).isNotBlank().doesNotEndWith(".");
        assertThat(TABLE.find(command.names().getFirst())).containsSame(command);
        for (String name : command.names()) {
            assertThat(command.role()).as(name).isEqualTo(ACTING.contains(name) ? Role.DRIVE : Role.OBSERVE);
        }
        assertThat(new Interpreter(TABLE).roleFor(command.example()).allows(command.role()))
                .as("the example '%s' is of this command", command.example())
                .isTrue();
        assertThat(command.roleFor("").allows(command.role())).isTrue();
    }

    @Test
    void noTwoCommandsHaveOneName() {
        Set<String> seen = new HashSet<>();
        for (Command command : TABLE.all()) {
            for (String name : command.names()) {
                assertThat(seen.add(name)).as(name).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '"',
            value = {
                "r # OBSERVE",
                "r rax # OBSERVE",
                "r rax=1 # DRIVE",
                "R RAX=1 # DRIVE",
                "r@rax=1 # DRIVE",
                "~ # OBSERVE",
                "~1s # DRIVE",
                "k; r; db @rsp # OBSERVE",
                "k; eb @rsp 1 # DRIVE",
                ".echo a ; g # DRIVE",
                "* g # OBSERVE",
                "$$ g; k # OBSERVE",
                "$$ k; g # DRIVE",
                "q # OBSERVE",
                "q resume # DRIVE",
                "qd # DRIVE",
                ".sympath # OBSERVE",
                ".sympath+ /x # DRIVE",
                ".symfix # DRIVE",
                "!sym # OBSERVE",
                "!sym noisy # DRIVE",
                ".reload # OBSERVE",
                ".reload /f nt # OBSERVE",
                ".reload /u nt # DRIVE",
                ".reload x.sys=1000,2000 # DRIVE",
                "n 10 # DRIVE",
                "nosuchcommand # OBSERVE",
                ".if (1) { k } .else { r } # OBSERVE",
                ".if (1) { k } .else { g } # DRIVE",
                ".if (1) { k } .elsif (2) { .while (0) { p } } # DRIVE",
                ".if (1) { k }; g # DRIVE",
                ".for (r $t0=0; 1; k) { k } # DRIVE",
                ".for (k; 1; g) { k } # DRIVE",
                ".foreach (x { g }) { k } # DRIVE",
                ".foreach (x { k }) { k } # OBSERVE",
                ".foreach /f (x \"file\") { k } # DRIVE",
                ".do { g } (0) # DRIVE",
                ".catch { .block { g } } # DRIVE",
                "j (1) 'k'; 'g' # DRIVE",
                "j @rax=1 g; k # DRIVE",
                "j (1) 'k'; 'r' # OBSERVE",
                "as x g # DRIVE",
                "$$>a<file # DRIVE",
                "'' # OBSERVE"
            })
    void roleOfALineIsThatOfItsMostDemandingCommand(String line, Role role) {
        assertThat(new Interpreter(TABLE).roleFor(line)).isEqualTo(role);
    }

    @Test
    void actingCommandThatIsQuotedIsNotRun() {
        assertThat(new Interpreter(TABLE).roleFor(".echo \"x; g\"")).isEqualTo(Role.OBSERVE);
    }
}
