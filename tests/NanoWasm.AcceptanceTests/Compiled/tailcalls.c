// Tail calls: a machine whose handlers call one another through a table, and two functions that take turns, millions deep.
#include "freestanding.h"

#define TAIL __attribute__((musttail)) return

typedef struct Machine Machine;
typedef uint64_t Handler(Machine *, const unsigned char *, uint64_t, uint64_t);

struct Machine {
    Handler *const *handlers;
    uint64_t remaining;
};

#define NEXT TAIL machine->handlers[*code](machine, code, a, b)

static uint64_t add(Machine *machine, const unsigned char *code, uint64_t a, uint64_t b) { a += b; code++; NEXT; }
static uint64_t swap(Machine *machine, const unsigned char *code, uint64_t a, uint64_t b) { uint64_t c = a; a = b; b = c; code++; NEXT; }
static uint64_t multiply(Machine *machine, const unsigned char *code, uint64_t a, uint64_t b) { a *= 2862933555777941757u; code++; NEXT; }
static uint64_t mix(Machine *machine, const unsigned char *code, uint64_t a, uint64_t b) { a ^= b >> 29; code++; NEXT; }
static uint64_t increment(Machine *machine, const unsigned char *code, uint64_t a, uint64_t b) { b += 3037000493u; code++; NEXT; }

static uint64_t again(Machine *machine, const unsigned char *code, uint64_t a, uint64_t b)
{
    if (--machine->remaining == 0)
        return a;
    code -= code[1];
    NEXT;
}

static uint64_t is_odd(uint64_t n, uint64_t steps);

__attribute__((noinline)) static uint64_t is_even(uint64_t n, uint64_t steps)
{
    if (n == 0)
        return steps * 2;
    TAIL is_odd(n - 1, steps + 1);
}

__attribute__((noinline)) static uint64_t is_odd(uint64_t n, uint64_t steps)
{
    if (n == 0)
        return steps * 2 + 1;
    TAIL is_even(n - 1, steps + 3);
}

EXPORT(run) int64_t run(int n)
{
    static Handler *const handlers[] = { add, swap, multiply, mix, increment, again };
    static const unsigned char code[] = { 4, 0, 2, 1, 3, 0, 4, 1, 2, 3, 5, 10 };
    Machine machine = { handlers, (uint64_t)n };
    return (int64_t)(handlers[*code](&machine, code, 1, 2) ^ is_even((uint64_t)n, 0));
}
