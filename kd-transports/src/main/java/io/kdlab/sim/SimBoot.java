package io.kdlab.sim;

import io.kdlab.sim.SimImage.Region;
import java.util.List;
import java.util.stream.Stream;

/// A machine in the state in which a boot loader leaves it: kernel and driver in memory, address spaces built, RIP at
/// the kernel's entry point with the loader block as its argument. Other processors wait to be started.
///
/// The seed decides where the images lie and what date it is; the same seed gives the same machine, byte by byte.
record SimBoot(List<Cpu> cpus, SimImage kernel, SimImage driver, SimImage late) {
    /// Physical memory: 8 MiB.
    static final int PAGES = 2048;

    private static final long LOADER_BLOCK = 0xFFFF_F800_0000_1000L;
    private static final long STACK_LIMIT = 0xFFFF_F880_0002_0000L;
    private static final int STACK_PAGES = 6;
    private static final long PROCESSOR_AREAS = 0xFFFF_F880_0010_0000L;
    /// PROCESSOR_AREA_SIZE of nt.h.
    private static final int PROCESSOR_AREA_PAGES = 4;

    /// Where the images stand in the loader block, and how far apart.
    private static final int IMAGES = 0x48;

    private static final int IMAGE_SIZE = 0x20;
    private static final long SHARED_DATA = 0xFFFF_F780_0000_0000L;
    private static final long USER_PAGE = 0x1_0000L;
    private static final int SELF_MAP_SLOT = 0x1ED;
    private static final int SLIDE_UNIT = 0x20_0000;
    private static final int FIRST_TABLE = 16;
    private static final int FIRST_FRAME = 256;
    /// 2026-01-01 00:00 UTC in units of 100 ns since 1601.
    private static final long NEW_YEAR = 134_116_992_000_000_000L;

    private static final long DAY = 864_000_000_000L;

    /// A machine with one processor.
    static SimBoot of(long seed) {
        return of(seed, 1);
    }

    static SimBoot of(long seed, int cpus) {
        return new Loader(seed).boot(cpus);
    }

    /// The processor that boots.
    Cpu cpu() {
        return cpus.getFirst();
    }

    private static final class Loader {
        private final SimMemory memory = new SimMemory(PAGES);
        private final PageTables system = new PageTables(memory, FIRST_TABLE);
        private final PageWalk walk = new PageWalk(memory);
        private final long seed;
        private long nextFrame = FIRST_FRAME;

        Loader(long seed) {
            this.seed = seed;
        }

        SimBoot boot(int cpus) {
            long slide = Math.floorMod(seed, 256) * (long) SLIDE_UNIT;
            SimImage kernel = SimImage.load(SimImage.file("simkernel.exe"), slide);
            SimImage driver = SimImage.load(SimImage.file("simdrv.sys"), slide / 2);
            SimImage late = SimImage.load(SimImage.file("simlate.sys"), slide / 2);
            map(kernel, true);
            map(driver, true);
            map(late, false);
            mapData(LOADER_BLOCK, 1);
            mapData(SHARED_DATA, 1);
            mapData(STACK_LIMIT, STACK_PAGES);
            mapData(PROCESSOR_AREAS, (cpus - 1) * PROCESSOR_AREA_PAGES);
            system.mapSelf(SELF_MAP_SLOT);
            PageTables first = space(system.end());
            PageTables second = space(first.end());
            writeLoaderBlock(List.of(system, first, second), List.of(kernel, driver, late), cpus);
            List<Cpu> processors =
                    Stream.generate(() -> new Cpu(memory)).limit(cpus).toList();
            Cpu boot = processors.getFirst();
            boot.registers.cr3 = system.root();
            boot.begin(kernel.entryPoint(), STACK_LIMIT + STACK_PAGES * SimMemory.PAGE, LOADER_BLOCK);
            return new SimBoot(processors, kernel, driver, late);
        }

        /// An address space with a page of its own, whose first words tell which one it is.
        private PageTables space(int firstTable) {
            PageTables tables = system.fork(firstTable);
            long frame = nextFrame++ * SimMemory.PAGE;
            tables.map(USER_PAGE, frame, true, false, true);
            memory.write(frame, 8, tables.root());
            tables.mapSelf(SELF_MAP_SLOT);
            return tables;
        }

        /// An image that is not present has its entries, and its bytes in memory, but for the present bits.
        private void map(SimImage image, boolean present) {
            for (Region region : image.regions()) {
                for (int offset = 0; offset < region.size(); offset += SimMemory.PAGE) {
                    long frame = nextFrame++ * SimMemory.PAGE;
                    int at = region.offset() + offset;
                    system.map(image.base() + at, frame, region.writable(), region.executable(), present);
                    for (int n = 0; n < SimMemory.PAGE && at + n < image.size(); n += 8) {
                        long value = image.layout().u64(at + n);
                        if (value != 0) {
                            memory.write(frame + n, 8, value);
                        }
                    }
                }
            }
        }

        private void mapData(long address, int pages) {
            for (int n = 0; n < pages; n++) {
                system.map(address + (long) n * SimMemory.PAGE, nextFrame++ * SimMemory.PAGE, true, false, true);
            }
        }

        /// LOADER_PARAMETER_BLOCK of nt.h.
        private void writeLoaderBlock(List<PageTables> spaces, List<SimImage> images, int cpus) {
            put(0x00, 4, IMAGES + 4 * IMAGE_SIZE);
            put(0x04, 4, images.size());
            put(0x08, 8, NEW_YEAR + Math.floorMod(seed, 365) * DAY);
            put(0x10, 8, STACK_LIMIT + STACK_PAGES * SimMemory.PAGE);
            put(0x18, 8, STACK_LIMIT);
            for (int n = 0; n < spaces.size(); n++) {
                put(0x20 + 8 * n, 8, spaces.get(n).root());
            }
            put(0x38, 4, PAGES);
            put(0x3C, 4, cpus);
            put(0x40, 8, PROCESSOR_AREAS);
            for (int n = 0; n < images.size(); n++) {
                SimImage image = images.get(n);
                int at = IMAGES + IMAGE_SIZE * n;
                put(at, 8, image.base());
                put(at + 8, 8, image.entryPoint());
                put(at + 16, 4, image.size());
                put(at + 20, 4, image.checkSum());
                put(at + 24, 4, image.timeDateStamp());
            }
        }

        private void put(int offset, int size, long value) {
            memory.write(walk.physical(system.root(), LOADER_BLOCK + offset), size, value);
        }
    }
}
