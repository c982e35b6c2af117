package io.kdlab.symbol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The numbers by which CodeView calls registers, per machine (those of LLVM's public `CodeViewRegisters.def`).
final class CodeViewRegister {
    private static final int X64 = 0x8664;
    private static final int ARM64 = 0xaa64;

    /// Of an x86 frame: the address where the return address lies, wherever the stack pointer is now.
    static final int VIRTUAL_FRAME = 30006;

    private static final Map<Integer, String> INTEL = intel();
    private static final Map<Integer, String> ARM = arm();

    private CodeViewRegister() {}

    /// The architecture's name for register `number` of `machine`; what has no name is called by its number.
    static String name(int machine, int number) {
        String known = (machine == ARM64 ? ARM : INTEL).get(number);
        return known != null ? known : "reg" + number;
    }

    /// The register that a procedure's own words "1" (stack), "2" (frame) and "3" (base) stand for.
    static String frameBase(int machine, int encoded) {
        boolean wide = machine == X64;
        return switch (encoded) {
            case 1 -> wide ? "rsp" : machine == ARM64 ? "sp" : name(machine, VIRTUAL_FRAME);
            case 2 -> wide ? "rbp" : machine == ARM64 ? "fp" : "ebp";
            case 3 -> wide ? "r13" : machine == ARM64 ? "x19" : "ebx";
            default -> "";
        };
    }

    private static Map<Integer, String> intel() {
        Map<Integer, String> names = new HashMap<>();
        number(names, 1, "al cl dl bl ah ch dh bh ax cx dx bx sp bp si di eax ecx edx ebx esp ebp esi edi");
        number(names, 25, "es cs ss ds fs gs");
        number(names, 33, "eip efl");
        number(names, 128, "st0 st1 st2 st3 st4 st5 st6 st7");
        number(names, 154, "xmm0 xmm1 xmm2 xmm3 xmm4 xmm5 xmm6 xmm7");
        number(names, 252, "xmm8 xmm9 xmm10 xmm11 xmm12 xmm13 xmm14 xmm15");
        number(names, 324, "sil dil bpl spl rax rbx rcx rdx rsi rdi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15");
        number(names, 344, "r8b r9b r10b r11b r12b r13b r14b r15b r8w r9w r10w r11w r12w r13w r14w r15w");
        number(names, 360, "r8d r9d r10d r11d r12d r13d r14d r15d");
        names.put(VIRTUAL_FRAME, "vframe");
        return Map.copyOf(names);
    }

    private static Map<Integer, String> arm() {
        List<String> narrow = new ArrayList<>();
        List<String> wide = new ArrayList<>();
        for (int i = 0; i <= 30; i++) {
            narrow.add("w" + i);
            wide.add("x" + i);
        }
        Map<Integer, String> names = new HashMap<>();
        number(names, 10, String.join(" ", narrow));
        number(names, 50, String.join(" ", wide.subList(0, 29)));
        number(names, 79, "fp lr sp");
        return Map.copyOf(names);
    }

    private static void number(Map<Integer, String> names, int first, String words) {
        int number = first;
        for (String word : words.split(" ")) {
            names.put(number++, word);
        }
    }
}
