package io.kdlab.sim;

/// Where things lie in a simulated machine's address space, and which images it runs.
///
/// @param suffix behind the images' names
/// @param loaderBlock LOADER_PARAMETER_BLOCK
/// @param stackLimit the low end of the boot processor's idle stack
/// @param processorAreas KI_PROCESSOR_AREA of every other processor, one behind the other
/// @param sharedData KUSER_SHARED_DATA
/// @param selfMapSlot the root's entry that leads to the root itself
/// @param slides between how many places a seed chooses the kernel's, each [#SLIDE_UNIT] from the next
record SimMap(
        CpuMode mode,
        String suffix,
        long loaderBlock,
        long stackLimit,
        long processorAreas,
        long sharedData,
        int selfMapSlot,
        int slides) {
    static final int SLIDE_UNIT = 0x20_0000;
    /// The page that every process has for itself.
    static final long USER_PAGE = 0x1_0000L;

    private static final SimMap X64 = new SimMap(
            CpuMode.X64,
            "",
            0xFFFF_F800_0000_1000L,
            0xFFFF_F880_0002_0000L,
            0xFFFF_F880_0010_0000L,
            0xFFFF_F780_0000_0000L,
            0x1ED,
            256);
    private static final SimMap X86 =
            new SimMap(CpuMode.X86, "32", 0x8000_1000L, 0xF700_0000L, 0xF710_0000L, 0xFFDF_0000L, 0x300, 32);

    static SimMap of(CpuMode mode) {
        return mode == CpuMode.X86 ? X86 : X64;
    }

    SimImage kernel(long seed) {
        return SimImage.load(SimImage.file("simkernel" + suffix + ".exe"), slide(seed));
    }

    /// `simdrv` or `simlate`.
    SimImage driver(String name, long seed) {
        return SimImage.load(SimImage.file(name + suffix + ".sys"), slide(seed) / 2);
    }

    private long slide(long seed) {
        return Math.floorMod(seed, slides) * (long) SLIDE_UNIT;
    }
}
