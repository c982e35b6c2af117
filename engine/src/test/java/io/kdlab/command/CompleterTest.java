package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.symbol.Module;
import io.kdlab.symbol.ModuleList;
import io.kdlab.symbol.SymbolPath;
import io.kdlab.symbol.Symbols;
import io.kdlab.target.MemorySpan;
import io.kdlab.value.Address;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CompleterTest {
    private static final Module KERNEL =
            new Module("nt", new Address(FixtureTarget.BASE), 0x5000, 0x5b0a5a41, 0x1234, "\\SystemRoot\\fixture.exe");

    private final FixtureTarget target = new FixtureTarget();
    private boolean readable = true;
    private final Symbols symbols = new Symbols(this::read, SymbolPath.of(FixtureSession.IMAGES));
    private final Completer completer = new Completer(CommandTable.standard(), symbols);

    CompleterTest() {
        symbols.modules(ModuleList.EMPTY.with(KERNEL));
    }

    private MemorySpan read(Address start, int length) {
        assertThat(readable).as("nobody asks the target while somebody types").isTrue();
        return target.read(start, length);
    }

    private List<String> at(String line) {
        return texts(completer.at(line, line.length()));
    }

    private static List<String> texts(Completion found) {
        return found.candidates().stream().map(Completion.Candidate::text).toList();
    }

    private void load() {
        assertThat(symbols.of(KERNEL).source()).isPresent();
        readable = false;
    }

    @Test
    void aCommandIsCompletedWhereACommandBegins() {
        assertThat(at(".hel")).containsExactly(".help");
        assertThat(at("r rip; .hel")).containsExactly(".help");
        assertThat(at("  lm")).contains("lm");
        assertThat(at(".echo \"; .hel")).as("in quotes no command begins").doesNotContain(".help");
        assertThat(texts(completer.at(".hel", 2)))
                .as("what is behind the cursor does not matter")
                .contains(".hh", ".help");
    }

    @Test
    void helpTakesCommands() {
        assertThat(at(".hh verta")).containsExactly("vertarget");
    }

    @Test
    void aModuleIsOfferedWithItsBangAndGoesOn() {
        Completion found = completer.at("u n", 3);
        assertThat(found.from()).isEqualTo(2);
        assertThat(found.candidates()).contains(new Completion.Candidate("nt!", "\\SystemRoot\\fixture.exe", false));
    }

    @Test
    void aDeferredModuleOffersNothingAndIsNotReadForIt() {
        readable = false;
        assertThat(at("u nt!")).isEmpty();
        assertThat(symbols.known(KERNEL).source()).isEmpty();
    }

    @Test
    void symbolsOfWhatIsLoadedAreOfferedInWhateverCaseTheyAreTyped() {
        load();
        List<String> all = at("bp nt!");
        assertThat(all).isNotEmpty().allMatch(name -> name.startsWith("nt!"));
        String name = all.getFirst().substring(3);
        assertThat(at("u nt!" + name.toUpperCase(Locale.ROOT))).contains("nt!" + name);
        assertThat(at("? poi(" + name))
                .as("behind a bracket, without its module")
                .contains(name);
    }

    @Test
    void dtTakesTypes() {
        load();
        assertThat(at("dt nt!").stream().filter(name -> !at("u nt!").contains(name)))
                .as("types, besides the symbols")
                .isNotEmpty();
    }

    @Test
    void whatTheWireSendsAsACursorIsBounded() {
        assertThat(completer.at("r", -1).candidates()).hasSizeLessThanOrEqualTo(Completer.MOST);
        assertThat(completer.at("r", Integer.MAX_VALUE).from()).isZero();
    }
}
