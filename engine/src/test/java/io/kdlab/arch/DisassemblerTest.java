package io.kdlab.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kdlab.arch.Instruction.Flow;
import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Instructions in WinDbg's words; whether they are the right ones is for `llvm-objdump` to say.
@Feature("M04")
@Feature("2.6")
class DisassemblerTest {
    private static final Address AT = Address.parse("fffff803`bb757020");
    private static final Disassembler X64_CODE = Disassembler.of(X64.INSTANCE);

    @TempDir
    static Path directory;

    /// The spelling of each line is WinDbg's, from its documented output and from the rules it follows.
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            cc                     | int     3
            c3                     | ret
            c20800                 | ret     8
            c21000                 | ret     10h
            90                     | nop
            55                     | push    rbp
            4157                   | push    r15
            4883ec28               | sub     rsp,28h
            4881eca8000000         | sub     rsp,0A8h
            4883e4f0               | and     rsp,0FFFFFFFFFFFFFFF0h
            48895c2408             | mov     qword ptr [rsp+8],rbx
            4889742410             | mov     qword ptr [rsp+10h],rsi
            488d6c24d9             | lea     rbp,[rsp-27h]
            65488b042588010000     | mov     rax,qword ptr gs:[188h]
            48b814000000 80f7ffff  | mov     rax,0FFFFF78000000014h
            b801000000             | mov     eax,1
            b80a000000             | mov     eax,0Ah
            b8ffffffff             | mov     eax,0FFFFFFFFh
            e8dbffffff             | call    fffff803`bb757000
            75fe                   | jne     fffff803`bb757020
            eb10                   | jmp     fffff803`bb757032
            e900010000             | jmp     fffff803`bb757125
            ff1578563412           | call    qword ptr [fffff803`cda9c69e]
            ff2500000000           | jmp     qword ptr [fffff803`bb757026]
            ffd0                   | call    rax
            ff5028                 | call    qword ptr [rax+28h]
            488b0df9ffffff         | mov     rcx,qword ptr [fffff803`bb757020]
            488d0d00100000         | lea     rcx,[fffff803`bb758027]
            4c8d1cc5f0ffffff       | lea     r11,[rax*8-10h]
            488b04c8               | mov     rax,qword ptr [rax+rcx*8]
            488b84c810020000       | mov     rax,qword ptr [rax+rcx*8+210h]
            0fb64701               | movzx   eax,byte ptr [rdi+1]
            f3a4                   | rep movs byte ptr [rdi],byte ptr [rsi]
            f348ab                 | rep stos qword ptr [rdi]
            66f3ab                 | rep stos word ptr [rdi]
            f3c3                   | rep ret
            660f2f2d00000000       | comisd  xmm5,mmword ptr [fffff803`bb757028]
            f2ae                   | repne scas byte ptr [rdi]
            f0480fc108             | lock xadd qword ptr [rax],rcx
            803d7f00000000         | cmp     byte ptr [fffff803`bb7570a6],0
            0f1f440000             | nop     dword ptr [rax+rax]
            0fa2                   | cpuid
            0f05                   | syscall
            48cf                   | iretq
            0f0b                   | ud2
            cd2d                   | int     2Dh
            f4                     | hlt
            fa                     | cli
            0f22d8                 | mov     cr3,rax
            0f3000                 | wrmsr
            0f28c8                 | movaps  xmm1,xmm0
            f20f1005f8ffffff       | movsd   xmm0,mmword ptr [fffff803`bb757020]
            06                     | ???
            """)
    void speaksLikeWinDbg(String hex, String expected) {
        Instruction found = X64_CODE.decode(AT, Bytes.ofHex(hex));
        assertThat((pad(found.mnemonic()) + found.operands()).strip()).isEqualTo(expected);
    }

    private static String pad(String mnemonic) {
        return mnemonic.length() < 8 ? mnemonic + " ".repeat(8 - mnemonic.length()) : mnemonic + " ";
    }

    @Test
    void everyInstructionOfACompiledImageIsTheOneThatObjdumpSees() {
        BuiltImage built = BuiltImage.build(
                directory,
                "code",
                List.of(Path.of(System.getProperty("kdlab.root"), "engine/src/test/resources/symbol/shapes.c")),
                "-O2");
        int[] count = new int[1];
        BuiltImage.lines("llvm-objdump", "-d", "-M", "intel", built.image().toString())
                .filter(line -> !line.contains("<unknown>"))
                .map(ObjdumpLine::parse)
                .flatMap(Optional::stream)
                .forEach(line -> {
                    Instruction found =
                            X64_CODE.decode(line.address(), line.bytes().concat(Bytes.zeros(15)));
                    assertThat(found.bytes()).as(line.text()).isEqualTo(line.bytes());
                    assertThat(ObjdumpLine.plain(found)).as(line.text()).isEqualTo(line.plain());
                    count[0]++;
                });
        assertThat(count[0]).isGreaterThan(300);
    }

    @Test
    void addressesGetTheirSymbolsInFront() {
        Instruction call = X64_CODE.decode(AT, Bytes.ofHex("e8dbffffff"));
        assertThat(call.flow()).isEqualTo(Flow.CALL);
        assertThat(call.target()).contains(Address.parse("fffff803`bb757000"));
        assertThat(call.operands(_ -> Optional.of("nt!Foo+0x12"))).isEqualTo("nt!Foo+0x12 (fffff803`bb757000)");
        assertThat(call.operands(_ -> Optional.empty())).isEqualTo("fffff803`bb757000");
        Instruction load = X64_CODE.decode(AT, Bytes.ofHex("488b0df9ffffff"));
        assertThat(load.target()).isEmpty();
        assertThat(load.operands(_ -> Optional.of("nt!Global")))
                .isEqualTo("rcx,qword ptr [nt!Global (fffff803`bb757020)]");
    }

