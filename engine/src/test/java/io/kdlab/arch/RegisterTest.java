package io.kdlab.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Registers against the tables of `kd-protocol.md` §4.4 and §4.8.
@Feature("M03")
@Feature("2.6")
class RegisterTest {
    private static final long SEED = 20260404;
    private static final RegisterTable TABLE = X64.INSTANCE.registers();

    @ParameterizedTest
    @CsvSource({
        "contextflags,0x30,4",
        "mxcsr,0x34,4",
        "cs,0x38,2",
        "ds,0x3a,2",
        "es,0x3c,2",
        "fs,0x3e,2",
        "gs,0x40,2",
        "ss,0x42,2",
        "efl,0x44,4",
        "dr0,0x48,8",
        "dr1,0x50,8",
        "dr2,0x58,8",
        "dr3,0x60,8",
        "dr6,0x68,8",
        "dr7,0x70,8",
        "rax,0x78,8",
        "rcx,0x80,8",
        "rdx,0x88,8",
        "rbx,0x90,8",
        "rsp,0x98,8",
        "rbp,0xa0,8",
        "rsi,0xa8,8",
        "rdi,0xb0,8",
        "r8,0xb8,8",
        "r9,0xc0,8",
        "r10,0xc8,8",
        "r11,0xd0,8",
        "r12,0xd8,8",
        "r13,0xe0,8",
        "r14,0xe8,8",
        "r15,0xf0,8",
        "rip,0xf8,8",
        "fpcw,0x100,2",
        "fpsw,0x102,2",
        "fptw,0x104,1",
        "st0,0x120,10",
        "st7,0x190,10",
        "xmm0,0x1a0,16",
        "xmm15,0x290,16",
        "dbgctl,0x4a8,8",
        "lbrto,0x4b0,8",
        "lbrfrom,0x4b8,8",
        "lerto,0x4c0,8",
        "lerfrom,0x4c8,8"
    })
    void contextRegistersLieWhereTheRecordHasThem(String name, String offset, int width) {
        Register register = TABLE.get(name);
        assertThat(register.offset()).isEqualTo(Integer.decode(offset));
        assertThat(register.width()).isEqualTo(width);
        assertThat(register.bits()).isEqualTo(width * 8);
    }

    @ParameterizedTest
    @CsvSource({
        "cr0,0x00,8",
        "cr2,0x08,8",
        "cr3,0x10,8",
        "cr4,0x18,8",
        "kdr0,0x20,8",
        "kdr1,0x28,8",
        "kdr2,0x30,8",
        "kdr3,0x38,8",
        "kdr6,0x40,8",
        "kdr7,0x48,8",
        "gdtl,0x56,2",
        "gdtr,0x58,8",
        "idtl,0x66,2",
        "idtr,0x68,8",
        "tr,0x70,2",
        "ldtr,0x72,2",
        "kmxcsr,0x74,4",
        "kdbgctl,0x78,8",
        "cr8,0xa0,8",
        "msrgsbase,0xa8,8",
        "msrgsswap,0xb0,8",
        "msrstar,0xb8,8",
        "msrlstar,0xc0,8",
        "msrcstar,0xc8,8",
        "msrsyscallmask,0xd0,8",
        "xcr0,0xd8,8",
        "msrfsbase,0xe0,8"
    })
    void specialRegistersLieWhereTheRecordHasThem(String name, String offset, int width) {
        Register register = X64.INSTANCE.specialRegisters().get(name);
        assertThat(register.offset()).isEqualTo(Integer.decode(offset));
        assertThat(register.width()).isEqualTo(width);
    }

    @ParameterizedTest
    @CsvSource({
        "rax,1122334455667788",
        "eax,55667788",
        "ax,7788",
        "al,88",
        "ah,77",
        "EAX,55667788",
        "r9d,0",
        "iopl,1",
        "of,1",
        "zf,1",
        "cf,0",
        "tf,1",
        "if,0",
        "pf,1",
        "eflags,00001944",
        "fl,1944"
    })
    void partsAndFlagsAreReadFromTheirWhole(String name, String value) {
        RegisterFile file =
                RegisterFile.zero(X64.INSTANCE).with("rax", 0x1122334455667788L).with("efl", 0x1944);
        assertThat(file.get(name)).isEqualTo(Long.parseUnsignedLong(value, 16));
    }

