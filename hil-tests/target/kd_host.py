"""A small KD host for smoke.py: symbols of an image, a stack walker, the host role on a socket or a pty.

Independent of the Java code on purpose. Python's standard library and llvm-pdbutil.
"""
import bisect, os, re, select, socket, struct, subprocess, time, tty

DATA, CONTROL = b"0000", b"iiii"
TIMEOUT = 10


class Image:
    """Symbols and field offsets of one image, through llvm-pdbutil and the PE headers."""

    def __init__(self, path):
        self.path = path
        raw = open(path, "rb").read()
        pe = struct.unpack_from("<I", raw, 0x3C)[0]
        count, optional = struct.unpack_from("<H", raw, pe + 6)[0], struct.unpack_from("<H", raw, pe + 20)[0]
        self.sections = [struct.unpack_from("<I", raw, pe + 24 + optional + 40 * i + 12)[0] for i in range(count)]
        pdb = os.path.splitext(path)[0] + ".pdb"
        dump = lambda what: subprocess.run(["llvm-pdbutil", "dump", what, pdb], capture_output=True, text=True, check=True).stdout
        self.publics = {}
        for name, section, offset in re.findall(r"`([^`]+)`\n\s+flags = [^\n]*addr = (\d+):(\d+)", dump("--publics")):
            self.publics[name] = self.sections[int(section) - 1] + int(offset)
        functions = dict(self.publics)  # for names of places: the static ones too
        for name, section, offset in re.findall(r"S_[GL]PROC32 [^`]*`([^`]+)`\n[^\n]*addr = (\d+):(\d+)", dump("--symbols")):
            functions[name] = self.sections[int(section) - 1] + int(offset)
        self.order = sorted((rva, name) for name, rva in functions.items() if not name.startswith("??_C@"))
        self.fields, lists = {}, {}
        text = dump("--types")
        for record in re.split(r"\n(?=\s*0x[0-9A-F]+ \|)", text):
            head = re.match(r"\s*(0x[0-9A-F]+) \| (LF_\w+)", record)
            if not head:
                continue
            if head[2] == "LF_FIELDLIST":
                lists[head[1]] = {n: int(o) for n, o in re.findall(r"LF_MEMBER \[name = `(\w+)`.*?offset = (\d+)", record)}
            elif head[2] == "LF_STRUCTURE":
                n = re.search(r"`(\w+)`", record)
                f = re.search(r"field list: (0x[0-9A-F]+)", record)
                size = re.search(r"sizeof (\d+)", record)
                if n and f and f[1] in lists:
                    self.fields[n[1]] = dict(lists[f[1]], sizeof=int(size[1]))


    def name(self, rva):
        return self.order[bisect.bisect(self.order, (rva, "\xff")) - 1][1]