    @ParameterizedTest(name = "{0} goes {1}")
    @CsvSource({
        "90,NEXT", "e800000000,CALL", "ffd0,CALL", "c3,RETURN", "48cf,RETURN", "eb00,JUMP", "ffe0,JUMP", "7400,BRANCH",
        "e200,BRANCH", "e300,BRANCH", "cc,TRAP", "cd2d,TRAP", "0f05,TRAP", "0f0b,TRAP", "06,INVALID", "f3a4,NEXT"
    })
    void tellsWhereExecutionGoes(String hex, Flow flow) {
        Instruction found = X64_CODE.decode(AT, Bytes.ofHex(hex));
        assertThat(found.flow()).isEqualTo(flow);
        assertThat(found.isRepeated()).isEqualTo(hex.equals("f3a4"));
    }

    @Test
    void anInstructionThatIsCutShortIsInvalid() {
        Instruction found = X64_CODE.decode(AT, Bytes.ofHex("4881ec"));
        assertThat(found.flow()).isEqualTo(Flow.INVALID);
        assertThat(found.length()).isEqualTo(1);
        assertThatThrownBy(() -> X64_CODE.decode(AT, Bytes.EMPTY)).hasMessageContaining(AT.toString());
    }

    @Test
    void withoutTheLibraryBytesAreShownAndThePackageIsNamed() {
        String before = System.getProperty(CapstoneLibrary.PROPERTY);
        System.setProperty(CapstoneLibrary.PROPERTY, "/nonexistent/libcapstone.so");
        try {
            Disassembler absent = Disassembler.of(X64.INSTANCE);
            assertThat(absent.missing())
                    .hasValueSatisfying(why -> assertThat(why)
                            .contains("libcapstone4")
                            .contains("/nonexistent/libcapstone.so")
                            .doesNotContain("\n"));
            Instruction shown = absent.decode(AT, Bytes.ofHex("4883ec28c3909090cc"));
            assertThat(shown.flow()).isEqualTo(Flow.UNKNOWN);
            assertThat(shown.bytes()).isEqualTo(Bytes.ofHex("4883ec28c3909090"));
            assertThat(shown.mnemonic() + shown.operands()).isEmpty();
        } finally {
            if (before == null) {
                System.clearProperty(CapstoneLibrary.PROPERTY);
            } else {
                System.setProperty(CapstoneLibrary.PROPERTY, before);
            }
        }
        assertThat(X64_CODE.missing()).isEmpty();
        assertThat(Disassembler.of(X64.INSTANCE).missing()).isEmpty();
    }

    @Test
    void anyBytesCanBeDecoded() {
        long seed = 20260406;
        Random random = new Random(seed);
        byte[] code = new byte[24];
        for (int round = 0; round < 30_000; round++) {
            random.nextBytes(code);
            if (random.nextBoolean()) {
                // Prefixes and the two-byte opcodes are where instructions are odd.
                code[0] = (byte) "\u000f\u0048\u0066\u00f2\u00f3\u00c4\u00c5\u0067".charAt(random.nextInt(8));
            }
            Address at = new Address(random.nextLong());
            Instruction found = X64_CODE.decode(at, Bytes.of(code, 0, 1 + random.nextInt(24)));
            assertThat(found.length()).as("seed " + seed + " round " + round).isBetween(1, 15);
            assertThat(found.mnemonic()).isNotEmpty();
            assertThat(found.operands(_ -> Optional.of("x!y"))).doesNotContain("rip +");
        }
    }
}
