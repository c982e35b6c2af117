package io.kdlab.arch;

import static org.assertj.core.api.Assertions.assertThat;

import io.kdlab.arch.Instruction.Flow;
import io.kdlab.feature.Feature;
import io.kdlab.value.Address;
import io.kdlab.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Code of x86 and ARM64 in WinDbg's words; whether the instructions are the right ones is for `llvm-mc` and
/// `llvm-objdump` to say.
@Feature("M04")
@Feature("3.1")
class OtherMachinesTest {
    private static final Address X86_AT = Address.parse("ffffffff`8059cece");
    private static final Address ARM64_AT = Address.parse("fffff803`bb757020");
    private static final Disassembler X86_CODE = Disassembler.of(X86.INSTANCE);
    private static final Disassembler ARM64_CODE = Disassembler.of(Arm64.INSTANCE);

    @TempDir
    private Path directory;

    /// The first eight are what stands around the break routine of the recorded i386 kernel.
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            cc               | int     3           | TRAP
            c20400           | ret     4           | RETURN
            55               | push    ebp         | NEXT
            89e5             | mov     ebp,esp     | NEXT
            8b4510           | mov     eax,dword ptr [ebp+10h] | NEXT
            8b4d08           | mov     ecx,dword ptr [ebp+8]   | NEXT
            81eca4000000     | sub     esp,0A4h    | NEXT
            cd2d             | int     2Dh         | TRAP
            e8dbffffff       | call    ffffffff`8059ceae | CALL
            75fe             | jne     ffffffff`8059cece | BRANCH
            e90001ffff       | jmp     ffffffff`8058cfd3 | JUMP
            a1c41e6380       | mov     eax,dword ptr [ffffffff`80631ec4] | NEXT
            ff2500206380     | jmp     dword ptr [ffffffff`80632000]     | JUMP
            64a118000000     | mov     eax,dword ptr fs:[18h]  | NEXT
            40               | inc     eax         | NEXT
            f3ab             | rep stos dword ptr [edi] | NEXT
            cf               | iretd               | RETURN
            0f04             | ???                 | INVALID
            """)
    void x86SpeaksLikeWinDbg(String hex, String expected, Flow flow) {
        Instruction found = X86_CODE.decode(X86_AT, Bytes.ofHex(hex));
        assertThat((pad(found.mnemonic(), 8) + found.operands()).strip()).isEqualTo(expected);
        assertThat(found.flow()).isEqualTo(flow);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(delimiter = '|', textBlock = """
            00003ed4 | brk         #0xF000          | TRAP
            c0035fd6 | ret                          | RETURN
            1f2003d5 | nop                          | NEXT
            fd7bbfa9 | stp         fp,lr,[sp,#-0x10]! | NEXT
            fd030091 | mov         fp,sp            | NEXT
            ff4300d1 | sub         sp,sp,#0x10      | NEXT
            e00b40f9 | ldr         x0,[sp,#0x10]    | NEXT
            08fd7fd3 | lsr         x8,x8,#0x3F      | NEXT
            cf2b80d2 | mov         x15,#0x15E       | NEXT
            2800a0d2 | mov         x8,#0x10000      | NEXT
            00008092 | mov         x0,#-1           | NEXT
            e8cf04b2 | mov         x8,#0xF0F0F0F0F0F0F0F0 | NEXT
            01000094 | bl          fffff803`bb757024 | CALL
            00013fd6 | blr         x8               | CALL
            ffffff17 | b           fffff803`bb75701c | JUMP
            00001fd6 | br          x0               | JUMP
            40000054 | b.eq        fffff803`bb757028 | BRANCH
            400000b4 | cbz         x0,fffff803`bb757028 | BRANCH
            48000036 | tbz         w8,#0,fffff803`bb757028 | BRANCH
            080000b0 | adrp        x8,fffff803`bb758000 | NEXT
            010000d4 | svc         #0               | TRAP
            ffffffff | ???                          | INVALID
            """)
    void arm64SpeaksLikeWinDbg(String hex, String expected, Flow flow) {
        Instruction found = ARM64_CODE.decode(ARM64_AT, Bytes.ofHex(hex));
        assertThat((pad(found.mnemonic(), 12) + found.operands()).strip()).isEqualTo(expected.replaceAll("\\s+$", ""));
        assertThat(found.flow()).isEqualTo(flow);
        assertThat(found.length()).isEqualTo(4);
    }

    private static String pad(String mnemonic, int width) {
        return mnemonic.length() < width ? mnemonic + " ".repeat(width - mnemonic.length()) : mnemonic + " ";
    }

    @Test
    void namedPlacesGetTheirSymbols() {
        Instruction load = X86_CODE.decode(X86_AT, Bytes.ofHex("a1c41e6380"));
        assertThat(load.reference()).contains(Address.parse("ffffffff`80631ec4"));
        assertThat(load.operands(_ -> Optional.of("nt!Block")))
                .isEqualTo("eax,dword ptr [nt!Block (ffffffff`80631ec4)]");
        Instruction call = ARM64_CODE.decode(ARM64_AT, Bytes.ofHex("01000094"));
        assertThat(call.operands(_ -> Optional.of("nt!Foo"))).isEqualTo("nt!Foo (fffff803`bb757024)");
    }

    /// Every instruction of code that clang makes, in length and name the one that llvm-objdump sees.
    @ParameterizedTest
    @ValueSource(strings = {"i686-pc-windows-msvc", "aarch64-pc-windows-msvc"})
    void everyInstructionOfCompiledCodeIsTheOneThatObjdumpSees(String triple) throws IOException {
        Path source = Path.of(System.getProperty("kdlab.root"), "engine/src/test/resources/symbol/shapes.c");
        Path object = directory.resolve("code.obj");
        BuiltImage.lines(
                        "clang",
                        "--target=" + triple,
                        "-c",
                        "-O2",
                        "-ffreestanding",
                        "-fno-stack-protector",
                        "-o",
                        object.toString(),
                        source.toString())
                .forEach(line -> {});
        assertThat(Files.size(object)).isPositive();
        boolean arm = triple.startsWith("aarch64");
        Disassembler disassembler = arm ? ARM64_CODE : X86_CODE;
        Pattern line = Pattern.compile(" *([0-9a-f]+): ((?:[0-9a-f]{2} )+|[0-9a-f]{8}) *\t([a-z0-9.]+).*");
        int[] count = new int[1];
        BuiltImage.lines("llvm-objdump", "-d", "-M", "intel", object.toString()).forEach(text -> {
            Matcher matcher = line.matcher(text);
            if (!matcher.matches()) {
                return;
            }
            Bytes bytes = matcher.group(2).contains(" ") ? Bytes.ofHex(matcher.group(2)) : word(matcher.group(2));
            Instruction found = disassembler.decode(Address.parse(matcher.group(1)), bytes.concat(Bytes.zeros(15)));
            assertThat(found.bytes()).as(text).isEqualTo(bytes);
            assertThat(name(found.mnemonic())).as(text).isEqualTo(name(matcher.group(3)));
            count[0]++;
        });
        assertThat(count[0]).isGreaterThan(200);
    }

    /// Newer releases print the four bytes of an ARM64 instruction as one number.
    private static Bytes word(String digits) {
        byte[] bytes = Bytes.ofHex(digits).toByteArray();
        return Bytes.of(bytes[3], bytes[2], bytes[1], bytes[0]);
    }

    /// The first word, without what the two tools call differently.
    private static String name(String mnemonic) {
        return Arrays.stream(mnemonic.split(" "))
                .reduce((first, last) -> last)
                .orElse("")
                .replaceAll("^int3$", "int")
                .replaceAll("^(movs|stos|scas|cmps|lods)[bwd]$", "$1");
    }

    @Test
    void anyBytesCanBeDecoded() {
        long seed = Long.getLong("kdlab.seed", 20261125);
        Random random = new Random(seed);
        byte[] code = new byte[24];
        for (int round = 0; round < 20_000; round++) {
            random.nextBytes(code);
            Bytes bytes = Bytes.of(code, 0, 1 + random.nextInt(24));
            Instruction x86 = X86_CODE.decode(new Address((int) random.nextLong()), bytes);
            assertThat(x86.length()).as("seed %d round %d", seed, round).isBetween(1, 15);
            x86.reference().ifPresent(at -> assertThat(at.value()).isEqualTo((int) at.value()));
            Instruction arm = ARM64_CODE.decode(new Address(random.nextLong() & ~3), bytes);
            assertThat(arm.length()).as("seed %d round %d", seed, round).isBetween(1, 4);
        }
    }

    @Test
    void architecturesAreFoundByTheirMachine() {
        for (Architecture architecture : List.of(X64.INSTANCE, X86.INSTANCE, Arm64.INSTANCE)) {
            assertThat(Architecture.of(architecture.machine())).contains(architecture);
            assertThat(architecture.breaksAt(architecture.breakInstruction().concat(Bytes.zeros(3))))
                    .isTrue();
            assertThat(architecture.breaksAt(Bytes.zeros(4))).isFalse();
            assertThat(architecture.breaksAt(Bytes.EMPTY)).isFalse();
        }
        assertThat(Architecture.of(0x1c4)).isEmpty();
        assertThat(X86.INSTANCE.address(0x80400000L)).hasToString("ffffffff`80400000");
        assertThat(X86.INSTANCE.address(0x7ffdf000L)).hasToString("00000000`7ffdf000");
    }
}