class Walker:
    """Stacks by .pdata and .xdata read from the target: no frame pointers, no guesses (kd-protocol 7.1)."""

    REGISTERS = dict(zip("rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15".split(), range(16)))

    def __init__(self, kd, images):
        self.kd, self.images, self.tables, self.infos = kd, images, {}, {}  # images: base -> Image

    def module(self, pc):
        for base, image in self.images.items():
            if base <= pc < base + 0x100000:
                return base, image
        return None, None

    def table(self, base):
        if base not in self.tables:
            pe = self.kd.u32(base + 0x3C)
            rva, size = struct.unpack("<II", self.kd.read(base + pe + 0x88 + 3 * 8, 8))
            raw = self.kd.read(base + rva, size)
            t = [struct.unpack_from("<III", raw, i) for i in range(0, size, 12)]
            assert t == sorted(t) and all(a[1] <= b[0] for a, b in zip(t, t[1:])), ".pdata sorted, no overlap"
            self.tables[base] = t
        return self.tables[base]

    def info(self, address):
        if address not in self.infos:
            head = self.kd.read(address, 4)
            self.infos[address] = head + self.kd.read(address + 4, ((head[2] + 1) & ~1) * 2 + 12)
        return self.infos[address]

    def step(self, pc, regs):
        """One frame up: changes regs (a list of 16), returns the new pc. No epilogues: stops are never inside one here."""
        base, _ = self.module(pc)
        t = self.table(base)
        i = bisect.bisect(t, (pc - base, 1 << 32, 0)) - 1
        if i < 0 or not t[i][0] <= pc - base < t[i][1]:
            pc = self.kd.u64(regs[4])
            regs[4] += 8
            return pc
        entry, offset, chained = t[i], pc - base - t[i][0], False
        while True:
            raw = self.info(base + entry[2])
            flags, prolog, count, frame = raw[0] >> 3, raw[1], raw[2], raw[3]
            codes, n = raw[4:4 + 2 * count], 0
            established = frame & 15 and (chained or flags & 4 or offset >= prolog or
                                          any(codes[k + 1] & 15 == 3 and codes[k] <= offset for k in range(0, len(codes), 2)))
            at = regs[frame & 15] - (frame >> 4) * 16 if established else regs[4]
            while n < count:
                when, op, info = codes[2 * n], codes[2 * n + 1] & 15, codes[2 * n + 1] >> 4
                u16 = lambda k: struct.unpack_from("<H", codes, 2 * (n + k))[0]
                size = {1: 2 + info, 4: 2, 5: 3, 8: 2, 9: 3}.get(op, 1)
                if chained or when <= offset:
                    if op == 0:
                        regs[info] = self.kd.u64(regs[4])
                        regs[4] += 8
                    elif op == 1:
                        regs[4] += u16(1) * 8 if info == 0 else u16(1) | u16(2) << 16
                    elif op == 2:
                        regs[4] += info * 8 + 8
                    elif op == 3:
                        regs[4] = regs[frame & 15] - (frame >> 4) * 16
                    elif op == 4:
                        regs[info] = self.kd.u64(at + u16(1) * 8)
                    elif op == 10:
                        regs[4] += 8 * info
                        pc, regs[4] = self.kd.u64(regs[4]), self.kd.u64(regs[4] + 24)
                        return pc
                    else:
                        raise AssertionError("unwind code %d" % op)
                n += size
            if not flags & 4:
                break
            entry, chained = struct.unpack_from("<III", raw, 4 + ((count + 1) & ~1) * 2), True
        pc = self.kd.u64(regs[4])
        regs[4] += 8
        return pc

    def walk(self, pc, regs):
        """[(name, registers on entry to the frame's caller)] from the innermost frame until a return address of 0."""
        frames = []
        while pc:
            base, image = self.module(pc)
            assert base is not None and len(frames) < 40, (hex(pc), frames)
            frames.append((image.name(pc - base), list(regs)))
            sp = regs[4]
            pc = self.step(pc, regs)
            assert regs[4] > sp
        return frames


