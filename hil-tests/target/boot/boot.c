/*
 * The boot stub: a 32-bit ELF that QEMU's multiboot loader starts. It lays the PE images (multiboot modules) out in
 * memory, relocates them to the addresses of the layout, builds page tables and goes to the kernel's entry point.
 * Imports are the kernel's business (ldr.c). Any failure is printed on COM1 and halts.
 */
#include "layout.h"
#include "loader.h"
#include "pe.h"

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

typedef struct { u32 Flags, MemLower, MemUpper, BootDevice, CommandLine, ModsCount, ModsAddr; } MULTIBOOT;
typedef struct { u32 Start, End, String, Reserved; } MODULE;
typedef struct { u64 Cr3, Entry, LoaderBlock; } HANDOFF;

static LOADER_BLOCK Block __attribute__((aligned(4096)));
static HANDOFF Handoff;
static u32 Free; /* first unused physical address, page aligned */

static const struct { const char *Name; u64 Base; } Bases[] = {
    {"kdkernel.exe", KERNEL_IMAGE_BASE},
    {"hal.dll", HAL_IMAGE_BASE},
    {"testdrv.sys", TESTDRV_IMAGE_BASE},
    {"latedrv.sys", LATEDRV_IMAGE_BASE},
};

void *memcpy(void *d, const void *s, u32 n) {
    void *r = d;
    __asm__ volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(n)::"memory");
    return r;
}
void *memset(void *d, int c, u32 n) {
    void *r = d;
    __asm__ volatile("rep stosb" : "+D"(d), "+c"(n) : "a"(c) : "memory");
    return r;
}

static void fail(const char *why, const char *what) {
    for (int part = 0; part < 3; part++) {
        const char *s = part == 0 ? "boot: " : part == 1 ? why : what;
        for (; *s; s++) __asm__ volatile("outb %0, %1" ::"a"(*s), "Nd"((unsigned short)0x3F8));
    }
    for (;;) __asm__ volatile("cli; hlt");
}

static u32 allocate(u32 bytes) {
    u32 at = Free;
    Free += (bytes + 4095) & ~4095u;
    if (Free > Block.TopOfMemory) fail("out of memory\n", "");
    memset((void *)at, 0, Free - at);
    return at;
}

/* The entry for va at the given level (4 = PML4 .. 1 = PT), with the tables above it made when absent. */
static u64 *entry(u64 va, int level) {
    u64 *table = (u64 *)(u32)Block.Pml4;
    for (int l = 4;; l--) {
        u64 *e = &table[(u32)(va >> (12 + 9 * (l - 1))) & 511];
        if (l == level) return e;
        if (!(*e & 1)) *e = allocate(4096) | 7;
        table = (u64 *)(u32)(*e & ~4095ull);
    }
}

#define PRESENT 1ull
#define WRITE 2ull
#define LARGE 0x80ull
#define GLOBAL 0x100ull
#define NX (1ull << 63)

