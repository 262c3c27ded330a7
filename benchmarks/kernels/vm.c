// An interpreter inside the interpreter: a stack machine whose program counts the primes below n by trial division: br_table, and loads and stores of words.
#include "kernel.h"

enum { HALT, PUSH, LOAD, STORE, ADD, SUBTRACT, MULTIPLY, REMAINDER, LESS, EQUAL, DUPLICATE, DROP, JUMP, JUMP_IF_ZERO, INCREMENT, CALL, RETURN };

// The program's variables.
enum { CANDIDATE, DIVISOR, COUNT, LIMIT, VARIABLES };

// Where the program's blocks begin. Every block ends with a jump, a return or the end of the program.
enum { START = 0, NEXT = 8, PRIME = 24, STEP = 32, END = 40, TEST = 48, DIVIDE = 56, NO = 84, YES = 88 };

static const u8 program[] = {
    [START] = PUSH, 2, STORE, CANDIDATE, JUMP, NEXT,
    [NEXT] = LOAD, CANDIDATE, LOAD, LIMIT, LESS, JUMP_IF_ZERO, END, CALL, TEST, JUMP_IF_ZERO, STEP, JUMP, PRIME,
    [PRIME] = LOAD, COUNT, INCREMENT, STORE, COUNT, JUMP, STEP,
    [STEP] = LOAD, CANDIDATE, INCREMENT, STORE, CANDIDATE, JUMP, NEXT,
    [END] = LOAD, COUNT, HALT,
    // Is the candidate a prime number? Leaves 0 or 1.
    [TEST] = PUSH, 2, STORE, DIVISOR, JUMP, DIVIDE,
    [DIVIDE] = LOAD, CANDIDATE, LOAD, DIVISOR, DUPLICATE, MULTIPLY, LESS, PUSH, 0, EQUAL, JUMP_IF_ZERO, YES,
    LOAD, CANDIDATE, LOAD, DIVISOR, REMAINDER, JUMP_IF_ZERO, NO, LOAD, DIVISOR, INCREMENT, STORE, DIVISOR, JUMP, DIVIDE,
    [NO] = PUSH, 0, RETURN,
    [YES] = PUSH, 1, RETURN,
};

static int stack[64];
static int variables[VARIABLES];
static int calls[16];

__attribute__((noinline)) static int execute(const u8 *code)
{
    int pc = START, *top = stack, *call = calls;
    for (;;) {
        switch (code[pc++]) {
        case PUSH: *++top = code[pc++]; break;
        case LOAD: *++top = variables[code[pc++]]; break;
        case STORE: variables[code[pc++]] = *top--; break;
        case ADD: top--; *top += top[1]; break;
        case SUBTRACT: top--; *top -= top[1]; break;
        case MULTIPLY: top--; *top *= top[1]; break;
        case REMAINDER: top--; *top %= top[1]; break;
        case LESS: top--; *top = *top < top[1]; break;
        case EQUAL: top--; *top = *top == top[1]; break;
        case DUPLICATE: top++; *top = top[-1]; break;
        case DROP: top--; break;
        case JUMP: pc = code[pc]; break;
        case JUMP_IF_ZERO: pc = *top-- == 0 ? code[pc] : pc + 1; break;
        case INCREMENT: ++*top; break;
        case CALL: *call++ = pc + 1; pc = code[pc]; break;
        case RETURN: pc = *--call; break;
        case HALT: return *top;
        default: __builtin_trap();
        }
    }
}

KERNEL
{
    variables[COUNT] = 0;
    variables[LIMIT] = n;
    return execute(program);
}
