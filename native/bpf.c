#include "bpf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MOST_INSTRUCTIONS = 64,
    IP = ETH_HLEN,
    GRE = ETH_HLEN + 20,
    GRE_SMALLEST = 8,
    PROTOCOL_GRE = 47,
    PPP_PROTOCOL = 0x880B,
    FRAGMENT = 0x3FFF, /* more fragments, or an offset */
};

static int bpf(int command, union bpf_attr *attributes)
{
    return (int)syscall(SYS_bpf, command, attributes, sizeof *attributes);
}

static uint64_t pointer(const void *to)
{
    return (uint64_t)(uintptr_t)to;
}

int bpf_new_map(void)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.map_type = BPF_MAP_TYPE_XSKMAP;
    attributes.key_size = sizeof(uint32_t);
    attributes.value_size = sizeof(uint32_t);
    attributes.max_entries = BPF_MOST_QUEUES;
    return bpf(BPF_MAP_CREATE, &attributes);
}

int bpf_put_socket(int map, uint32_t queue, int socket)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.map_fd = (uint32_t)map;
    attributes.key = pointer(&queue);
    attributes.value = pointer(&socket);
    return bpf(BPF_MAP_UPDATE_ELEM, &attributes);
}

/* --- the program ------------------------------------------------------------------------------ */

/* Registers: what they hold here. */
enum { RESULT, ARGUMENT_1, ARGUMENT_2, ARGUMENT_3, FRAME, VALUE, CONTEXT };

struct program {
    struct bpf_insn code[MOST_INSTRUCTIONS];
    size_t size;
    size_t rejections[MOST_INSTRUCTIONS]; /* jumps to where the packet passes */
    size_t rejection_count;
};

static void put(struct program *program, int code, int to, int from, int offset, int32_t value)
{
    program->code[program->size++] = (struct bpf_insn){.code = (uint8_t)code,
                                                       .dst_reg = (uint8_t)(to & 15),
                                                       .src_reg = (uint8_t)(from & 15),
                                                       .off = (int16_t)offset,
                                                       .imm = value};
}

/* The packet passes where `code`, a conditional jump, jumps. */
static void reject(struct program *program, int code, int to, int from, int32_t value)
{
    program->rejections[program->rejection_count++] = program->size;
    put(program, BPF_JMP32 | code, to, from, 0, value);
}

/* The packet passes unless the bits `mask` of what stands `at` in the frame are `wanted`; both as
   they stand there. */
static void want(struct program *program, int size, int at, int32_t mask, int32_t wanted)
{
    put(program, BPF_LDX | size | BPF_MEM, VALUE, FRAME, at, 0);
    put(program, BPF_ALU | BPF_AND | BPF_K, VALUE, 0, 0, mask);
    reject(program, BPF_JNE | BPF_K, VALUE, 0, wanted);
}

/* FRAME, and that it is as long as what is looked at. */
static void put_begin(struct program *program)
{
    put(program, BPF_ALU64 | BPF_MOV | BPF_X, CONTEXT, ARGUMENT_1, 0, 0);
    put(program, BPF_LDX | BPF_W | BPF_MEM, FRAME, CONTEXT, offsetof(struct xdp_md, data), 0);
    put(program, BPF_LDX | BPF_W | BPF_MEM, ARGUMENT_3, CONTEXT,
        offsetof(struct xdp_md, data_end), 0);
    put(program, BPF_ALU64 | BPF_MOV | BPF_X, VALUE, FRAME, 0, 0);
    put(program, BPF_ALU64 | BPF_ADD | BPF_K, VALUE, 0, 0, GRE + GRE_SMALLEST);
    program->rejections[program->rejection_count++] = program->size;
    put(program, BPF_JMP | BPF_JGT | BPF_X, VALUE, ARGUMENT_3, 0, 0);
}

/* One of the addresses is the packet's destination. */
static void put_addresses(struct program *program, const uint32_t *addresses, size_t count)
{
    put(program, BPF_LDX | BPF_W | BPF_MEM, VALUE, FRAME, IP + 16, 0);
    for (size_t i = 0; i + 1 < count; i++)
        put(program, BPF_JMP32 | BPF_JEQ | BPF_K, VALUE, 0, (int)(count - i - 1),
            (int32_t)htonl(addresses[i]));
    reject(program, BPF_JNE | BPF_K, VALUE, 0, (int32_t)htonl(addresses[count - 1]));
}

/* bpf_redirect_map, which passes the packet on where the map has no socket. */
static void put_end(struct program *program, int map)
{
    put(program, BPF_LD | BPF_DW | BPF_IMM, ARGUMENT_1, BPF_PSEUDO_MAP_FD, 0, map);
    put(program, 0, 0, 0, 0, 0);
    put(program, BPF_LDX | BPF_W | BPF_MEM, ARGUMENT_2, CONTEXT,
        offsetof(struct xdp_md, rx_queue_index), 0);
    put(program, BPF_ALU64 | BPF_MOV | BPF_K, ARGUMENT_3, 0, 0, XDP_PASS);
    put(program, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_redirect_map);
    put(program, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
    for (size_t i = 0; i < program->rejection_count; i++) {
        size_t jump = program->rejections[i];
        program->code[jump].off = (int16_t)(program->size - jump - 1);
    }
    put(program, BPF_ALU64 | BPF_MOV | BPF_K, RESULT, 0, 0, XDP_PASS);
    put(program, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

int bpf_load(int map, const uint32_t *addresses, size_t count)
{
    if (!count || count > BPF_MOST_ADDRESSES) {
        errno = EINVAL;
        return -1;
    }
    struct program program = {.size = 0};
    put_begin(&program);
    want(&program, BPF_H, 12, 0xFFFF, htons(ETH_P_IP));
    want(&program, BPF_B, IP, 0xFF, 0x45);
    want(&program, BPF_H, IP + 6, htons(FRAGMENT), 0);
    want(&program, BPF_B, IP + 9, 0xFF, PROTOCOL_GRE);
    want(&program, BPF_B, GRE + 1, 0x07, 1);
    want(&program, BPF_H, GRE + 2, 0xFFFF, htons(PPP_PROTOCOL));
    put_addresses(&program, addresses, count);
    put_end(&program, map);
    static const char licence[] = "MIT";
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.prog_type = BPF_PROG_TYPE_XDP;
    attributes.insns = pointer(program.code);
    attributes.insn_cnt = (uint32_t)program.size;
    attributes.license = pointer(licence);
    return bpf(BPF_PROG_LOAD, &attributes);
}

int bpf_attach(int program, int device, bool generic)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.link_create.prog_fd = (uint32_t)program;
    attributes.link_create.target_ifindex = (uint32_t)device;
    attributes.link_create.attach_type = BPF_XDP;
    attributes.link_create.flags = generic ? XDP_FLAGS_SKB_MODE : 0;
    return bpf(BPF_LINK_CREATE, &attributes);
}
