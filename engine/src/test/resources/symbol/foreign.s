# A function as compilers other than clang describe it: variables that are where they are for their whole scope
# (S_REGREL32, S_BPREL32, S_REGISTER), by Microsoft's published cvinfo.h. The code is of no importance.
	.text
	.globl	start
start:
	.globl	Foreign
Foreign:
.Lbegin:
	.cv_func_id 0
	.cv_file	1 "foreign.c"
	.cv_loc	0 1 3 0
	subq	$40, %rsp
.Linner:
	nop
	nop
.Linnerend:
	addq	$40, %rsp
	retq
.Lend:
	.globl	_fltused
	.set _fltused, 1
	.section	.debug$S,"dr"
	.p2align	2
	.long	4
	.long	0xf1
	.long	.Lsymbolsend-.Lsymbols
.Lsymbols:
	.short	.Lrecordend1-.Lrecord1
.Lrecord1:
	.short	0x1147 # S_GPROC32_ID
	.long	0
	.long	0
	.long	0
	.long	.Lend-.Lbegin
	.long	0
	.long	0
	.long	0x1002
	.secrel32	Foreign
	.secidx	Foreign
	.byte	0
	.asciz	"Foreign"
	.p2align	2
.Lrecordend1:
	.short	.Lrecordend2-.Lrecord2
.Lrecord2:
	.short	0x1111 # S_REGREL32
	.long	48
	.long	0x74
	.short	335 # RSP
	.asciz	"first"
	.p2align	2
.Lrecordend2:
	.short	.Lrecordend3-.Lrecord3
.Lrecord3:
	.short	0x1111 # S_REGREL32
	.long	56
	.long	0x74
	.short	334 # RBP
	.asciz	"second"
	.p2align	2
.Lrecordend3:
	.short	.Lrecordend4-.Lrecord4
.Lrecord4:
	.short	0x1111 # S_REGREL32
	.long	-8
	.long	0x13
	.short	335
	.asciz	"local"
	.p2align	2
.Lrecordend4:
	.short	.Lrecordend5-.Lrecord5
.Lrecord5:
	.short	0x1106 # S_REGISTER
	.long	0x74
	.short	328 # RAX
	.asciz	"inRegister"
	.p2align	2
.Lrecordend5:
	.short	.Lrecordend6-.Lrecord6
.Lrecord6:
	.short	0x110b # S_BPREL32
	.long	-12
	.long	0x74
	.asciz	"atFrame"
	.p2align	2
.Lrecordend6:
	.short	.Lrecordend7-.Lrecord7
.Lrecord7:
	.short	0x1103 # S_BLOCK32
	.long	0
	.long	0
	.long	.Linnerend-.Linner
	.secrel32	.Linner
	.secidx	.Linner
	.asciz	""
	.p2align	2
.Lrecordend7:
	.short	.Lrecordend8-.Lrecord8
.Lrecord8:
	.short	0x1111 # S_REGREL32
	.long	16
	.long	0x74
	.short	335
	.asciz	"inner"
	.p2align	2
.Lrecordend8:
	.short	.Lrecordend9-.Lrecord9
.Lrecord9:
	.short	0x0006 # S_END
	.p2align	2
.Lrecordend9:
	.short	.Lrecordend10-.Lrecord10
.Lrecord10:
	.short	0x114f # S_PROC_ID_END
	.p2align	2
.Lrecordend10:
.Lsymbolsend:
	.p2align	2
	.cv_linetable	0, Foreign, .Lend
	.cv_filechecksums
	.cv_stringtable
	.section	.debug$T,"dr"
	.p2align	2
	.long	4
	.short	0xe
	.short	0x1201 # LF_ARGLIST, 0x1000
	.long	2
	.long	0x74
	.long	0x74
	.short	0xe
	.short	0x1008 # LF_PROCEDURE, 0x1001
	.long	0x74
	.byte	0
	.byte	0
	.short	2
	.long	0x1000
	.short	0x12
	.short	0x1601 # LF_FUNC_ID, 0x1002
	.long	0
	.long	0x1001
	.asciz	"Foreign"
