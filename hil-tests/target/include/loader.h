/* What the boot stub (32-bit ELF) hands to the kernel (64-bit PE). Only fixed-size members, so both compilers agree. */
#pragma once

#define LOADER_MAGIC 0x6B646C6162303031ull
#define LOADER_MAX_IMAGES 8

typedef struct _LOADER_IMAGE {
    unsigned long long Base;     /* virtual, where it runs */
    unsigned long long Physical; /* contiguous */
    unsigned int Size;           /* SizeOfImage */
    unsigned int CheckSum;
    char Name[32];
} LOADER_IMAGE;

typedef struct _LOADER_BLOCK {
    unsigned long long Magic;
    unsigned long long Pml4;
    unsigned long long FirstFreePhysical;
    unsigned long long TopOfMemory;
    unsigned int ImageCount; /* image 0 is the kernel */
    unsigned int Reserved;
    LOADER_IMAGE Image[LOADER_MAX_IMAGES];
    char CommandLine[128];
} LOADER_BLOCK;
