// A register machine with one big switch: what interpreters written in C do all day.
#include "program.h"

PROGRAM("interpreter", 56, 1)

enum operation
{
    MOVE, LOAD_CONSTANT, ADD, SUBTRACT, MULTIPLY, AND, XOR, SHIFT_LEFT, SHIFT_RIGHT, ADD_CONSTANT,
    LOAD, STORE, JUMP, JUMP_IF_LESS, JUMP_IF_EQUAL, JUMP_IF_NOT_ZERO, CALL, RETURN, SWAP, REMAINDER, HALT,
};

struct instruction
{
    uint8_t operation, a, b, c;
    int32_t constant;
};

static int32_t registers[16];
static int32_t memory[65536];
static int32_t call_stack[256];

static uint64_t interpret(const struct instruction *program)
{
    uint64_t executed = 0;
    int depth = 0;
    const struct instruction *next = program;
    for (;;)
    {
        const struct instruction now = *next++;
        executed++;
        switch ((enum operation)now.operation)
        {
        case MOVE: registers[now.a] = registers[now.b]; break;
        case LOAD_CONSTANT: registers[now.a] = now.constant; break;
        case ADD: registers[now.a] = (int32_t)((uint32_t)registers[now.b] + (uint32_t)registers[now.c]); break;
        case SUBTRACT: registers[now.a] = (int32_t)((uint32_t)registers[now.b] - (uint32_t)registers[now.c]); break;
        case MULTIPLY: registers[now.a] = (int32_t)((uint32_t)registers[now.b] * (uint32_t)registers[now.c]); break;
        case AND: registers[now.a] = registers[now.b] & registers[now.c]; break;
        case XOR: registers[now.a] = registers[now.b] ^ registers[now.c]; break;
        case SHIFT_LEFT: registers[now.a] = (int32_t)((uint32_t)registers[now.b] << (now.constant & 31)); break;
        case SHIFT_RIGHT: registers[now.a] = (int32_t)((uint32_t)registers[now.b] >> (now.constant & 31)); break;
        case ADD_CONSTANT: registers[now.a] = (int32_t)((uint32_t)registers[now.b] + (uint32_t)now.constant); break;
        case LOAD: registers[now.a] = memory[(registers[now.b] + now.constant) & 65535]; break;
        case STORE: memory[(registers[now.b] + now.constant) & 65535] = registers[now.a]; break;
        case JUMP: next = program + now.constant; break;
        case JUMP_IF_LESS: if (registers[now.a] < registers[now.b]) next = program + now.constant; break;
        case JUMP_IF_EQUAL: if (registers[now.a] == registers[now.b]) next = program + now.constant; break;
        case JUMP_IF_NOT_ZERO: if (registers[now.a] != 0) next = program + now.constant; break;
        case CALL: call_stack[depth++ & 255] = (int32_t)(next - program); next = program + now.constant; break;
        case RETURN: next = program + call_stack[--depth & 255]; break;
        case SWAP: { int32_t held = registers[now.a]; registers[now.a] = registers[now.b]; registers[now.b] = held; break; }
        case REMAINDER: registers[now.a] = registers[now.c] == 0 ? 0 : (int32_t)((uint32_t)registers[now.b] % (uint32_t)registers[now.c]); break;
        case HALT: return executed;
        }
    }
}

// A sieve over the machine's memory, then a loop of greatest common divisors by subroutine.
static const struct instruction program[] = {
    /*  0 */ {LOAD_CONSTANT, 0, 0, 0, 65536},      // r0 = limit
    /*  1 */ {LOAD_CONSTANT, 1, 0, 0, 0},          // r1 = 0
    /*  2 */ {LOAD_CONSTANT, 2, 0, 0, 1},          // r2 = 1
    /*  3 */ {STORE, 2, 1, 0, 0},                  // memory[r1] = 1
    /*  4 */ {ADD_CONSTANT, 1, 1, 0, 1},
    /*  5 */ {JUMP_IF_LESS, 1, 0, 0, 3},
    /*  6 */ {LOAD_CONSTANT, 1, 0, 0, 2},          // r1 = candidate
    /*  7 */ {LOAD_CONSTANT, 5, 0, 0, 0},          // r5 = primes
    /*  8 */ {LOAD, 3, 1, 0, 0},
    /*  9 */ {LOAD_CONSTANT, 4, 0, 0, 0},
    /* 10 */ {JUMP_IF_EQUAL, 3, 4, 0, 17},
    /* 11 */ {ADD_CONSTANT, 5, 5, 0, 1},
    /* 12 */ {ADD, 6, 1, 1, 0},                    // r6 = multiple
    /* 13 */ {JUMP_IF_LESS, 0, 6, 0, 17},
    /* 14 */ {STORE, 4, 6, 0, 0},
    /* 15 */ {ADD, 6, 6, 1, 0},
    /* 16 */ {JUMP_IF_LESS, 6, 0, 0, 14},
    /* 17 */ {ADD_CONSTANT, 1, 1, 0, 1},
    /* 18 */ {JUMP_IF_LESS, 1, 0, 0, 8},
    /* 19 */ {LOAD_CONSTANT, 7, 0, 0, 12345},      // r7 = random state
    /* 20 */ {LOAD_CONSTANT, 8, 0, 0, 60000},      // r8 = rounds
    /* 21 */ {LOAD_CONSTANT, 9, 0, 0, 1664525},
    /* 22 */ {LOAD_CONSTANT, 12, 0, 0, 0},         // r12 = sum
    /* 23 */ {MULTIPLY, 7, 7, 9, 0},
    /* 24 */ {ADD_CONSTANT, 7, 7, 0, 1013904223},
    /* 25 */ {SHIFT_RIGHT, 10, 7, 0, 12},
    /* 26 */ {SHIFT_LEFT, 11, 7, 0, 9},
    /* 27 */ {SHIFT_RIGHT, 11, 11, 0, 14},
    /* 28 */ {CALL, 0, 0, 0, 35},
    /* 29 */ {ADD, 12, 12, 10, 0},
    /* 30 */ {XOR, 13, 12, 7, 0},
    /* 31 */ {STORE, 13, 8, 0, 0},
    /* 32 */ {ADD_CONSTANT, 8, 8, 0, -1},
    /* 33 */ {JUMP_IF_NOT_ZERO, 8, 0, 0, 23},
    /* 34 */ {HALT, 0, 0, 0, 0},
    /* 35 */ {JUMP_IF_EQUAL, 11, 4, 0, 40},        // r10 = gcd(r10, r11), while r4 is zero
    /* 36 */ {MOVE, 14, 11, 0, 0},
    /* 37 */ {CALL, 0, 0, 0, 41},
    /* 38 */ {MOVE, 10, 14, 0, 0},
    /* 39 */ {JUMP, 0, 0, 0, 35},
    /* 40 */ {RETURN, 0, 0, 0, 0},
    /* 41 */ {REMAINDER, 15, 10, 11, 0},
    /* 42 */ {MOVE, 11, 15, 0, 0},
    /* 43 */ {RETURN, 0, 0, 0, 0},
};

static void run(int scale)
{
    uint64_t executed = 0, checksum = 0;
    for (int round = 0; round < scale; round++)
    {
        executed += interpret(program);
        checksum = add_to_checksum(checksum, (uint64_t)registers[5] << 32 | (uint32_t)registers[12]);
    }
    printf("%d primes, %llu instructions\n", (int)registers[5], (unsigned long long)executed);
    print_checksum(checksum);
}
