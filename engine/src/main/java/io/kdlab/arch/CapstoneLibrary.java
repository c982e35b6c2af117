package io.kdlab.arch;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kdlab.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The few calls of libcapstone that are needed, by JNA.
///
/// The record that it returns grew between releases (the bytes of an instruction from 16 to 24), so its layout
/// is chosen by the release that the library itself reports, and an unknown release is refused.
final class CapstoneLibrary {
    /// Names the library file, instead of the system's; anything that is no library shows what its absence
    /// looks like.
    static final String PROPERTY = "kdlab.capstone";

    static final String VARIABLE = "KDLAB_CAPSTONE";

    private static final List<String> NAMES = List.of("libcapstone.so.4", "libcapstone.so.5", "capstone");
    private static final int ARCH_ARM64 = 1;
    private static final int ARCH_X86 = 3;
    private static final int MODE_LITTLE_ENDIAN = 0;
    private static final int MODE_32 = 1 << 2;
    private static final int MODE_64 = 1 << 3;
    private static final int OPTION_SYNTAX = 1;
    private static final long SYNTAX_MASM = 4;

    /// One decoded instruction in Capstone's own words.
    record Raw(int length, String mnemonic, String operands) {}

    private final Function disassemble;
    private final Function free;
    private final long handle;
    private final int mnemonicOffset;

    private CapstoneLibrary(NativeLibrary library, String from, Architecture architecture) {
        int major = release(library);
        if (major != 4 && major != 5) {
            throw new UnsatisfiedLinkError(from + " is release " + major + "; releases 4 and 5 are known");
        }
        mnemonicOffset = major == 4 ? 34 : 42;
        disassemble = library.getFunction("cs_disasm");
        free = library.getFunction("cs_free");
        PointerByReference opened = new PointerByReference();
        int family = architecture instanceof Arm64 ? ARCH_ARM64 : ARCH_X86;
        int mode = switch (architecture) {
            case X64 _ -> MODE_64;
            case X86 _ -> MODE_32;
            case Arm64 _ -> MODE_LITTLE_ENDIAN;
        };
        check(library, "cs_open", family, mode, opened);
        handle = Pointer.nativeValue(opened.getValue());
        if (family == ARCH_X86) {
            check(library, "cs_option", handle, OPTION_SYNTAX, SYNTAX_MASM);
        }
    }

    /// The library that the property or the variable names, else the system's.
    static String choice() {
        String named = System.getProperty(PROPERTY);
        if (named == null) {
            named = System.getenv(VARIABLE);
        }
        return named == null ? "" : named;
    }

    /// Loads the library `choice` names, for code of `architecture`; the system's when it is empty.
    ///
    /// @throws UnsatisfiedLinkError saying what was tried
    static CapstoneLibrary load(String choice, Architecture architecture) {
        List<String> names = choice.isEmpty() ? NAMES : List.of(choice);
        @Nullable UnsatisfiedLinkError last = null;
        for (String name : names) {
            try {
                return new CapstoneLibrary(NativeLibrary.getInstance(name), name, architecture);
            } catch (UnsatisfiedLinkError e) {
                last = e;
            }
        }
        throw last == null ? new UnsatisfiedLinkError("no name to try") : last;
    }

    /// The first instruction of `code`, empty when the bytes are none.
    synchronized Optional<Raw> first(long address, Bytes code) {
        Memory input = new Memory(code.length());
        input.write(0, code.toByteArray(), 0, code.length());
        PointerByReference out = new PointerByReference();
        long count = disassemble.invokeLong(new Object[] {handle, input, (long) code.length(), address, 1L, out});
        if (count == 0) {
            return Optional.empty();
        }
        Pointer found = out.getValue();
        try {
            return Optional.of(new Raw(
                    Short.toUnsignedInt(found.getShort(16)),
                    text(found, mnemonicOffset, 32),
                    text(found, mnemonicOffset + 32, 160)));
        } finally {
            free.invokeVoid(new Object[] {found, count});
        }
    }

    private static String text(Pointer from, int offset, int limit) {
        byte[] raw = from.getByteArray(offset, limit);
        int length = 0;
        while (length < limit && raw[length] != 0) {
            length++;
        }
        return new String(raw, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static int release(NativeLibrary library) {
        IntByReference major = new IntByReference();
        library.getFunction("cs_version").invokeInt(new Object[] {major, new IntByReference()});
        return major.getValue();
    }

    private static void check(NativeLibrary library, String call, Object... arguments) {
        int error = library.getFunction(call).invokeInt(arguments);
        if (error != 0) {
            throw new UnsatisfiedLinkError(call + " answered error " + error);
        }
    }
}
