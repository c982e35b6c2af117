package io.kdlab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kdlab.arch.Disassembler;
import io.kdlab.arch.Instruction;
import io.kdlab.arch.RegisterFile;
import io.kdlab.arch.X64;
import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The code bytes are those that the processor would execute; the texts are the form of `remote-debugging.md` §7.6.
@Feature("M04")
class AccessTextTest {
    private final FixtureTarget target = new FixtureTarget();

    @BeforeEach
    void needsADisassembler() {
        Disassembler disassembler = Disassembler.of(X64.INSTANCE);
        assumeTrue(disassembler.missing().isEmpty(), () -> String.valueOf(disassembler.missing()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "488b0c24         # 0 # ' ss:0018:ffffd000`00010f00=fffff8000020101d'",
                "8b4c2430         # 0 # ' ss:0018:ffffd000`00010f30=00201040'",
                "498b4500         # 0 # ' ds:002b:fffff800`00203000=1122334455667788'",
                "410fb64508       # 0 # ' ds:002b:fffff800`00203008=01'",
                "418b84cd08000000 # 0 # ' ds:002b:fffff800`00203008=80000001'",
                "488b00           # 0 # ' ds:002b:00000000`00001011=????????????????'",
                "48894df8         # 0 # ' ss:0018:00000017`1d6b5569=????????????????'",
                "488d4c2408       # 0 # ''",
                "4889c8           # 0 # ''",
                "65488b042588010000 # 0 # ''",
                "7405             # 0 # ' [br=0]'",
                "7405             # 40 # ' [br=1]'",
                "7705             # 1 # ' [br=0]'",
                "7c05             # 80 # ' [br=1]'",
                "7c05             # 880 # ' [br=0]'",
                "eb05             # 0 # ''"
            })
    void memoryAndBranchAreShown(String code, String flags, String text) {
        RegisterFile registers = target.registers().with("rcx", 0).with("efl", Long.parseLong(flags, 16));
        Instruction instruction =
                Disassembler.of(X64.INSTANCE).decode(new Address(FixtureTarget.TEXT), Bytes.ofHex(code));

        assertThat(AccessText.of(instruction, registers, target)).isEqualTo(text);
    }
}
