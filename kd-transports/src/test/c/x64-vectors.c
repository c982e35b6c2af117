// Runs short pieces of x64 code on the processor that this program runs on and prints what they did: the golden vectors of the
// interpreter's test.   gcc -O1 -no-pie -o /tmp/x64-vectors x64-vectors.c && /tmp/x64-vectors > ../resources/io/kdlab/sim/x64-vectors.txt
//
// A piece may use RAX RCX RDX RBX RSI R8 R9, the flags, the stack below RSP and 32 bytes at RDI = 0x10000000. Its second argument is the
// mask of the flags it leaves undefined; those are printed as zero.
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { CF = 1, PF = 4, AF = 0x10, ZF = 0x40, SF = 0x80, OF = 0x800, ALL = CF | PF | AF | ZF | SF | OF };

struct state {
    uint64_t rax, rcx, rdx, rbx, rsi, r8, r9, flags;
};
struct piece {
    const char *text;
    const unsigned char *begin, *end;
    uint64_t undefined;
};

#define P(TEXT, UNDEFINED)                                                                                                                \
    asm(".pushsection .rodata.str,\"aMS\",@progbits,1\n 1: .asciz \"" TEXT "\"\n.popsection\n"                                             \
        ".pushsection .text.pieces,\"ax\",@progbits\n.intel_syntax noprefix\n 2: " TEXT "\n 3: ret\n.att_syntax\n.popsection\n"           \
        ".pushsection pieces,\"a\",@progbits\n .quad 1b, 2b, 3b, " #UNDEFINED "\n.popsection\n");

#define BINARY(OP, U)                                                                                                                     \
    P(OP " al, bl", U) P(OP " ah, dl", U) P(OP " ax, bx", U) P(OP " eax, ebx", U) P(OP " rax, rbx", U) P(OP " r8b, sil", U)               \
    P(OP " qword ptr [rdi + 8], rax", U) P(OP " byte ptr [rdi + 3], cl", U) P(OP " edx, dword ptr [rdi + 4]", U)                          \
    P(OP " rax, -3", U) P(OP " eax, 0x12345678", U) P(OP " al, 0x80", U) P(OP " cx, 0x7ff0", U) P(OP " word ptr [rdi], 0x1234", U)
#define UNARY(OP, U)                                                                                                                      \
    P(OP " bl", U) P(OP " ch", U) P(OP " bx", U) P(OP " ebx", U) P(OP " rbx", U) P(OP " dword ptr [rdi]", U) P(OP " byte ptr [rdi + 5]", U)
#define SHIFT(OP, U1, UN)                                                                                                                 \
    P(OP " al, 1", U1) P(OP " ax, 1", U1) P(OP " eax, 1", U1) P(OP " rax, 1", U1) P(OP " rbx, 13", UN) P(OP " ebx, 31", UN)               \
    P("and cl, 7; inc cl; " OP " bl, cl", UN) P("and cl, 15; inc cl; " OP " bx, cl", UN) P(OP " rax, cl", UN)                             \
    P("and cl, 0xe0; " OP " eax, cl", 0) P(OP " qword ptr [rdi], 5", UN)
#define CONDITIONS(CC) P("set" CC " dl", 0) P("cmov" CC " rcx, rdx", 0) P("j" CC " 4f; mov edx, 7; 4:", 0)

BINARY("add", 0) BINARY("or", 0x10) BINARY("adc", 0) BINARY("sbb", 0) BINARY("and", 0x10) BINARY("sub", 0) BINARY("xor", 0x10) BINARY("cmp", 0)
P("test al, bl", 0x10) P("test rax, rbx", 0x10) P("test eax, 0x80000001", 0x10) P("test byte ptr [rdi], 0x81", 0x10) P("test rdx, -2", 0x10)
UNARY("inc", 0) UNARY("dec", 0) UNARY("not", 0) UNARY("neg", 0)
SHIFT("shl", 0x10, 0x810) SHIFT("shr", 0x10, 0x810) SHIFT("sar", 0x10, 0x810)
SHIFT("rol", 0, 0x800) SHIFT("ror", 0, 0x800) SHIFT("rcl", 0, 0x800) SHIFT("rcr", 0, 0x800)
P("shld rax, rbx, 1", 0x10) P("shld eax, ebx, 20", 0x810) P("shld ax, bx, 9", 0x810) P("shld rax, rbx, cl", 0x810)
P("shrd rax, rbx, 1", 0x10) P("shrd eax, ebx, 20", 0x810) P("shrd ax, bx, 9", 0x810) P("shrd rax, rbx, cl", 0x810)
P("mul bl", 0xd4) P("mul bx", 0xd4) P("mul ebx", 0xd4) P("mul rbx", 0xd4) P("mul qword ptr [rdi]", 0xd4)
P("imul bl", 0xd4) P("imul bx", 0xd4) P("imul ebx", 0xd4) P("imul rbx", 0xd4) P("imul dword ptr [rdi]", 0xd4)
P("imul rax, rbx", 0xd4) P("imul eax, ebx", 0xd4) P("imul ax, bx", 0xd4) P("imul rax, rbx, -77", 0xd4) P("imul eax, ebx, 0x12345", 0xd4)
P("imul cx, bx, 0x1234", 0xd4)
P("div bl", 0x8d5) P("div bx", 0x8d5) P("div ebx", 0x8d5) P("div rbx", 0x8d5) P("xor edx, edx; div rbx", 0x8d5) P("xor edx, edx; div ecx", 0x8d5)
P("shr rdx, 33; div qword ptr [rdi]", 0x8d5) P("xor ah, ah; div byte ptr [rdi]", 0x8d5)
P("idiv bl", 0x8d5) P("idiv bx", 0x8d5) P("cdq; idiv ebx", 0x8d5) P("cqo; idiv rbx", 0x8d5) P("sar rdx, 34; idiv rbx", 0x8d5)
P("cwd; idiv bx", 0x8d5) P("cbw; idiv bl", 0x8d5) P("mov rbx, -1; idiv rbx", 0x8d5) P("xor ebx, ebx; div ebx", 0x8d5)
P("cbw", 0) P("cwde", 0) P("cdqe", 0) P("cwd", 0) P("cdq", 0) P("cqo", 0)
P("movzx eax, bl", 0) P("movzx rax, bx", 0) P("movzx ax, bh", 0) P("movsx rax, bl", 0) P("movsx eax, bx", 0) P("movsxd rax, ebx", 0)
P("movsx ax, byte ptr [rdi + 9]", 0) P("movzx r8d, word ptr [rdi + 11]", 0) P("movsxd rcx, dword ptr [rdi + 16]", 0)
P("mov al, bh", 0) P("mov ah, bl", 0) P("mov ax, bx", 0) P("mov eax, ebx", 0) P("mov r9b, sil", 0) P("mov rax, [rdi + 13]", 0)
P("mov [rdi + 3], rax", 0) P("mov [rdi], ah", 0) P("mov dword ptr [rdi + 4], 0x89abcdef", 0) P("mov qword ptr [rdi + 8], -2", 0)
P("movabs rax, 0x123456789abcdef0", 0) P("mov ebx, 0x80000000", 0) P("mov bx, 0x1234", 0) P("mov cl, 0x99", 0) P("mov rdx, -5", 0)
P("and ecx, 7; mov al, [rdi + rcx]", 0) P("and ecx, 3; mov eax, [rdi + rcx * 8 + 4]", 0) P("and ecx, 3; mov [rdi + rcx * 4], dx", 0)
P("lea rax, [rbx + rcx * 4 - 7]", 0) P("lea eax, [rbx + rcx * 8]", 0) P("lea rax, [ebx + ecx]", 0) P("lea ax, [rbx + 5]", 0)
P("lea rax, [rcx * 2 + 0x1000]", 0)
P("xchg al, ah", 0) P("xchg rax, rbx", 0) P("xchg eax, ecx", 0) P("xchg [rdi], rdx", 0) P("xchg r8, rax", 0) P("xchg bx, dx", 0)
P("cmpxchg bl, cl", 0) P("mov rbx, rax; cmpxchg rbx, rcx", 0) P("cmpxchg [rdi], ebx", 0) P("mov eax, [rdi]; lock cmpxchg [rdi], ebx", 0)
P("cmpxchg ebx, ecx", 0) P("mov ebx, eax; cmpxchg ebx, ecx", 0)
P("xadd rax, rbx", 0) P("xadd rax, rax", 0) P("lock xadd [rdi + 8], ecx", 0) P("xadd bl, ah", 0) P("lock add qword ptr [rdi], 3", 0)
P("lock inc dword ptr [rdi]", 0) P("lock or [rdi], rcx", 0x10)
P("bt rax, rcx", 0x894) P("bt eax, 17", 0x894) P("bts rax, rcx", 0x894) P("btr ax, cx", 0x894) P("btc ebx, 31", 0x894) P("bts qword ptr [rdi], 63", 0x894)
P("and ecx, 0x7f; bt [rdi], ecx", 0x894) P("and ecx, 0x7f; lock btc [rdi], rcx", 0x894) P("mov ecx, -9; btr [rdi + 16], ecx", 0x894)
P("or eax, 0x100; bsf rcx, rax", 0x895) P("or eax, 0x100; bsr rcx, rax", 0x895) P("or ax, 0x40; bsf cx, ax", 0x895) P("xor eax, eax; bsf rcx, rax", 0x895)
P("or eax, 1; bsr ecx, eax", 0x895)
P("popcnt rcx, rax", 0) P("popcnt ecx, ebx", 0) P("popcnt cx, word ptr [rdi]", 0) P("xor eax, eax; popcnt ecx, eax", 0)
P("tzcnt rcx, rax", 0x894) P("xor eax, eax; tzcnt ecx, eax", 0x894) P("lzcnt rcx, rax", 0x894) P("shr eax, 9; lzcnt ecx, eax", 0x894)
P("bswap rax", 0) P("bswap ebx", 0) P("bswap r8", 0)
P("clc", 0) P("stc", 0) P("cmc", 0) P("lahf", 0) P("sahf", 0) P("pushfq; pop rax; and eax, 0x8d5", 0x10) P("and ebx, 0x8d5; push rbx; popfq; pushfq; pop rax; and eax, 0x8d5", 0x10)
CONDITIONS("o") CONDITIONS("no") CONDITIONS("b") CONDITIONS("ae") CONDITIONS("e") CONDITIONS("ne") CONDITIONS("be") CONDITIONS("a")
CONDITIONS("s") CONDITIONS("ns") CONDITIONS("p") CONDITIONS("np") CONDITIONS("l") CONDITIONS("ge") CONDITIONS("le") CONDITIONS("g")
P("cmovz ecx, edx", 0) P("cmova rcx, [rdi]", 0)
P("push rax; pop rbx", 0) P("push -5; pop rax", 0) P("push 0x12345678; pop rax", 0) P("push word ptr [rdi]; pop ax", 0) P("push [rdi]; pop [rdi + 8]", 0)
P("push rbp; mov rbp, rsp; sub rsp, 0x20; mov [rbp - 8], rax; mov rbx, [rbp - 8]; leave; cmp eax, eax", 0)
P("call 4f; jmp 5f; 4: mov eax, 9; ret; 5:", 0) P("push rax; call 4f; jmp 5f; 4: inc rbx; ret 8; 5:", 0)
P("lea rax, [rip + 4f]; call rax; jmp 5f; 4: dec rcx; ret; 5: mov eax, 2", 0) P("lea rax, [rip + 4f]; jmp rax; int3; 4: mov eax, 1", 0)
P("mov ecx, 5; xor eax, eax; 4: add rax, rcx; loop 4b", 0) P("xor ecx, ecx; jrcxz 4f; mov eax, 1; 4:", 0)
P("mov ecx, 4; mov eax, [rdi + 4]; 4: cmp eax, ebx; loopne 4b", 0)
P("cld; push rdi; lea rsi, [rdi]; lea rdi, [rdi + 16]; mov ecx, 11; rep movsb; pop rdi; lea rsi, [rsi]; xor esi, esi", 0)
P("cld; push rdi; mov ecx, 3; rep stosq; pop rdi", 0) P("cld; push rdi; mov ecx, 5; rep stosw; pop rdi", 0)
P("std; push rdi; lea rsi, [rdi + 12]; lea rdi, [rdi + 28]; mov ecx, 3; rep movsd; pop rdi; cld; xor esi, esi", 0x10)
P("cld; push rdi; mov al, [rdi + 6]; mov ecx, 32; repne scasb; pop rdi", 0)
P("cld; push rdi; lea rsi, [rdi + 8]; mov ecx, 8; repe cmpsb; pop rdi; xor esi, esi", 0x10)
P("cld; push rdi; lea rsi, [rdi + 8]; lodsq; stosd; pop rdi; xor esi, esi", 0x10) P("push rdi; xor ecx, ecx; rep stosb; pop rdi", 0x10)
P("nop; nop word ptr [rax + rax]; pause; lfence; mfence; sfence; mov eax, 3", 0)
P("xor eax, eax; mov ah, 0x7f; add ah, 1", 0) P("mov r8d, -1; add r8d, 1", 0) P("mov rax, [rdi + 1]; mov [rdi + 14], rax", 0)
P("ud2", 0) P("int3", 0)

extern const struct piece __start_pieces[], __stop_pieces[];
void run_piece(struct state *state, const void *code);
asm(".text\nrun_piece:\n"
    "push %rbx\n push %rbp\n push %r12\n push %r13\n push %rdi\n"
    "mov %rdi, %r12\n mov %rsi, %r13\n"
    "mov 0(%r12), %rax\n mov 8(%r12), %rcx\n mov 16(%r12), %rdx\n mov 24(%r12), %rbx\n mov 32(%r12), %rsi\n mov 40(%r12), %r8\n mov 48(%r12), %r9\n"
    "mov $0x10000000, %edi\n pushq 56(%r12)\n popfq\n call *%r13\n"
    "pushfq\n popq 56(%r12)\n cld\n"
    "mov %rax, 0(%r12)\n mov %rcx, 8(%r12)\n mov %rdx, 16(%r12)\n mov %rbx, 24(%r12)\n mov %rsi, 32(%r12)\n mov %r8, 40(%r12)\n mov %r9, 48(%r12)\n"
    "pop %rdi\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n ret\n");

static uint64_t seed = 20261120;
static uint64_t next(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}
/* Values near the edges of every width are drawn as often as any. */
static uint64_t value(void) {
    static const uint64_t edges[] = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x7fffffffffffffff, 0x8000000000000000, ~0ull};
    uint64_t r = next();
    return (r >> 60) < 5 ? edges[(r >> 8) % (sizeof edges / sizeof *edges)] : (r >> 60) < 9 ? next() >> (r & 63) : next();
}