    @Test
    void writingAPartLeavesTheRestOfItsWhole() {
        RegisterFile file =
                RegisterFile.zero(X64.INSTANCE).with("rbx", 0x1122334455667788L).with("efl", 2);
        assertThat(file.with("ebx", 0xffffffff99887766L).get("rbx")).isEqualTo(0x1122334499887766L);
        assertThat(file.with("bh", 0xab).get("rbx")).isEqualTo(0x112233445566ab88L);
        assertThat(file.with("zf", 1).get("efl")).isEqualTo(0x42);
        assertThat(file.with("iopl", 3).with("iopl", 1).get("efl")).isEqualTo(0x1002);
        assertThat(file.get("rbx")).as("the original").isEqualTo(0x1122334455667788L);
    }

    @Test
    void changingOneRegisterChangesNothingElse() {
        Random random = new Random(SEED);
        byte[] raw = new byte[X64.INSTANCE.contextSize() + 700];
        random.nextBytes(raw);
        RegisterFile file = RegisterFile.of(X64.INSTANCE, Bytes.of(raw));
        for (Register register : TABLE.rows()) {
            if (!register.isWide()) {
                long value = random.nextLong();
                RegisterFile changed = file.with(register, value);
                long mask = register.bits() == 64 ? -1 : (1L << register.bits()) - 1;
                assertThat(changed.get(register))
                        .as(register + ", seed " + SEED)
                        .isEqualTo(value & mask);
                assertThat(changed.with(register, file.get(register))).isEqualTo(file);
                assertThat(changed.context().length()).isEqualTo(raw.length);
            }
        }
    }

    @Test
    void wideRegistersAreBytes() {
        Bytes value = Bytes.ofHex("00112233445566778899aabbccddeeff");
        RegisterFile file = RegisterFile.zero(X64.INSTANCE).with("xmm3", value);
        assertThat(file.bytes("xmm3")).isEqualTo(value);
        assertThat(file.bytes("xmm4")).isEqualTo(Bytes.zeros(16));
        assertThatThrownBy(() -> file.get("xmm3")).hasMessageContaining("xmm3");
        assertThatThrownBy(() -> file.with("xmm3", Bytes.zeros(8))).hasMessageContaining("16 bytes");
    }

    @Test
    void wrongNamesAndShortRecordsAreRefusedInOneLine() {
        RegisterFile file = RegisterFile.zero(X64.INSTANCE);
        assertThatThrownBy(() -> file.get("rxx")).hasMessage("no register is called 'rxx'");
        assertThatThrownBy(() -> RegisterFile.of(X64.INSTANCE, Bytes.zeros(716)))
                .hasMessageContaining("1232")
                .hasMessageContaining("716");
        SpecialRegisters old = SpecialRegisters.of(X64.INSTANCE, Bytes.zeros(0xe0));
        assertThat(old.get("msrfsbase")).isEmpty();
        assertThat(old.with("kdr7", 0x402).get("kdr7")).contains(0x402L);
        assertThatThrownBy(() -> old.with("msrfsbase", 1)).hasMessageContaining("msrfsbase");
        assertThat(SpecialRegisters.of(X64.INSTANCE, Bytes.zeros(0xf0)).get("msrfsbase"))
                .isEqualTo(Optional.of(0L));
    }

    @Test
    void flagsAreToldInWinDbgsWords() {
        assertThat(X86Flags.words(0x202)).isEqualTo("nv up ei pl nz na po nc");
        assertThat(X86Flags.words(0x246)).isEqualTo("nv up ei pl zr na pe nc");
        assertThat(X86Flags.words(0xed7)).isEqualTo("ov dn ei ng zr ac pe cy");
    }

    @Test
    void programCounterAndStackPointerHaveNamesOfTheirOwn() {
        RegisterFile file = RegisterFile.zero(X64.INSTANCE)
                .withPc(Address.parse("fffff803`bb757020"))
                .withSp(Address.parse("ffffd001`f01f8988"));
        assertThat(file.get("rip")).isEqualTo(0xfffff803bb757020L);
        assertThat(file.get("rsp")).isEqualTo(0xffffd001f01f8988L);
        assertThat(X64.INSTANCE.numbered(4).name()).isEqualTo("rsp");
        assertThat(X64.INSTANCE.numbered(15).name()).isEqualTo("r15");
    }
}
