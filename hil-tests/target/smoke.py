#!/usr/bin/env python3
"""smoke.py [A B]: builds the target kernel, boots it in QEMU and debugs it with the small KD host of kd_host.py.

Independent of the Java code on purpose: what fails here is the kernel. Python's standard library, llvm-pdbutil, QEMU.
"""
import os, re, signal, struct, subprocess, sys, tempfile, time

sys.dont_write_bytecode = True

from kd_host import DATA, TIMEOUT, Image, Kd, Walker, reg, rip

HERE = os.path.dirname(os.path.abspath(__file__))


class Smoke:
    def __init__(self, layout):
        self.layout = layout
        self.scratch = tempfile.TemporaryDirectory(prefix="kdsmoke")
        self.out = os.path.join(self.scratch.name, "out")
        started = time.time()
        subprocess.run([os.path.join(HERE, "build.sh"), layout, self.out], check=True)
        self.say("built in %.1f s" % (time.time() - started))
        self.images = {n: Image(os.path.join(self.out, n)) for n in ("kdkernel.exe", "hal.dll", "testdrv.sys")}
        self.kernel = self.images["kdkernel.exe"]
        self.base = 0

    def say(self, text):
        print("%s: %s" % (self.layout, text), flush=True)

    def sym(self, name):
        return self.base + self.kernel.publics[name]

    def boot(self, options="", pty=False, late=0):
        path = os.path.join(os.path.dirname(self.out), "kd.sock")
        started = time.time()
        self.qemu = subprocess.Popen([os.path.join(HERE, "run.sh"), self.out, "pty" if pty else "unix:%s,server=on,wait=off" % path],
                                     env=dict(os.environ, KD_OPTIONS=options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if pty:
            path = re.search(rb"/dev/\S+", self.qemu.stdout.readline())[0].decode()
        time.sleep(late)
        self.kd = Kd(path)
        if self.base:
            self.walker.kd = self.kd
        return started

    def off(self):
        self.qemu.terminate()
        self.qemu.wait()
        os.close(self.kd.fd)

    def processor_time(self):
        return sum(int(v) for v in open("/proc/%d/stat" % self.qemu.pid).read().rsplit(")")[-1].split()[11:13]) / os.sysconf("SC_CLK_TCK")

    def request(self, name, *arguments):
        """Sets KdTestRequest while stopped; the numbers are those of request.c."""
        names = ("None Int3 Prompt PageFault DivideError BugCheck Reboot LongPrint LoadDriver UnloadDriver InvalidOpcode Assertion"
                 " UnhandledFault StackOverflow")
        kd = self.kd
        kd.write(self.sym("KdTestArgument"), struct.pack("<5Q", *(list(arguments) + [0] * (5 - len(arguments)))))
        kd.write(self.sym("KdTestRequest"), struct.pack("<I", names.split().index(name)))
        kd.prints.clear()

    def skip_int3(self):
        kd = self.kd
        c = kd.context()
        assert kd.read(rip(c), 1) == b"\xCC"
        rip(c, rip(c) + 1)
        assert kd.request(0x3133, b"", bytes(c))[0] == 0

    def run(self):
        started = self.boot()
        try:
            self.attach(started)
            self.data()
            self.refusals()
            self.breakpoints()
            self.hardware()
            self.stacks()
            self.types()
            self.prints()
            self.drivers()
            self.faults()
            self.absent()
            self.bugcheck()
            self.reboot()
            for more in (self.nobody, self.initial_break, self.no_debugger, self.pty, self.endings):
                self.off()
                more()
            self.say("all good")
        finally:
            self.off()

    def attach(self, started):
        kd = self.kd
        while not kd.prints:
            assert kd.event(0.05) is None
            assert time.time() < started + 5, "no first print"
        first = time.time() - started
        self.say("first print after %.2f s: %s" % (first, kd.prints[0].strip()))
        assert first < 2
        kd.wait_print("running")
        assert [e["path"].rsplit("\\", 1)[1] for e in kd.notices] == ["kdkernel.exe", "hal.dll", "testdrv.sys"], kd.notices
        assert all(not e["unload"] and e["checksum"] for e in kd.notices)
        e = kd.break_in()
        assert e["code"] == 0x80000003 and e["cs"] == 0x10 and e["stream"][0] == 0xCC and e["cpus"] == 1, e
        status, union, _ = kd.request(0x3146, cpu=0xFFFF)
        v = struct.unpack("<HHBBHHBBBBHQQQ", union)
        self.base, self.modules, self.list = v[11], v[12], v[13]
        assert status == 0 and v[2] == 6 and v[5] == 0x8664 and self.base == kd.notices[0]["base"], v
        assert e["pc"] == self.sym("RtlpBreakWithStatusInstruction")
        assert reg(kd.context(), 0x80) == 1, "status in rcx"
        self.say("break-in, version %s" % (v[:6],))

    def data(self):
        kd = self.kd
        block = kd.u64(self.list)
        d = kd.read(block, 0x368)
        assert d[16:20] == b"KDBG" and struct.unpack_from("<I", d, 20)[0] == 0x368
        q = lambda o: struct.unpack_from("<Q", d, o)[0]
        h = lambda o: struct.unpack_from("<H", d, o)[0]
        assert q(0x18) == self.base and q(0x48) == self.modules == self.sym("PsLoadedModuleList")
        assert q(0x20) == self.sym("RtlpBreakWithStatusInstruction") and q(0x88) == self.sym("KiBugcheckData")
        f = self.kernel.fields
        assert h(0x2B4) == f["_KPRCB"]["CurrentThread"] and h(0x2AE) == f["_KPROCESS"]["DirectoryTableBase"]
        modules, at = [], kd.u64(self.modules)
        while at != self.modules:
            entry = kd.read(at, 0xA0)
            length, buffer = struct.unpack_from("<H", entry, 0x58)[0], struct.unpack_from("<Q", entry, 0x60)[0]
            modules.append((kd.read(buffer, length).decode("utf-16le"), struct.unpack_from("<Q", entry, 0x30)[0]))
            at = struct.unpack_from("<Q", entry)[0]
        assert [m[0] for m in modules] == ["kdkernel.exe", "hal.dll", "testdrv.sys"], modules
        for name, base in modules:
            assert kd.read(base, 2) == b"MZ"
        self.walker = Walker(kd, {base: self.images[name] for name, base in modules})
        # processes and their threads
        p, t = f["_EPROCESS"], f["_ETHREAD"]
        found, at, head = {}, kd.u64(q(0x50)), q(0x50)
        while at != head:
            process = at - p["ActiveProcessLinks"]
            name = kd.read(process + p["ImageFileName"], 15).split(b"\0")[0].decode()
            threads, link = [], kd.u64(process + p["ThreadListHead"])
            while link != process + p["ThreadListHead"]:
                thread = link - t["ThreadListEntry"]
                threads.append(kd.u64(thread + t["Cid"] + 8))
                assert kd.u64(thread + h(0x2A0)) == process, "thread's process"
                link = kd.u64(link)
            found[name] = (kd.u64(process + p["UniqueProcessId"]), threads, kd.u64(process + h(0x2AE)))
            at = kd.u64(at)
        assert list(found) == ["System", "hotloop.exe", "lister.exe", "waiter.exe"], found
        assert [len(v[1]) for v in found.values()] == [1, 2, 1, 2] and len({v[2] for v in found.values()}) == 4
        # control space against KDBG: PCR, PRCB, current thread, special registers, physical memory
        space = lambda s, n=8: kd.request(0x3137, struct.pack("<QII", s, n, 0))[2]
        pcr, prcb, thread = (struct.unpack("<Q", space(s))[0] for s in (0, 1, 3))
        assert kd.u64(pcr + h(0x2E2)) == pcr and kd.u64(pcr + h(0x2E4)) == prcb == pcr + h(0x2E6)
        assert kd.u64(prcb + h(0x2B4)) == thread and kd.u64(q(0x218)) == prcb
        special = space(2, 0xE0)
        cr3 = struct.unpack_from("<Q", special, 0x10)[0]
        assert kd.read(prcb + h(0x2F2), 0xE0) == special and struct.unpack_from("<Q", special, 0xA8)[0] == pcr
        table, va = cr3, self.base + 0x1000
        for shift in (39, 30, 21, 12):
            table = struct.unpack("<Q", kd.read((table & 0xFFFFFFFFFF000) + (va >> shift & 511) * 8, 8, 0x313D))[0]
        assert kd.read(table & 0xFFFFFFFFFF000, 64, 0x313D) == kd.read(va, 64)
        # the private page of a process, by its own page directory
        table, va = found["lister.exe"][2], {"A": 0x7FF40000, "B": 0x2A51C7E0000}[self.layout]
        for shift in (39, 30, 21, 12):
            table = struct.unpack("<Q", kd.read((table & 0xFFFFFFFFFF000) + (va >> shift & 511) * 8, 8, 0x313D))[0]
        assert kd.read(table & 0xFFFFFFFFFF000, 26, 0x313D) == b"private page of lister.exe"
        # MSRs, ports, query
        s, u, _ = kd.request(0x3152, struct.pack("<I", 0xC0000101))
        assert s == 0 and struct.unpack_from("<II", u, 4) == (pcr & 0xFFFFFFFF, pcr >> 32)
        assert kd.request(0x3137, struct.pack("<QII", 4, 8, 0))[0] == 0xC0000001
        assert kd.request(0x3139, struct.pack("<QI", 0x3FF, 1))[0] == 0
        assert kd.request(0x3139, struct.pack("<QI", 0x3F9, 2))[0] == 0x80000002
        assert kd.request(0x3139, struct.pack("<QI", 0x3F8, 3))[0] == 0xC000000D
        s, u, _ = kd.request(0x315C, struct.pack("<QQII", self.base + 0x1000, 0, 0, 0))
        assert s == 0 and struct.unpack_from("<II", u, 16) == (2, 5), u
        self.say("KDBG, modules, processes, control space, page tables agree")

    def refusals(self):
        kd = self.kd
        assert len(kd.read(self.base, 4096)) == 3944
        # a string of unreadable pages: short, with the bytes there were
        pool_end = kd.u64(self.sym("MmNonPagedPoolEnd"))
        assert kd.read(pool_end, 16) == b""
        assert kd.write(0xFFFF80DEADBEE000, b"x") == 0xC0000001 and kd.write(0x8000000000000000, b"x") == 0xC0000001
        assert kd.read(1 << 40, 16, 0x313D) == b""
        for api in (0x3140, 0x3144, 0x3147, 0x3156, 0x315B, 0x315F, 0x4321):
            assert kd.request(api)[0] == 0xC0000001, hex(api)
        kd.send(2, kd.message(0x315A))  # acked, never answered
        assert kd.request(0x3132, cpu=1)[0] == 0xC0000001
        # SetContext needs a GetContext since the stop: a RESET re-announces without forgetting, a new stop forgets
        c = bytes(kd.context())
        assert kd.request(0x3133, b"", c)[0] == 0
        kd.put(DATA + struct.pack("<HHII", 2, 56, kd.out, 1) + bytes(56) + b"\xAA")
        assert kd.control_packet() == (5, 0), "RESEND for a bad checksum"
        raw = kd.message(0x3146)
        kd.put(DATA + struct.pack("<HHII", 2, 56, kd.out ^ 1, sum(raw)) + raw + b"\xAA")
        assert kd.control_packet() == (4, kd.out ^ 1) and kd.control_packet(0.2) is None, "a duplicate is acked, not executed"
        for _ in range(5):  # a control packet may be lost: nobody acknowledges it
            kd.control(6)
            e = kd.event(2)
            if e:
                break
        assert e and e["code"] == 0x80000003 and kd.out == 0x80800000, e
        kd.put(b"b")  # at a stop, then silence: announced again, and pending
        e = kd.event()
        assert e and e["code"] == 0x80000003
        self.skip_int3()
        kd.resume()
        e = kd.stop()
        assert e and e["pc"] == self.sym("RtlpBreakWithStatusInstruction"), "the surplus break-in"
        assert kd.request(0x3133, b"", c)[0] == 0xC0000001, "SetContext before GetContext"
        kd.send(2, kd.message(0x3150, cpu=0))
        e = kd.event()
        assert e and e["code"] == 0x80000007, e
        self.say("refusals, RESET, RESEND, duplicates, surplus break-in, processor switch")

    def breakpoints(self):
        kd, hot = self.kd, self.sym("HotFunction")
        bp = lambda: kd.request(0x3134, struct.pack("<QI", hot, 0))
        original = kd.read(hot, 1)
        self.skip_int3()
        last = None
        for _ in range(3):
            status, union, _ = bp()
            handle = struct.unpack_from("<I", union, 8)[0]
            assert status == 0 and 1 <= handle <= 32 and kd.read(hot, 1) == b"\xCC"
            assert bp()[0] == 0xC0000001, "twice on one address"
            kd.resume()
            e = kd.stop()
            c = kd.context()
            counter = reg(c, 0x80) & 0xFFFFFFFF
            assert e["code"] == 0x80000003 and e["pc"] == hot == rip(c) and e["stream"][:1] == original, e
            assert e["length"] == (244 if self.layout == "A" else 240)
            assert counter == kd.u32(self.sym("HotCounter")) and (last is None or counter == last + 1), (last, counter)
            assert kd.request(0x3135, struct.pack("<I", handle))[0] == 0xC0000001, "gone with the state change"
            last = counter
            # step off before setting it again
            kd.resume(trace=1)
            e = kd.stop()
            assert e["code"] == 0x80000004 and e["dr6"] & 0x4000 and hot < e["pc"] < hot + 16 and not e["eflags"] & 0x100, e
        for _ in range(200):
            kd.resume(trace=1)
            e = kd.stop()
            assert e["code"] == 0x80000004
        # all 32 slots
        handles = []
        for i in range(33):
            status, union, _ = kd.request(0x3134, struct.pack("<QI", self.sym("KeBugCheckEx") + i, 0))
            if status == 0:
                handles.append(struct.unpack_from("<I", union, 8)[0])
        assert handles == list(range(1, 33)), handles
        assert all(kd.request(0x3135, struct.pack("<I", h))[0] == 0 for h in range(1, 33))
        assert kd.request(0x3135, struct.pack("<I", 33))[0] == 0xC0000001
        self.say("breakpoint hit 3 times (counter %d), 200 steps, 32 slots" % last)

    def special(self, **values):
        kd = self.kd
        s = bytearray(kd.request(0x3137, struct.pack("<QII", 2, 0xE0, 0))[2])
        for name, value in values.items():
            struct.pack_into("<Q", s, {"dr0": 0x20, "dr1": 0x28, "dr7": 0x48}[name], value)
        assert kd.request(0x3138, struct.pack("<QII", 2, 0xE0, 0), bytes(s))[0] == 0

    def hardware(self):
        kd = self.kd
        watch = self.sym("HotCounter")
        self.special(dr0=watch)
        before = kd.u32(watch)
        for i in range(2):
            kd.resume(dr7=0x400 | 1 | 0xD << 16)  # DR0, write, 4 bytes
            e = kd.stop()
            assert e["code"] == 0x80000004 and e["dr6"] & 1 and e["dr7"] & 1 and kd.u32(watch) == before + 1 + i, e
        self.special(dr1=self.sym("HotFunction"))
        kd.resume(dr7=0x400 | 4)  # DR1, execute
        e = kd.stop()
        assert e["code"] == 0x80000004 and e["dr6"] & 2 and e["pc"] == self.sym("HotFunction"), e
        c = kd.context()
        counter = reg(c, 0x80) & 0xFFFFFFFF
        struct.pack_into("<I", c, 0x44, struct.unpack_from("<I", c, 0x44)[0] | 0x10000)  # RF
        assert kd.request(0x3133, b"", bytes(c))[0] == 0
        kd.resume(dr7=0x400 | 4)
        e = kd.stop()
        assert e["pc"] == self.sym("HotFunction") and kd.u32(watch) == counter + 1, e
        self.say("hardware breakpoints: write watch twice, execute twice")

    def stack(self):
        c = self.kd.context()
        frames = self.walker.walk(rip(c), list(struct.unpack_from("<16Q", c, 0x78)))
        return [f[0] for f in frames], frames

    BREAK = "RtlpBreakWithStatusInstruction KdCheckForDebugBreak KeUpdateSystemTime KiDispatchTrap KiTimerInterrupt".split()
    THREAD = "PspSystemThreadStartup KiThreadStartup".split()
    HOT = "WorkLevel4 WorkLevel3 WorkOddFrame KeWorkFromDriver HalRelay TestRelay TestDispatch WorkLevel2 WorkLevel1 HotThread".split()

    def stacks(self):
        kd = self.kd
        for _ in range(3):  # the stack of the hot function, at different sizes of the frame that moves
            assert kd.request(0x3134, struct.pack("<QI", self.sym("HotFunction"), 0))[0] == 0
            kd.resume()
            kd.stop()
            names, frames = self.stack()
            assert names == ["HotFunction"] + self.HOT + self.THREAD, names
            kd.resume(trace=1)
            kd.stop()
        odd = names.index("WorkOddFrame")
        assert frames[odd][1][6] == 0x0BADF00D0BADF00D and frames[odd + 1][1][6] != 0x0BADF00D0BADF00D, "rsi by unwind data"
        kd.write(self.sym("KdTestBusy"), b"\1")
        for _ in range(50):  # until the clock finds it at work
            kd.resume()
            kd.event(0.1)
            kd.break_in()
            names, _ = self.stack()
            if names[5] == "BusyLeaf":
                break
            self.skip_int3()
        kd.write(self.sym("KdTestBusy"), b"\0")
        assert names[:5] == self.BREAK and names[5] == "BusyLeaf" and names[6:8] == ["BusyMiddle", "BusyOuter"], names
        assert names[8:] == ["BusyThread"] + self.THREAD, names
        for _ in range(50):
            self.skip_int3()
            kd.resume()
            kd.event(0.1)
            kd.break_in()
            names, _ = self.stack()
            if names[5] == "KiIdleLoop":
                break
        assert names[:5] == self.BREAK and names[5:] == ["KiIdleLoop", "KiInitializeKernel", "KiSystemStartup"], names
        # threads that do not run
        f = self.kernel.fields
        seen = {}
        head = self.sym("PsActiveProcessHead")
        process = kd.u64(head)
        while process != head:
            p = process - f["_EPROCESS"]["ActiveProcessLinks"]
            link = kd.u64(p + f["_EPROCESS"]["ThreadListHead"])
            while link != p + f["_EPROCESS"]["ThreadListHead"]:
                t = link - f["_ETHREAD"]["ThreadListEntry"]
                regs = [0] * 16
                regs[4] = kd.u64(t + f["_KTHREAD"]["KernelStack"])
                limit, top = kd.u64(t + f["_KTHREAD"]["StackLimit"]), kd.u64(t + f["_KTHREAD"]["StackBase"])
                assert limit < regs[4] < top
                names = [n for n, _ in self.walker.walk(self.sym("KiSwapContextResume"), regs)]
                assert names[-2:] == self.THREAD and regs[4] == top, names
                seen[names[-3]] = names[:-3]
                link = kd.u64(link)
            process = kd.u64(process)
        assert set(seen) == {"HeartbeatThread", "HotThread", "BusyThread", "ListThread", "WaitingThread"}, seen
        assert seen["WaitingThread"] == ["KiSwapContextResume", "KiSwapThread", "KeWaitForever"], seen
        self.skip_int3()
        self.say("stacks: 13 frames over 3 images, through a clock interrupt, idle, threads that wait")

    def types(self):
        kd = self.kd
        n = kd.u32(self.sym("WorkRounds"))
        f = self.kernel.fields["_WORK_POINT"]
        point = kd.read(self.sym("WorkPoint"), 12)
        x, y, total = (struct.unpack_from("<i", point, f[k])[0] for k in ("X", "Y", "Sum"))
        assert (x, y, total) == (n, 2 * n, 3 * n)
        low, high = struct.unpack("<II", kd.read(self.sym("WorkValue"), 8))
        assert high == ~low & 0xFFFFFFFF and low == n
        assert struct.unpack("<8I", kd.read(self.sym("WorkArray"), 32)) == tuple(range(n, n + 8))
        assert kd.read(self.sym("WorkText"), 32).split(b"\0")[0].decode() == "round %d" % n
        numbers, at, head = [], kd.u64(self.sym("WorkListHead")), self.sym("WorkListHead")
        f = self.kernel.fields["_WORK_ITEM"]
        while at != head:
            numbers.append(kd.u32(at - f["Link"] + f["Number"]))
            at = kd.u64(at)
        assert numbers == [100 + (n + i) % 5 for i in range(5)], (numbers, n)
        self.say("data of round %d keeps its rules" % n)

    def prints(self):
        kd = self.kd
        kd.write(self.sym("KdTestValue"), struct.pack("<I", 0xCAFE))
        kd.prints.clear()
        kd.resume()
        kd.wait_print("KdTestValue: 0x00001234 -> 0x0000cafe (51966)")
        kd.wait_print("heartbeat")
        kd.break_in()
        self.request("Prompt")
        self.skip_int3()
        kd.resume()
        kd.wait_print("Hello, kdlab (5)")
        kd.break_in()
        self.request("LongPrint")
        self.skip_int3()
        kd.resume()
        kd.wait_print("long print 19")
        assert sum("long print" in p for p in kd.prints) == 20
        kd.break_in()
        self.request("Int3")
        self.skip_int3()
        kd.resume()
        e = kd.stop()
        assert e["code"] == 0x80000003 and e["pc"] == self.sym("DbgBreakPoint"), e
        self.skip_int3()
        # a RESET while the prompt waits: it is asked again
        kd.answer, kd.prompts = None, 0
        self.request("Prompt")
        kd.resume()
        deadline = time.time() + TIMEOUT
        while kd.prompts == 0 and time.time() < deadline:
            assert kd.event(0.05) is None
        kd.answer = b"once more"
        kd.control(6)
        kd.wait_print("Hello, once more (9)")
        assert kd.prompts == 2, kd.prompts
        kd.break_in()
        self.request("Int3")
        self.skip_int3()
        kd.resume()
        assert kd.stop()["pc"] == self.sym("DbgBreakPoint")
        self.skip_int3()
        self.say("print of a changed value, prompt, long print, int3")

    def drivers(self):
        kd = self.kd
        for i in range(2):
            for name, unload in (("LoadDriver", 0), ("UnloadDriver", 1)):
                kd.notices.clear()
                self.request(name)
                kd.resume()
                kd.wait_print("latedrv:")
                deadline = time.time() + TIMEOUT
                while not kd.notices and time.time() < deadline:
                    assert kd.event(0.05) is None
                n = kd.notices[0]
                assert n["path"].endswith("latedrv.sys") and n["unload"] == unload, n
                kd.break_in()
                self.skip_int3()
        assert kd.u32(self.sym("MmLastUnloadedDriver")) == 2
        self.say("a driver comes and goes twice")

    def faults(self):
        kd = self.kd
        for name, code, text, offset in (("PageFault", 0xC0000005, "page fault", "WorkProbeFault"),
                                         ("DivideError", 0xC0000094, "divide error", "WorkDivideFault")):
            self.request(name)
            kd.resume()
            e = kd.stop()
            assert e["code"] == code and e["pc"] == self.sym(offset) and e["first"] == 1, e
            if name == "PageFault":
                assert e["parameters"] == (0, kd.u64(self.sym("MmNonPagedPoolEnd")) + 0x100000), e
            kd.resume(status=0x80010001)  # not handled: the kernel does
            kd.wait_print("%s: handled by the kernel, value 0xffffffff" % text)
            kd.break_in()
            self.skip_int3()
            self.request(name)
            kd.resume()
            e = kd.stop()
            c = kd.context()
            if name == "PageFault":
                struct.pack_into("<Q", c, 0x80, self.sym("KdTestValue"))  # rcx
            else:
                struct.pack_into("<Q", c, 0xC0, 10)  # r9
            assert kd.request(0x3133, b"", bytes(c))[0] == 0
            kd.resume()
            kd.wait_print("%s: repaired by the debugger, value 0x%08x" % (text, 0xCAFE if name == "PageFault" else 100))
            kd.break_in()
            self.skip_int3()
        self.request("Assertion")
        kd.resume()
        e = kd.stop()
        assert e["code"] == 0xC0000420, e
        self.say("page fault and divide error, handled and repaired; assertion")

    def absent(self):
        """The debugger goes away: the kernel runs on; a break-in brings it back, with SYNC."""
        kd = self.kd
        kd.write(self.sym("KdTestPrintPeriod"), struct.pack("<I", 20))
        kd.resume()
        os.close(kd.fd)
        time.sleep(3.5)  # a heartbeat is lost: 20 tries of 20 ms
        kd.connect()
        assert kd.event(0.3) is None, "silence"
        syncs = kd.seen_sync
        e = kd.break_in()
        assert e["code"] == 0x80000003 and kd.seen_sync > syncs, (e, kd.seen_sync, syncs)
        self.skip_int3()
        kd.write(self.sym("KdTestPrintPeriod"), struct.pack("<I", 200))
        counter = kd.u32(self.sym("HotCounter"))
        started = time.time()
        kd.resume()
        assert kd.event(0.5) is None  # reading all the time: an unread print costs the kernel 400 ms
        kd.break_in()
        rate = (kd.u32(self.sym("HotCounter")) - counter) / (time.time() - started)
        self.say("absent for 3.5 s, back with SYNC; %.0f hot calls a second" % rate)
        assert rate > 10  # 100 on an idle host
        self.skip_int3()

    def bugcheck(self):
        kd = self.kd
        self.request("BugCheck", 0x1234, 0x11, 0x22, 0x33, 0xFFFFF80000000044)
        kd.resume()
        e = kd.stop()
        text = "".join(kd.prints)
        assert "*** Fatal System Error: 0x00001234\n" in text, text
        assert "(0x0000000000000011,0x0000000000000022,0x0000000000000033,0xFFFFF80000000044)" in text, text
        five = struct.unpack("<5Q", kd.read(self.sym("KiBugcheckData"), 40))
        assert five == (0x1234, 0x11, 0x22, 0x33, 0xFFFFF80000000044), five
        for status in (3, 4, 4):
            assert e["pc"] == self.sym("RtlpBreakWithStatusInstruction") and reg(kd.context(), 0x80) == status, e
            self.skip_int3()
            kd.resume()
            e = kd.stop()
        self.say("bug check: %s, status 3 then 4" % ["%x" % v for v in five])

    def reboot(self):
        kd = self.kd
        for how in ("api", "orderly", "crash"):
            kd.prints.clear()
            kd.notices.clear()
            syncs, started = kd.seen_sync, time.time()
            if how == "api":
                kd.send(2, kd.message(0x313B))
            elif how == "orderly":
                self.request("Reboot")
                kd.resume()
            else:
                kd.send(2, kd.message(0x3149, struct.pack("<I", 0xE2)))
                e = kd.stop()
                assert "*** Fatal System Error: 0x000000e2\n" in "".join(kd.prints), kd.prints
                assert e["pc"] == self.sym("RtlpBreakWithStatusInstruction")
                kd.send(2, kd.message(0x313B))
            kd.expected = None
            kd.wait_print("running")
            if how == "orderly":
                n = kd.notices.pop(0)
                assert n["unload"] == 1 and n["base"] == 2**64 - 1 and n["path"] == "", n
            assert kd.seen_sync > syncs and len(kd.notices) == 3, (kd.seen_sync, syncs, kd.notices)
            self.say("reboot (%s): up again after %.2f s" % (how, time.time() - started))
            e = kd.break_in()
            assert kd.u32(self.sym("KdTestValue")) == 0x1234
            self.skip_int3()


    def nobody(self):
        for late in (2, 6, 20):  # a busy host may not even have booted by then
            self.boot(late=late)
            kd = self.kd
            assert kd.event(0.3) is None, "silence"
            if not kd.prints:
                break
            self.off()
        syncs = kd.seen_sync
        e = kd.break_in()
        assert e["code"] == 0x80000003 and kd.seen_sync > syncs and not kd.notices, e
        hot = kd.u32(self.sym("HotCounter"))
        assert hot > 20, hot
        buffer = kd.read(self.sym("KdPrintDefaultCircularBuffer"), 3000)
        assert buffer.startswith(b"kdkernel: layout %s" % self.layout.encode()) and b"kdkernel: running" in buffer
        assert kd.u32(self.sym("KdStatistics") + 36) == 1, "gave up once"
        spent = self.processor_time()
        time.sleep(1)
        stopped = self.processor_time() - spent
        # a line so slow that a byte takes 8 ms, then one that stops in the middle of a packet
        raw = kd.message(0x3146)
        kd.put(DATA + struct.pack("<HHII", 2, 56, kd.out, sum(raw)) + raw + b"\xAA", 0.008)
        assert kd.control_packet() == (4, kd.out)
        kd.out ^= 1
        assert kd.reply()[0] == 2
        kd.put(DATA + struct.pack("<HHII", 2, 56, kd.out, sum(raw)) + raw[:20])
        assert kd.control_packet() == (5, 0), "RESEND for half a packet"
        kd.put(bytes(range(1, 0x60)) + b"00ii0i" + bytes(range(0x70, 256)))  # noise
        assert kd.request(0x3146)[0] == 0
        # a frozen machine, as a dead one looks
        self.qemu.send_signal(signal.SIGSTOP)
        kd.put(DATA + struct.pack("<HHII", 2, 56, kd.out, sum(raw)) + raw + b"\xAA")
        assert kd.control_packet(0.5) is None
        self.qemu.send_signal(signal.SIGCONT)
        assert kd.control_packet() == (4, kd.out)
        kd.out ^= 1
        assert kd.reply()[0] == 2
        self.skip_int3()
        kd.resume()
        assert kd.event(0.2) is None
        spent = self.processor_time()
        assert kd.event(1) is None
        running = self.processor_time() - spent
        self.say("nobody there for 2 s, slow line, noise, SIGSTOP; host processor %.0f %% stopped, %.0f %% running" % (100 * stopped, 100 * running))

    def initial_break(self):
        self.boot("break")
        kd = self.kd
        e = kd.event()
        assert e["code"] == 0x80000003 and e["pc"] == self.sym("RtlpBreakWithStatusInstruction") and len(kd.notices) == 2, (e, kd.notices)
        names, _ = self.stack()
        assert names == ["RtlpBreakWithStatusInstruction", "KiInitializeKernel", "KiSystemStartup"], names
        self.skip_int3()
        kd.resume()
        kd.wait_print("running")
        # step over DbgPrint's service
        kd.break_in()
        assert kd.request(0x3134, struct.pack("<QI", self.sym("DebugService"), 0))[0] == 0
        self.skip_int3()
        kd.resume()
        e = kd.stop()
        back = kd.u64(reg(kd.context(), 0x98))
        for i in range(8):
            kd.resume(trace=1)
            e = kd.stop()
            assert e["code"] == 0x80000004
            if e["pc"] == back:
                break
        assert e["pc"] == back and any("heartbeat" in p for p in kd.prints), (i, e, kd.prints)
        self.say("initial break, a step over DbgPrint (%d instructions)" % i)

    def no_debugger(self):
        self.boot("nodebug")
        kd = self.kd
        kd.put(b"b")
        assert kd.event(1) is None and not kd.prints
        self.say("nodebug: silent")

    def pty(self):
        started = self.boot(pty=True)
        kd = self.kd
        e = kd.break_in()
        took = time.time() - started
        assert e["code"] == 0x80000003 and len(kd.read(self.base, 4096)) == 3944
        self.skip_int3()
        kd.resume()
        kd.wait_print("heartbeat")
        self.say("pty: stopped after %.2f s" % took)

    def endings(self):
        """Each kind of end, with its bug check; the stack of a double fault is on another stack."""
        self.boot()
        kd = self.kd
        kd.wait_print("running")
        for name, exception, bugcheck in (("InvalidOpcode", 0xC000001D, 0x1E), ("UnhandledFault", 0xC0000005, 0x1E), ("StackOverflow", None, 0x7F)):
            kd.break_in()
            self.request(name)
            self.skip_int3()
            kd.resume()
            if exception:
                for first in (1, 0):
                    e = kd.stop()
                    assert e["code"] == exception and e["first"] == first, e
                    if name == "UnhandledFault":
                        assert e["parameters"] == (1, 0xFFFF80DEADBEE000), e
                    names, _ = self.stack()
                    assert names == ["KdTestServe", "HotThread"] + self.THREAD, names
                    kd.resume(status=0x80010001)
            e = kd.stop()
            five = struct.unpack("<5Q", kd.read(self.sym("KiBugcheckData"), 40))
            assert e["pc"] == self.sym("RtlpBreakWithStatusInstruction") and five[0] == bugcheck, five
            assert not exception or five[1] & 0xFFFFFFFF == exception
            names, _ = (self.stack() if exception else (None, None))
            assert not names or "KiDispatchTrap" in names and names[-4:] == ["KdTestServe", "HotThread"] + self.THREAD, names
            if not exception:
                c = kd.context()
                pc, regs, top = rip(c), list(struct.unpack_from("<16Q", c, 0x78)), []
                for _ in range(10):  # the whole stack is a hundred frames: only its top
                    base, image = self.walker.module(pc)
                    top.append(image.name(pc - base))
                    pc = self.walker.step(pc, regs)
                assert "KiDoubleFaultAbort" in top and top[-1] == "TestRecurse", top
            kd.send(2, kd.message(0x313B))
            kd.expected = None
            kd.prints.clear()
            kd.wait_print("running")
        # the same ends with nobody there: the stop waits, at no cost, until somebody comes
        for name, pc in (("Int3", "DbgBreakPoint"), ("BugCheck", "RtlpBreakWithStatusInstruction")):
            kd.break_in()
            self.request(name)
            self.skip_int3()
            kd.write(self.sym("KdTestPrintPeriod"), struct.pack("<I", 0))
            kd.go()
            os.close(kd.fd)
            time.sleep(2)
            spent = self.processor_time()
            time.sleep(1)
            spent = self.processor_time() - spent
            assert spent < 0.3, spent
            kd.connect()
            e = kd.break_in()
            assert e["code"] == 0x80000003 and e["pc"] == self.sym(pc), e
            kd.send(2, kd.message(0x313B))
            kd.expected = None
            kd.prints.clear()
            kd.wait_print("running")
        self.say("ends: second chance, bug check 1E, double fault 7F")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["A", "B"]:
        Smoke(name).run()
