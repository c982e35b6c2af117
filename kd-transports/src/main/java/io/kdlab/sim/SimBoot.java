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

    private static final int STACK_PAGES = 6;
    /// PROCESSOR_AREA_SIZE of nt.h.
    private static final int PROCESSOR_AREA_PAGES = 4;

    /// Where the images stand in the loader block, and how far apart.
    private static final int IMAGES = 0x48;

    private static final int IMAGE_SIZE = 0x20;
    private static final int FIRST_TABLE = 16;
    private static final int FIRST_FRAME = 256;
    /// 2026-01-01 00:00 UTC in units of 100 ns since 1601.
    private static final long NEW_YEAR = 134_116_992_000_000_000L;

    private static final long DAY = 864_000_000_000L;

    /// An x64 machine with one processor.
    static SimBoot of(long seed) {
        return of(CpuMode.X64, seed, 1);
    }

    static SimBoot of(CpuMode mode, long seed, int cpus) {
        return new Loader(SimMap.of(mode), seed).boot(cpus);
    }

    /// The processor that boots.
    Cpu cpu() {
        return cpus.getFirst();
    }

    private static final class Loader {
        private final SimMemory memory = new SimMemory(PAGES);
        private final SimMap map;
        private final PageTables system;
        private final PageWalk walk;
        private final long seed;
        private long nextFrame = FIRST_FRAME;

        Loader(SimMap map, long seed) {
            this.map = map;
            this.seed = seed;
            system = new PageTables(memory, map.mode().paging(), FIRST_TABLE);
            walk = new PageWalk(memory, map.mode().paging());
        }

        SimBoot boot(int cpus) {
            SimImage kernel = map.kernel(seed);
            SimImage driver = map.driver("simdrv", seed);
            SimImage late = map.driver("simlate", seed);
            load(kernel, true);
            load(driver, true);
            load(late, false);
            mapData(map.loaderBlock(), 1);
            mapData(map.sharedData(), 1);
            mapData(map.stackLimit(), STACK_PAGES);
            mapData(map.processorAreas(), (cpus - 1) * PROCESSOR_AREA_PAGES);
            system.mapSelf(map.selfMapSlot());
            PageTables first = space(system.end());
            PageTables second = space(first.end());
            writeLoaderBlock(List.of(system, first, second), List.of(kernel, driver, late), cpus);
            List<Cpu> processors = Stream.generate(() -> new Cpu(memory, map.mode()))
                    .limit(cpus)
                    .toList();
            Cpu boot = processors.getFirst();
            boot.registers.cr3 = system.root();
            boot.begin(kernel.entryPoint(), map.stackLimit() + STACK_PAGES * SimMemory.PAGE, map.loaderBlock());
            return new SimBoot(processors, kernel, driver, late);
        }

        /// An address space with a page of its own, whose first words tell which one it is.
        private PageTables space(int firstTable) {
            PageTables tables = system.fork(firstTable);
            long frame = nextFrame++ * SimMemory.PAGE;
            tables.map(SimMap.USER_PAGE, frame, true, false, true);
            memory.write(frame, map.mode().word(), tables.root());
            tables.mapSelf(map.selfMapSlot());
            return tables;
        }

        /// An image that is not present has its entries, and its bytes in memory, but for the present bits.
        private void load(SimImage image, boolean present) {
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
            put(0x10, 8, map.stackLimit() + STACK_PAGES * SimMemory.PAGE);
            put(0x18, 8, map.stackLimit());
            for (int n = 0; n < spaces.size(); n++) {
                put(0x20 + 8 * n, 8, spaces.get(n).root());
            }
            put(0x38, 4, PAGES);
            put(0x3C, 4, cpus);
            put(0x40, 8, map.processorAreas());
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
            memory.write(walk.physical(system.root(), map.loaderBlock() + offset), size, value);
        }
    }
}