static sigjmp_buf fault;
static void caught(int signal) { siglongjmp(fault, signal); }

static void print(const struct state *s, const unsigned char *memory, int used, uint64_t undefined) {
    printf("%llx %llx %llx %llx %llx %llx %llx %llx ", (long long)s->rax, (long long)s->rcx, (long long)s->rdx, (long long)s->rbx, (long long)s->rsi,
        (long long)s->r8, (long long)s->r9, (long long)(s->flags & ALL & ~undefined));
    for (int i = 0; i < used; i++) printf("%02x", memory[i]);
}

int main(void) {
    unsigned char *memory = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    static char stack[1 << 16];
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    for (int s = 1; s < 16; s++)
        if (s == SIGFPE || s == SIGILL || s == SIGTRAP || s == SIGSEGV) sigaction(s, &(struct sigaction){.sa_handler = caught, .sa_flags = SA_NODEFER | SA_ONSTACK}, NULL);
    char model[256] = "unknown processor";
    FILE *info = fopen("/proc/cpuinfo", "r");
    for (char line[512]; info && fgets(line, sizeof line, info);)
        if (sscanf(line, "model name : %255[^\n]", model) == 1) break;
    printf("# origin: computed by real hardware (%s) running kd-transports/src/test/c/x64-vectors.c, seed 20261120\n", model);
    printf("# before and after: rax rcx rdx rbx rsi r8 r9 flags memory(32 bytes at rdi=10000000; absent if not used); faults by name; undefined flags print as 0\n");
    for (const struct piece *p = __start_pieces; p < __stop_pieces; p++) {
        int uses = strstr(p->text, "[rdi") || strstr(p->text, "rep") || strstr(p->text, "[rsi");
        printf("= %s | ", p->text);
        for (const unsigned char *b = p->begin; b < p->end; b++) printf("%02x", *b);
        printf(" | %llx\n", (long long)p->undefined);
        for (int n = 0; n < 4; n++) {
            struct state s = {value(), value(), value(), value(), value(), value(), value(), next() & ALL};
            for (int i = 0; i < 32; i++) memory[i] = (unsigned char)next();
            printf("< "), print(&s, memory, uses ? 32 : 0, 0), printf("\n");
            int signal = sigsetjmp(fault, 1);
            if (signal == 0) {
                s.flags |= 2;
                run_piece(&s, p->begin);
                printf("> "), print(&s, memory, uses ? 32 : 0, p->undefined), printf("\n");
            } else {
                printf("> fault %s\n", signal == SIGFPE ? "divide" : signal == SIGILL ? "opcode" : signal == SIGTRAP ? "breakpoint" : "page");
            }
        }
    }
    return 0;
}
