package io.kdlab.transport.ieee1394;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A bus with nodes behind the system calls of Linux's firewire devices: what `linux/firewire-cdev.h`
/// promises, and bus resets, nodes that leave, and faulty answers on order. Written against the header, not
/// against our code.
public final class FakeFirewire implements FirewireBus {
    private static final int EINVAL = 22;
    private static final int ENODEV = 19;
    private static final int EIO = 5;
    private static final int ADDRESS_ERROR = 7;
    private static final int OLD_GENERATION = 0x13;

    private final Map<String, FakeNode> nodes = new TreeMap<>();
    private final List<File> open = new ArrayList<>();
    private int generation = 1;
    private long requests;

    /// A bus with nothing on it but this machine, `/dev/fw0`.
    public FakeFirewire() {
        add("/dev/fw0", new FakeNode(2));
    }

    /// Plugs a node in; everybody sees a bus reset.
    public synchronized void add(String name, FakeNode node) {
        nodes.put(name, node);
        reset();
    }

    /// Pulls a node; its devices say ENODEV from now on.
    public synchronized void remove(String name) {
        FakeNode node = nodes.remove(name);
        if (node != null) {
            node.gone = true;
        }
        reset();
    }

    /// A bus reset: the generation goes up and every node has another id.
    public synchronized void reset() {
        generation++;
        int id = 0xFFC0 + generation % 3;
        for (FakeNode node : nodes.values()) {
            node.id = id++;
        }
        open.forEach(File::tellReset);
    }

    /// How many transactions were asked for.
    public synchronized long requests() {
        return requests;
    }

    /// How many devices are open.
    public synchronized int opened() {
        return open.size();
    }

    @Override
    public synchronized List<String> nodes() {
        return List.copyOf(nodes.keySet());
    }

    @Override
    public FirewireDevice open(String name) throws FirewireException {
        return openFile(name);
    }

    /// The same with the memory of another process behind `ioctl(2)`.
    public synchronized File openFile(String name) throws FirewireException {
        FakeNode node = nodes.get(name);
        if (node == null) {
            throw FirewireException.ofErrno(name, 2);
        }
        File file = new File(name, node);
        open.add(file);
        return file;
    }

    /// One open device.
    public final class File implements FirewireDevice {
        private final String name;
        private final FakeNode node;
        private final BlockingQueue<byte[]> events = new LinkedBlockingQueue<>();
        private long resetClosure;
        private boolean introduced;

        File(String name, FakeNode node) {
            this.name = name;
            this.node = node;
        }

        @Override
        public int ioctl(int request, Pointer argument) throws FirewireException {
            int result = ioctl(request, Pointer.nativeValue(argument), UserMemory.OWN);
            if (result < 0) {
                throw FirewireException.ofErrno(name, -result);
            }
            return result;
        }

        /// As the kernel has it: a negative result is an error number.
        public int ioctl(int request, long argument, UserMemory memory) {
            synchronized (FakeFirewire.this) {
                if (node.gone) {
                    return -ENODEV;
                }
                return switch (request) {
                    case 0xC0282300 -> getInfo(argument, memory);
                    case 0x40282301 -> sendRequest(argument, memory);
                    case 0x00002311 -> node.speed;
                    default -> -EINVAL;
                };
            }
        }

        private int getInfo(long argument, UserMemory memory) {
            ByteBuffer info = little(memory.read(argument, 40));
            int room = info.getInt(4);
            long romAt = info.getLong(8);
            long resetAt = info.getLong(16);
            resetClosure = info.getLong(24);
            introduced = true;
            ByteBuffer rom = ByteBuffer.allocate(4 * node.rom.length).order(ByteOrder.LITTLE_ENDIAN);
            for (int quadlet : node.rom) {
                rom.putInt(quadlet);
            }
            if (romAt != 0) {
                memory.write(romAt, java.util.Arrays.copyOf(rom.array(), Math.min(room, rom.capacity())));
            }
            if (resetAt != 0) {
                memory.write(resetAt, resetEvent());
            }
            info.putInt(0, 5).putInt(4, rom.capacity()).putInt(32, 0);
            memory.write(argument, info.array());
            return 0;
        }

        private int sendRequest(long argument, UserMemory memory) {
            ByteBuffer request = little(memory.read(argument, 40));
            int tcode = request.getInt(0);
            int length = request.getInt(4);
            long address = request.getLong(8);
            if (tcode != 1 && tcode != 5) {
                return -EINVAL;
            }
            if (length < 0 || length > 4096 || length > 512 << node.speed) {
                return -EIO;
            }
            byte[] data = tcode == 1 ? memory.read(request.getLong(24), length) : new byte[0];
            requests++;
            FakeNode.Fault fault = node.faults.poll();
            if (fault != null && fault.busReset()) {
                node.beforeReset.run();
                reset();
            }
            byte[] answer = new byte[0];
            int rcode;
            if (request.getInt(32) != generation) {
                rcode = OLD_GENERATION;
            } else if (fault != null && !fault.performed()) {
                rcode = fault.rcode();
            } else if (tcode == 1) {
                rcode = node.write(address, data) ? 0 : ADDRESS_ERROR;
                node.written.run();
            } else {
                byte[] read = node.read(address, length);
                rcode = read == null ? ADDRESS_ERROR : 0;
                answer = read == null ? answer : read;
            }
            if (fault != null && fault.rcode() != 0 && rcode == 0) {
                rcode = fault.rcode();
                answer = new byte[0];
            }
            events.add(responseEvent(request.getLong(16), rcode, answer));
            return 0;
        }

        private byte[] responseEvent(long closure, int rcode, byte[] answer) {
            // The structure ends in four bytes of padding, and the kernel never hands out less than the structure.
            ByteBuffer event =
                    ByteBuffer.allocate(Math.max(24, 20 + answer.length)).order(ByteOrder.LITTLE_ENDIAN);
            event.putLong(0, closure).putInt(8, 1).putInt(12, rcode).putInt(16, answer.length);
            event.put(20, answer);
            return event.array();
        }

        private byte[] resetEvent() {
            int local = nodes.get("/dev/fw0") == null ? 0 : nodes.get("/dev/fw0").id;
            return ByteBuffer.allocate(40)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(0, resetClosure)
                    .putInt(12, node.id)
                    .putInt(16, local)
                    .putInt(20, local)
                    .putInt(24, local)
                    .putInt(28, local)
                    .putInt(32, generation)
                    .array();
        }

        private void tellReset() {
            if (introduced) {
                events.add(node.gone ? new byte[0] : resetEvent());
            }
        }

        @Override
        public int read(Pointer into, int size, int millis) throws FirewireException {
            byte[] event = nextEvent(millis);
            if (event == null) {
                return 0;
            }
            int length = Math.min(size, event.length);
            into.write(0, event, 0, length);
            return length;
        }

        /// The next event, or null if none comes in time.
        public byte[] nextEvent(int millis) throws FirewireException {
            try {
                byte[] event = events.poll(millis, TimeUnit.MILLISECONDS);
                if (node.gone && (event == null || event.length == 0)) {
                    throw FirewireException.ofErrno(name, ENODEV);
                }
                return event;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }

        /// Whether an event, or the news that the node is gone, waits.
        public boolean isReadable() {
            return !events.isEmpty() || node.gone;
        }

        @Override
        public void close() {
            synchronized (FakeFirewire.this) {
                open.remove(this);
            }
        }

        private static ByteBuffer little(byte[] bytes) {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
