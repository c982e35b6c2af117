package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.BuiltImage;
import io.kdlab.feature.Feature;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Locals as compilers other than clang write them: one place for a whole scope. The records are assembled by hand
/// (`foreign.s`), linked by lld, and read by `llvm-pdbutil` too.
@Feature("M06")
class ForeignLocalsTest {
    @TempDir
    Path directory;

    @Test
    void variablesThatStayInOnePlaceForTheirScopeAreFoundThere() {
        BuiltImage built = BuiltImage.build(
                directory, "foreign", List.of(BuiltImage.source(ForeignLocalsTest.class, "foreign.s")));
        PdbFile pdb = PdbFile.open(built.pdb());
        int begin = pdb.named("Foreign").orElseThrow().rva();
        List<String> outside = List.of(
                "int first true AtRegister[register=rsp, offset=48]",
                "int second true AtRegister[register=rbp, offset=56]",
                "__int64 local false AtRegister[register=rsp, offset=-8]",
                "int inRegister false InRegister[register=rax]",
                "int atFrame false AtRegister[register=ebp, offset=-12]");
        assertThat(words(pdb, begin)).containsExactlyElementsOf(outside);
        // The block begins behind the first instruction, of four bytes, and has two.
        assertThat(words(pdb, begin + 3)).containsExactlyElementsOf(outside);
        for (int rva : new int[] {begin + 4, begin + 5}) {
            assertThat(words(pdb, rva))
                    .startsWith(outside.toArray(String[]::new))
                    .endsWith("int inner false AtRegister[register=rsp, offset=16]")
                    .hasSize(6);
        }
        assertThat(words(pdb, begin + 6)).containsExactlyElementsOf(outside);
        assertThat(pdb.line(begin + 5).orElseThrow()).matches(line -> line.line() == 3 && line.displacement() == 5);
        String dump = BuiltImage.run(
                List.of("llvm-pdbutil", "dump", "--symbols", built.pdb().toString()));
        assertThat(dump)
                .contains("S_REGREL32")
                .contains("register = RSP, offset = 48")
                .contains("register = RBP, offset = 56")
                .contains("register = RAX")
                .contains("S_BPREL32");
    }

    private static List<String> words(PdbFile pdb, int rva) {
        return pdb.locals(rva).stream()
                .map(local -> local.type().name() + " " + local.name() + " " + local.parameter() + " " + local.home())
                .toList();
    }
}
