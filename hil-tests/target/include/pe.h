/* The few PE32+ fields that a loader needs. */
#pragma once

typedef struct _IMAGE_SECTION_HEADER {
    unsigned char Name[8];
    unsigned int VirtualSize;
    unsigned int VirtualAddress;
    unsigned int SizeOfRawData;
    unsigned int PointerToRawData;
    unsigned int PointerToRelocations;
    unsigned int PointerToLinenumbers;
    unsigned short NumberOfRelocations;
    unsigned short NumberOfLinenumbers;
    unsigned int Characteristics;
} IMAGE_SECTION_HEADER;

#define IMAGE_SCN_MEM_DISCARDABLE 0x02000000
#define IMAGE_SCN_MEM_EXECUTE 0x20000000
#define IMAGE_SCN_MEM_WRITE 0x80000000

typedef struct _IMAGE_DATA_DIRECTORY {
    unsigned int VirtualAddress;
    unsigned int Size;
} IMAGE_DATA_DIRECTORY;

#define IMAGE_DIRECTORY_ENTRY_EXPORT 0
#define IMAGE_DIRECTORY_ENTRY_IMPORT 1
#define IMAGE_DIRECTORY_ENTRY_BASERELOC 5

typedef struct _IMAGE_NT_HEADERS64 {
    unsigned int Signature;
    unsigned short Machine;
    unsigned short NumberOfSections;
    unsigned int TimeDateStamp;
    unsigned int PointerToSymbolTable;
    unsigned int NumberOfSymbols;
    unsigned short SizeOfOptionalHeader;
    unsigned short Characteristics;
    unsigned short Magic;
    unsigned char LinkerVersion[2];
    unsigned int SizeOfCode, SizeOfInitializedData, SizeOfUninitializedData;
    unsigned int AddressOfEntryPoint;
    unsigned int BaseOfCode;
    unsigned long long ImageBase;
    unsigned int SectionAlignment, FileAlignment;
    unsigned short Versions[6];
    unsigned int Win32VersionValue;
    unsigned int SizeOfImage;
    unsigned int SizeOfHeaders;
    unsigned int CheckSum;
    unsigned short Subsystem, DllCharacteristics;
    unsigned long long StackAndHeap[4];
    unsigned int LoaderFlags;
    unsigned int NumberOfRvaAndSizes;
    IMAGE_DATA_DIRECTORY DataDirectory[16];
} IMAGE_NT_HEADERS64;

typedef struct _IMAGE_EXPORT_DIRECTORY {
    unsigned int Characteristics, TimeDateStamp;
    unsigned short Version[2];
    unsigned int Name, Base;
    unsigned int NumberOfFunctions, NumberOfNames;
    unsigned int AddressOfFunctions, AddressOfNames, AddressOfNameOrdinals;
} IMAGE_EXPORT_DIRECTORY;

typedef struct _IMAGE_IMPORT_DESCRIPTOR {
    unsigned int OriginalFirstThunk;
    unsigned int TimeDateStamp, ForwarderChain;
    unsigned int Name;
    unsigned int FirstThunk;
} IMAGE_IMPORT_DESCRIPTOR;
