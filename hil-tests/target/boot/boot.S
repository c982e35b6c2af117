/* Multiboot header, and the step from 32-bit protected mode into long mode. */
        .section .multiboot, "a"
        .balign 4
        .long 0x1BADB002, 3, -(0x1BADB002 + 3)

        .text
        .code32
        .globl _start
_start: cli
        cld
        movl $boot_stack_end, %esp
        pushl %ebx                      /* multiboot info */
        call boot_main                  /* returns a HANDOFF * */
        movl %eax, %esi
        movl %cr4, %eax
        orl $0x620, %eax                /* PAE, OSFXSR, OSXMMEXCPT */
        movl %eax, %cr4
        movl 0(%esi), %eax
        movl %eax, %cr3
        movl $0xC0000080, %ecx          /* EFER: LME, NXE */
        rdmsr
        orl $0x900, %eax
        wrmsr
        movl %cr0, %eax
        andl $0xFFFFFFFB, %eax          /* no EM */
        orl $0x80010023, %eax           /* PG, WP, NE, MP, PE */
        movl %eax, %cr0
        lgdt gdtr
        ljmp $8, $long_mode
        .code64
long_mode:
        xorl %eax, %eax
        movl %eax, %ds
        movl %eax, %es
        movl %eax, %ss
        movl %esi, %esi                 /* upper half is undefined after the switch */
        movq 16(%rsi), %rcx             /* loader block, by its address in the direct map */
        movq 8(%rsi), %rax              /* kernel entry */
        jmpq *%rax

        .balign 8
gdt:    .quad 0, 0x00209A0000000000, 0x0000920000000000
gdtr:   .word 23
        .long gdt

        .bss
        .balign 16
        .skip 16384
boot_stack_end:
