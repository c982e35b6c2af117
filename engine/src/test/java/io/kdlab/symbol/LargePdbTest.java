package io.kdlab.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kdlab.feature.Feature;
import io.kdlab.symbol.LocalVariable.Home;
import io.kdlab.symbol.type.Type;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A PDB of more than 100 MiB opens at once, answers by its indexes, and costs no heap by its size. Heap is counted in
/// bytes that the thread allocated, which no other test disturbs; times are figures, with limits far from them.
@Feature("M06")
class LargePdbTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MIB = 1 << 20;

    private static Path path;

    @BeforeAll
    static void build() throws IOException {
        path = LargePdb.build();
        assertThat(Files.size(path)).isGreaterThan(100 * MIB);
    }

    /// Prints what `work` took, and refuses more than `bytes` of heap.
    private static <T> T measured(String what, long bytes, Supplier<T> work) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        T result = work.get();
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        long cost = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        System.out.printf(Locale.ROOT, "large PDB: %-28s %6d ms %9d bytes of heap%n", what, time.toMillis(), cost);
        assertThat(cost).as(what).isLessThan(bytes);
        assertThat(time).as(what).isLessThan(Duration.ofSeconds(30));
        return result;
    }

    @Test
    void itOpensAndAnswersWithoutHeapForItsSize() {
        // Classes are loaded before anything is counted.
        PdbFile.open(path).named("Function_1_PART00");
        PdbFile pdb = measured("open", MIB, () -> PdbFile.open(path));
        assertThat(pdb.status()).isEqualTo(SymbolStatus.PRIVATE_PDB);
        assertThat(measured("a name", MIB, () -> pdb.named("Function_2999_PART19")))
                .isPresent();
        measured("1000 names", 64 * MIB, () -> {
            int found = 0;
            for (int i = 0; i < 1000; i++) {
                found += pdb.named("Function_" + i + "_" + LargePdb.part(i % LargePdb.PARTS))
                                .isPresent()
                        ? 1
                        : 0;
            }
            assertThat(found).isEqualTo(1000);
            return found;
        });
        assertThat(measured("a name that is not there", MIB, () -> pdb.named("NoFunction")))
                .isEmpty();
        ImageSymbol last = pdb.named("Function_2999_PART19").orElseThrow();
        // The first question about a module makes an index of its symbols.
        ImageSymbol near = measured("an address", 16 * MIB, () -> pdb.below(last.rva() + 1))
                .orElseThrow();
        assertThat(near).isEqualTo(last);
        measured("the address again", MIB, () -> pdb.below(last.rva() + 1));
        SourceLine line =
                measured("a line", 16 * MIB, () -> pdb.line(last.rva())).orElseThrow();
        assertThat(line.file()).endsWith("large.c");
        assertThat(measured("everything, of which 1000", 512 * MIB, () -> pdb.matching("*", 1000)))
                .hasSize(1000);
        assertThat(measured("locals", MIB, () -> pdb.locals(last.rva())))
                .extracting(LocalVariable::toString)
                .hasSize(2)
                .allMatch(text -> text.contains(Home.InRegister.class.getSimpleName()));
    }

    @Test
    void itsTypesAreFoundByTheirIndex() {
        PdbFile pdb = PdbFile.open(path);
        Type first = pdb.types().named("Structure_1_PART00").orElseThrow();
        assertThat(first.size()).isEqualTo(24 + 2 * 4);
        Type type = measured("a type", MIB, () -> pdb.types().named("Structure_2999_PART19"))
                .orElseThrow();
        assertThat(type.size()).isEqualTo(24 + 3000 * 4);
        measured(
                "a type never defined",
                MIB,
                () -> ((Type.Structure) type)
                        .members().all().stream()
                                .map(member -> member.type().get())
                                .filter(member -> member instanceof Type.Pointer)
                                .map(pointer ->
                                        ((Type.Pointer) pointer).target().get())
                                .filter(target -> ((Type.Structure) target).declared())
                                .findFirst()
                                .orElseThrow());
        Type enumeration = measured("an enumeration", MIB, () -> pdb.types().named("Enumeration_119_PART19"))
                .orElseThrow();
        assertThat(((Type.Enumeration) enumeration).values().all()).hasSize(LargePdb.VALUES);
        assertThat(measured(
                        "a type that is not there", 64 * MIB, () -> pdb.types().named("_NO_TYPE")))
                .isEmpty();
        assertThat(measured(
                        "names of types by pattern",
                        256 * MIB,
                        () -> pdb.types().matching("*_2999_PART1?", 100)))
                .hasSize(10);
    }
}
