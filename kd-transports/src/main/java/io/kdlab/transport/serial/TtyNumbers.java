package io.kdlab.transport.serial;

/// Numbers and layouts of Linux's terminal interface, as its headers have them for x86-64 and arm64
/// (asm-generic).
///
/// `TtyNumbersTest` compares each with what a C compiler says of the system's own headers.
final class TtyNumbers {
    static final int O_RDWR = 0x2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;

    static final int TIOCEXCL = 0x540c;
    static final int TIOCNXCL = 0x540d;
    static final int TIOCMGET = 0x5415;
    static final int TIOCGICOUNT = 0x545d;
    static final int TCFLSH = 0x540b;
    static final int TCGETS2 = 0x802c542a;
    static final int TCSETS2 = 0x402c542b;

    /// `struct termios2`: four 32-bit flag words, the line discipline, the control characters, two rates.
    static final int TERMIOS2_SIZE = 44;

    static final int C_IFLAG = 0;
    static final int C_OFLAG = 4;
    static final int C_CFLAG = 8;
    static final int C_LFLAG = 12;
    static final int C_CC = 17;
    static final int C_ISPEED = 36;
    static final int C_OSPEED = 40;
    static final int VTIME = 5;
    static final int VMIN = 6;

    static final int PARMRK = 0x8;
    static final int INPCK = 0x10;
    static final int CS8 = 0x30;
    static final int CREAD = 0x80;
    static final int HUPCL = 0x400;
    static final int CLOCAL = 0x800;
    /// The rate is the number in `c_ospeed`, not one of a list.
    static final int BOTHER = 0x1000;

    static final int TIOCM_DTR = 0x2;
    static final int TIOCM_RTS = 0x4;
    static final int TIOCM_CTS = 0x20;
    static final int TIOCM_CAR = 0x40;
    static final int TIOCM_RNG = 0x80;
    static final int TIOCM_DSR = 0x100;

    /// `struct serial_icounter_struct`: twenty 32-bit numbers.
    static final int ICOUNT_SIZE = 80;

    static final int ICOUNT_FRAME = 24;
    static final int ICOUNT_OVERRUN = 28;
    static final int ICOUNT_PARITY = 32;
    static final int ICOUNT_BRK = 36;
    static final int ICOUNT_BUF_OVERRUN = 40;

    private TtyNumbers() {}

    /// Whether this machine is one that the numbers hold for.
    static boolean holdHere() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64", "aarch64" -> true;
            default -> false;
        };
    }
}
