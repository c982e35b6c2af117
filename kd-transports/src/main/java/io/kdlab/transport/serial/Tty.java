package io.kdlab.transport.serial;

import static io.kdlab.transport.serial.TtyNumbers.*;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.kdlab.transport.LineErrors;
import io.kdlab.transport.ModemLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// A second descriptor of a serial port, for what the library that reads and writes it cannot do: keep
/// other programs out, set any rate and learn what it became, leave the modem lines alone at closing, read
/// lines and counters.
///
/// Errors are `IOException`s with one clause. Free for any thread; nothing works after `close`.
final class Tty implements AutoCloseable {
    /// How a port was found.
    ///
    /// @param hangsUp whether DTR and RTS would fall when the last program closes it: after plugging in, and
    ///     after a program that left it so. Where it is not, the lines have stayed up since the last use.
    record Found(boolean hangsUp) {}

    private static final byte[] NOTHING = {};
    private static final int IO_FLUSH = 2;

    private final int fd;
    private boolean closed;

    private Tty(int fd) {
        this.fd = fd;
    }

    /// Opens the device without waiting for a carrier and without making it anybody's terminal.
    static Tty open(String path) throws IOException {
        if (!TtyNumbers.holdHere()) {
            throw new IOException("the terminal interface of a %s machine is not known to this program"
                    .formatted(System.getProperty("os.arch")));
        }
        try {
            return new Tty(TtyCalls.get().open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
        } catch (LastErrorException e) {
            throw failed(e);
        }
    }

    /// From now on nobody but root can open the port, whether he asks for a lock or not.
    void takeExclusively() throws IOException {
        call(TIOCEXCL, NOTHING);
    }

    /// 8 data bits, no parity, one stop bit, no flow control, at `rate`; every byte as it comes, those with
    /// errors marked ([MarkedBytes]); nothing falls at closing. Throws away what was received until now.
    Found configure(int rate) throws IOException {
        ByteBuffer termios = settings();
        boolean hangsUp = (termios.getInt(C_CFLAG) & HUPCL) != 0;
        termios.putInt(C_IFLAG, INPCK | PARMRK)
                .putInt(C_OFLAG, 0)
                .putInt(C_CFLAG, CS8 | CREAD | CLOCAL | BOTHER)
                .putInt(C_LFLAG, 0)
                .put(C_CC + VMIN, (byte) 1)
                .put(C_CC + VTIME, (byte) 0)
                .putInt(C_ISPEED, rate)
                .putInt(C_OSPEED, rate);
        call(TCSETS2, termios.array());
        flush();
        return new Found(hangsUp);
    }

    /// The rate that the driver says it has set, in bits a second.
    int rate() throws IOException {
        return settings().getInt(C_OSPEED);
    }

    /// Whether DTR and RTS fall when the last program closes the port.
    boolean hangsUp() throws IOException {
        return (settings().getInt(C_CFLAG) & HUPCL) != 0;
    }

    /// Empty where the port has none, as a pseudo-terminal.
    Optional<ModemLines> lines() throws IOException {
        return ask(TIOCMGET, Integer.BYTES).map(answer -> {
            int bits = answer.getInt(0);
            return new ModemLines(
                    (bits & TIOCM_DTR) != 0,
                    (bits & TIOCM_RTS) != 0,
                    (bits & TIOCM_CTS) != 0,
                    (bits & TIOCM_DSR) != 0,
                    (bits & TIOCM_CAR) != 0,
                    (bits & TIOCM_RNG) != 0);
        });
    }

    /// Empty where the driver does not count.
    Optional<LineErrors> errors() throws IOException {
        return ask(TIOCGICOUNT, ICOUNT_SIZE)
                .map(answer -> new LineErrors(
                        Integer.toUnsignedLong(answer.getInt(ICOUNT_FRAME)),
                        Integer.toUnsignedLong(answer.getInt(ICOUNT_OVERRUN)),
                        Integer.toUnsignedLong(answer.getInt(ICOUNT_PARITY)),
                        Integer.toUnsignedLong(answer.getInt(ICOUNT_BRK)),
                        Integer.toUnsignedLong(answer.getInt(ICOUNT_BUF_OVERRUN))));
    }

    /// Lets others open the port again and gives the descriptor back.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            TtyCalls.get().ioctl(fd, new NativeLong(TIOCNXCL), NOTHING);
        } catch (LastErrorException _) {
            // Unplugged; nobody is kept out of what is gone.
        }
        try {
            TtyCalls.get().close(fd);
        } catch (LastErrorException _) {
            // The descriptor is given back all the same.
        }
    }

    private ByteBuffer settings() throws IOException {
        ByteBuffer termios = ByteBuffer.allocate(TERMIOS2_SIZE).order(ByteOrder.nativeOrder());
        call(TCGETS2, termios.array());
        return termios;
    }

    /// Empty when the device does not know the request (ENOTTY, EINVAL).
    private Optional<ByteBuffer> ask(int request, int size) throws IOException {
        byte[] answer = new byte[size];
        try {
            raw(request, answer);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Errno.ENOTTY || e.getErrorCode() == Errno.EINVAL) {
                return Optional.empty();
            }
            throw failed(e);
        }
        return Optional.of(ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()));
    }

    private void call(int request, byte[] argument) throws IOException {
        try {
            raw(request, argument);
        } catch (LastErrorException e) {
            throw failed(e);
        }
    }

    private void flush() throws IOException {
        try {
            TtyCalls.get().ioctl(open(), new NativeLong(TCFLSH), new NativeLong(IO_FLUSH));
        } catch (LastErrorException e) {
            throw failed(e);
        }
    }

    private void raw(int request, byte[] argument) throws IOException {
        TtyCalls.get().ioctl(open(), new NativeLong(Integer.toUnsignedLong(request)), argument);
    }

    /// A number that was given back may be another file's by now.
    private synchronized int open() throws IOException {
        if (closed) {
            throw new IOException("the port is closed");
        }
        return fd;
    }

    private static IOException failed(LastErrorException e) {
        return new IOException(Errno.words(e.getErrorCode()), e);
    }
}