class Kd:
    """The host role over a socket: acks at once, keeps the prints, answers prompts."""

    def __init__(self, path):
        self.path, self.buffer, self.prints, self.notices, self.answer = path, b"", [], [], b"kdlab"
        self.damaged = self.seen_sync = self.retransmitted = self.prompts = 0
        self.connect()

    def connect(self):
        deadline = time.time() + TIMEOUT
        while True:
            try:
                if self.path.startswith("/dev/"):
                    self.fd = os.open(self.path, os.O_RDWR | os.O_NOCTTY)
                    tty.setraw(self.fd)
                else:
                    s = socket.socket(socket.AF_UNIX)
                    s.connect(self.path)
                    self.fd = s.detach()
                break
            except OSError:
                if time.time() > deadline:
                    raise
                time.sleep(0.01)
        self.out, self.expected, self.buffer = 0x80800000, None, b""

    def put(self, data, pause=0):
        for part in [data[i:i + 1] for i in range(len(data))] if pause else [data]:
            assert os.write(self.fd, part) == len(part)
            time.sleep(pause)

    def fill(self, deadline):
        if not select.select([self.fd], [], [], max(0.001, deadline - time.time()))[0]:
            return False
        got = os.read(self.fd, 65536)
        if not got:
            raise EOFError("the target closed the line")
        self.buffer += got
        return True

    def take(self, deadline):
        """The next packet: (leader, type, id, payload), or None when the time is over."""
        while True:
            at = min([i for i in (self.buffer.find(DATA), self.buffer.find(CONTROL)) if i >= 0], default=-1)
            if at >= 0 and len(self.buffer) >= at + 16:
                leader, kind, count, ident, total = self.buffer[at:at + 4], *struct.unpack_from("<HHII", self.buffer, at + 4)
                if leader == CONTROL:
                    self.buffer = self.buffer[at + 16:]
                    return leader, kind, ident, b""
                if len(self.buffer) >= at + 16 + count + 1:
                    payload = self.buffer[at + 16:at + 16 + count]
                    if self.buffer[at + 16 + count] != 0xAA or sum(payload) & 0xFFFFFFFF != total:
                        self.damaged += 1  # cut short while we did not read: the next one is behind it
                        self.buffer = self.buffer[at + 4:]
                        continue
                    self.buffer = self.buffer[at + 17 + count:]
                    return leader, kind, ident, payload
            if time.time() >= deadline or not self.fill(deadline):
                if time.time() >= deadline:
                    return None

    def control(self, kind, ident=0):
        self.put(CONTROL + struct.pack("<HHII", kind, 0, ident, 0))

    def send(self, kind, payload, deadline=None):
        """One data packet, until its ack; data that comes in between is served."""
        deadline = deadline or time.time() + TIMEOUT
        raw = DATA + struct.pack("<HHII", kind, len(payload), self.out, sum(payload)) + payload + b"\xAA"
        self.put(raw)
        queued = []
        while True:
            p = self.take(min(deadline, time.time() + 1))
            if p is None:
                assert time.time() < deadline, "no ack"
                self.put(raw)
            elif p[0] == CONTROL and p[1] == 4 and p[2] == self.out:
                self.out ^= 1
                return queued
            elif p[0] == CONTROL and p[1] == 5:
                self.put(raw)
            elif p[0] == DATA:
                q = self.accept(p)
                if q:
                    queued.append(q)

    def control_packet(self, timeout=TIMEOUT):
        """The next control packet as (type, id); data before it (the target repeats after 20 ms) is acknowledged."""
        deadline = time.time() + timeout
        while True:
            p = self.take(deadline)
            if p is None:
                return None
            if p[0] == CONTROL:
                return p[1], p[2]
            self.accept(p)

    def reply(self):
        """The next data packet that is new."""
        while True:
            p = self.take(time.time() + TIMEOUT)
            assert p, "no reply"
            q = self.accept(p) if p[0] == DATA else None
            if q:
                return q

    def accept(self, p):
        """Acks a data packet; returns (type, payload) unless it is a duplicate, a print or a prompt."""
        _, kind, ident, payload = p
        self.control(4, ident & ~0x800)
        if ident & 0x800:
            self.seen_sync += 1
            self.out = 0x80800000
        elif self.expected is not None and ident != self.expected:
            self.retransmitted += 1
            return None
        self.expected = (ident & ~0x800) ^ 1
        if kind == 3:
            api, _, _, length, room = struct.unpack_from("<IHHII", payload)
            if api == 0x3230:
                self.prints.append(payload[16:16 + length].decode("latin1"))
            else:
                self.prompts += 1
                self.prints.append(payload[16:16 + length].decode("latin1"))
                if self.answer is not None:
                    self.send(3, struct.pack("<IHHII", 0x3231, 6, 0, 0, len(self.answer)) + self.answer)
            return None
        return kind, payload

    def event(self, timeout=TIMEOUT, load=True):
        """The next state change as a dict. Load symbols are noted and continued by themselves."""
        deadline = time.time() + timeout
        while True:
            p = self.take(deadline)
            if p is None:
                return None
            if p[0] == CONTROL:
                if p[1] == 6:
                    self.out, self.expected = 0x80800000, 0x80800000
                continue
            q = self.accept(p)
            if not q or q[0] != 7:
                continue
            e = self.state(q[1])
            if e["new"] == 0x3031 and load:
                self.notices.append(e)
                self.send(2, self.message(0x3136, struct.pack("<I", 0x10002)))
                continue
            return e

    @staticmethod
    def state(p):
        assert len(p) >= 240
        new, level, cpu, cpus, thread, pc = struct.unpack_from("<IHHIxxxxQQ", p)
        e = dict(new=new, cpu=cpu, cpus=cpus, thread=thread, pc=pc, length=len(p))
        if new == 0x3030:
            e["code"], _, _, e["address"], n = struct.unpack_from("<IIQQI", p, 32)
            e["parameters"] = struct.unpack_from("<%dQ" % n, p, 64)
            e["first"] = struct.unpack_from("<I", p, 184)[0]
        else:
            length, base, process, checksum, size, unload = struct.unpack_from("<IxxxxQQIIB", p, 32)
            e.update(base=base, size=size, unload=unload, checksum=checksum, path=p[len(p) - length:-1].decode() if length else "")
        e["dr6"], e["dr7"], e["eflags"], count, flags = struct.unpack_from("<QQIHH", p, 192)
        e["stream"], e["cs"] = p[216:216 + count], struct.unpack_from("<H", p, 232)[0]
        return e

    @staticmethod
    def message(api, union=b"", data=b"", cpu=0):
        return struct.pack("<IHHII", api, 0x5A5A, cpu, 0x103, 0xC0FFEE) + union.ljust(40, b"\x77") + data

    def request(self, api, union=b"", data=b"", cpu=0):
        """A request and its reply: (status, union, data). The echo of the header is checked."""
        queued = self.send(2, self.message(api, union, data, cpu))
        deadline = time.time() + TIMEOUT
        while True:
            q = queued.pop(0) if queued else None
            if q is None:
                p = self.take(deadline)
                assert p, "no reply to %x" % api
                q = self.accept(p) if p[0] == DATA else None
            if q and q[0] == 2:
                got, level, c, status, pad = struct.unpack_from("<IHHII", q[1])
                assert (got, level, c, pad) == (api, 0x5A5A, cpu, 0xC0FFEE), "echo"
                return status, q[1][16:56], q[1][56:]

    # ---- the APIs ----

    def read(self, address, count, api=0x3130):
        status, union, data = self.request(api, struct.pack("<QII", address, count, 0))
        actual = struct.unpack_from("<I", union, 12)[0]
        assert actual == len(data) and (status == 0) == (actual == min(count, 3944)), (hex(status), actual, count)
        return data

    def write(self, address, data, api=0x3131):
        status, union, rest = self.request(api, struct.pack("<QII", address, len(data), 0), data)
        assert not rest
        return status

    def u32(self, address):
        return struct.unpack("<I", self.read(address, 4))[0]

    def u64(self, address):
        return struct.unpack("<Q", self.read(address, 8))[0]

    def context(self):
        status, _, data = self.request(0x3132)
        assert status == 0 and len(data) == 1232
        return bytearray(data)

    def go(self, trace=0, dr7=0x400, status=0x10002):
        return self.send(2, self.message(0x313C, struct.pack("<IIQQQ", status, trace, dr7, 1, 0)))

    def resume(self, **how):
        """Goes on; a state change that came with the ack is put back in front."""
        self.ahead = self.go(**how)

    def stop(self, timeout=TIMEOUT):
        if getattr(self, "ahead", None):
            for q in self.ahead:
                if q[0] == 7:
                    self.ahead = []
                    return self.state(q[1])
        return self.event(timeout)

    def wait_print(self, text, timeout=TIMEOUT):
        """Until a print holds text; no stop may come before."""
        deadline = time.time() + timeout
        while not any(text in p for p in self.prints):
            e = self.event(min(0.05, max(0.001, deadline - time.time())))
            assert e is None, "a stop instead of a print: %r" % e
            assert time.time() < deadline, "no print %r in %r" % (text, self.prints[-5:])

    def break_in(self, timeout=TIMEOUT):
        deadline = time.time() + timeout
        while time.time() < deadline:
            self.put(b"b")
            e = self.event(1)
            if e:
                return e
        raise AssertionError("no break-in")


def rip(context, value=None):
    if value is not None:
        struct.pack_into("<Q", context, 0xF8, value)
    return struct.unpack_from("<Q", context, 0xF8)[0]


def reg(context, offset):
    return struct.unpack_from("<Q", context, offset)[0]
