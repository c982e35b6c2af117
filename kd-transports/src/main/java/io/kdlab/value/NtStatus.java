package io.kdlab.value;

import java.util.Locale;
import java.util.Map;

/// A status code of a target: 32 bits whose top two say success, information, warning or error.
public record NtStatus(int code) {
    public static final NtStatus SUCCESS = new NtStatus(0);
    /// What a request carries where its reply carries the result.
    public static final NtStatus PENDING = new NtStatus(0x103);
    /// DBG_EXCEPTION_HANDLED, to be given with a continue.
    public static final NtStatus EXCEPTION_HANDLED = new NtStatus(0x00010001);
    /// DBG_CONTINUE, to be given with a continue.
    public static final NtStatus CONTINUE = new NtStatus(0x00010002);
    /// DBG_EXCEPTION_NOT_HANDLED, to be given with a continue.
    public static final NtStatus EXCEPTION_NOT_HANDLED = new NtStatus(0x80010001);
    /// Misaligned access.
    public static final NtStatus DATATYPE_MISALIGNMENT = new NtStatus(0x80000002);
    public static final NtStatus BREAKPOINT = new NtStatus(0x80000003);
    public static final NtStatus SINGLE_STEP = new NtStatus(0x80000004);
    /// The code under which a processor reports after a switch to it.
    public static final NtStatus WAKE_SYSTEM_DEBUGGER = new NtStatus(0x80000007);
    public static final NtStatus NO_MORE_ENTRIES = new NtStatus(0x8000001A);
    /// The generic refusal: unknown API, short transfer, bad slot.
    public static final NtStatus UNSUCCESSFUL = new NtStatus(0xC0000001);
    public static final NtStatus NOT_IMPLEMENTED = new NtStatus(0xC0000002);
    public static final NtStatus ACCESS_VIOLATION = new NtStatus(0xC0000005);
    public static final NtStatus INVALID_HANDLE = new NtStatus(0xC0000008);
    public static final NtStatus INVALID_PARAMETER = new NtStatus(0xC000000D);
    /// How an offered file is refused.
    public static final NtStatus NO_SUCH_FILE = new NtStatus(0xC000000F);
    public static final NtStatus ILLEGAL_INSTRUCTION = new NtStatus(0xC000001D);
    public static final NtStatus ACCESS_DENIED = new NtStatus(0xC0000022);
    public static final NtStatus INTEGER_DIVIDE_BY_ZERO = new NtStatus(0xC0000094);
    public static final NtStatus INTEGER_OVERFLOW = new NtStatus(0xC0000095);
    /// What `replay:` answers where nothing was recorded.
    public static final NtStatus NOT_FOUND = new NtStatus(0xC0000225);

    public static final NtStatus ASSERTION_FAILURE = new NtStatus(0xC0000420);

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0x00000000, "success"),
            Map.entry(0x00000103, "pending"),
            Map.entry(0x80000002, "misaligned access"),
            Map.entry(0x80000003, "breakpoint"),
            Map.entry(0x80000004, "single step"),
            Map.entry(0x80000007, "processor switch"),
            Map.entry(0x8000001A, "no more entries"),
            Map.entry(0xC0000001, "unsuccessful"),
            Map.entry(0xC0000002, "not implemented"),
            Map.entry(0xC0000005, "access violation"),
            Map.entry(0xC0000008, "invalid handle"),
            Map.entry(0xC000000D, "invalid parameter"),
            Map.entry(0xC000000F, "no such file"),
            Map.entry(0xC000001D, "illegal instruction"),
            Map.entry(0xC0000022, "access denied"),
            Map.entry(0xC0000094, "integer divide by zero"),
            Map.entry(0xC0000095, "integer overflow"),
            Map.entry(0xC0000409, "fast fail"),
            Map.entry(0xC0000420, "assertion failure"));

    /// Whether the top bit is clear, which is how the protocol itself divides success from failure.
    public boolean isSuccess() {
        return code >= 0;
    }

    /// A few words for a person, or the number where we know no words.
    public String words() {
        return NAMES.getOrDefault(code, toString());
    }

    @Override
    public String toString() {
        return "0x" + Hex.digits(Integer.toUnsignedLong(code), 8).toUpperCase(Locale.ROOT);
    }
}