/* PE checksum: 16-bit one's-complement sum of the file without the field itself, plus its length. lld writes none. */
static u32 checksum(const u8 *file, u32 size, u32 field) {
    u32 sum = 0;
    for (u32 i = 0; i < size; i += 2) {
        if (i == field || i == field + 2) continue;
        sum += file[i] | (i + 1 < size ? file[i + 1] << 8 : 0);
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return (sum & 0xFFFF) + size;
}

static void relocate(u8 *image, IMAGE_NT_HEADERS64 *nt, u64 base) {
    u64 delta = base - nt->ImageBase;
    u32 at = nt->DataDirectory[IMAGE_DIRECTORY_ENTRY_BASERELOC].VirtualAddress;
    u32 end = at + nt->DataDirectory[IMAGE_DIRECTORY_ENTRY_BASERELOC].Size;
    while (at < end) {
        u32 page = *(u32 *)(image + at), size = *(u32 *)(image + at + 4);
        if (size < 8) break;
        for (u32 i = 8; i < size; i += 2) {
            u32 r = *(unsigned short *)(image + at + i);
            if (r >> 12 == 10) *(u64 *)(image + page + (r & 4095)) += delta;
        }
        at += size;
    }
    nt->ImageBase = base;
}

static const char *base_name(const char *path, char *out) {
    const char *name = path;
    u32 n = 0;
    for (; *path && *path != ' '; path++)
        if (*path == '/') name = path + 1;
    for (; name < path && n < 31; name++) out[n++] = *name;
    out[n] = 0;
    return out;
}

static int same(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

static void load(MODULE *module, LOADER_IMAGE *out) {
    u8 *file = (u8 *)module->Start;
    base_name((const char *)module->String, out->Name);
    u64 base = 0;
    for (u32 i = 0; i < sizeof(Bases) / sizeof(Bases[0]); i++)
        if (same(Bases[i].Name, out->Name)) base = Bases[i].Base;
    if (!base) fail("no address for module ", out->Name);
    if (file[0] != 'M' || file[1] != 'Z') fail("not a PE image: ", out->Name);
    IMAGE_NT_HEADERS64 *raw = (IMAGE_NT_HEADERS64 *)(file + *(u32 *)(file + 0x3C));
    u32 physical = allocate(raw->SizeOfImage);
    u8 *image = (u8 *)physical;
    memcpy(image, file, raw->SizeOfHeaders);
    IMAGE_NT_HEADERS64 *nt = (IMAGE_NT_HEADERS64 *)(image + *(u32 *)(file + 0x3C));
    nt->CheckSum = checksum(file, module->End - module->Start, (u8 *)&raw->CheckSum - file);
    IMAGE_SECTION_HEADER *s = (IMAGE_SECTION_HEADER *)((u8 *)&nt->Magic + nt->SizeOfOptionalHeader);
    for (u32 p = 0; p < nt->SizeOfImage; p += 4096) *entry(base + p, 1) = (physical + p) | PRESENT | GLOBAL | NX;
    for (u32 i = 0; i < nt->NumberOfSections; i++, s++) {
        u32 bytes = s->VirtualSize < s->SizeOfRawData ? s->VirtualSize : s->SizeOfRawData;
        memcpy(image + s->VirtualAddress, file + s->PointerToRawData, bytes);
        for (u32 p = 0; p < s->VirtualSize; p += 4096) {
            u64 *e = entry(base + s->VirtualAddress + p, 1);
            if (s->Characteristics & IMAGE_SCN_MEM_EXECUTE) *e &= ~NX;
            if (s->Characteristics & IMAGE_SCN_MEM_WRITE) *e |= WRITE;
        }
    }
    relocate(image, nt, base);
    out->Base = base;
    out->Physical = physical;
    out->Size = nt->SizeOfImage;
    out->CheckSum = nt->CheckSum;
}

HANDOFF *boot_main(MULTIBOOT *info) {
    MODULE *modules = (MODULE *)info->ModsAddr;
    if (!(info->Flags & 8) || info->ModsCount == 0) fail("no images: start QEMU with -initrd kdkernel.exe,hal.dll,...\n", "");
    if (info->ModsCount > LOADER_MAX_IMAGES) fail("too many images\n", "");
    Block.Magic = LOADER_MAGIC;
    Block.TopOfMemory = 0x100000ull + ((u64)info->MemUpper << 10 & ~4095ull);
    if (Block.TopOfMemory > 0xC0000000ull) Block.TopOfMemory = 0xC0000000ull; /* below the PCI hole, one direct map */
    Free = (u32)info + 4096; /* QEMU puts its tables below 1 MB or after the modules; clear all of it */
    if (Free < 0x200000) Free = 0x200000;
    for (u32 i = 0; i < info->ModsCount; i++)
        if (modules[i].End > Free) Free = modules[i].End;
    Free = (Free + 0x1FFFF) & ~0xFFFFu;

    Block.Pml4 = allocate(4096);
    for (u64 p = 0; p < 0x100000000ull; p += 0x200000) {
        if (p < 0x40000000) *entry(p, 2) = p | PRESENT | WRITE | LARGE; /* identity: the stub runs here */
        *entry(DIRECT_MAP_BASE + p, 2) = p | PRESENT | WRITE | LARGE | GLOBAL | NX;
    }
    for (u32 i = 0; i < info->ModsCount; i++) load(&modules[i], &Block.Image[i]);
    Block.ImageCount = info->ModsCount;
    if (info->Flags & 4)
        for (u32 i = 0; i < sizeof(Block.CommandLine) - 1 && ((char *)info->CommandLine)[i]; i++)
            Block.CommandLine[i] = ((char *)info->CommandLine)[i];
    Block.FirstFreePhysical = Free;

    u8 *kernel = (u8 *)(u32)Block.Image[0].Physical;
    IMAGE_NT_HEADERS64 *nt = (IMAGE_NT_HEADERS64 *)(kernel + *(u32 *)(kernel + 0x3C));
    Handoff.Cr3 = Block.Pml4;
    Handoff.Entry = Block.Image[0].Base + nt->AddressOfEntryPoint;
    Handoff.LoaderBlock = DIRECT_MAP_BASE + (u32)&Block;
    return &Handoff;
}
