// A bytecode interpreter whose handlers call one another in tail position, directly and through a table: each instruction is a call that never returns.
// Built by: clang --target=wasm32 -std=c2x -Wall -Wextra -Werror -O2 -mtail-call -nostdlib -Wl,--no-entry -Wl,-z,stack-size=65536 tailcalls.c -o tailcalls.wasm
#define EXPORT(name) __attribute__((export_name(#name)))
#define TAIL __attribute__((musttail))

typedef unsigned (*handler)(const unsigned char *pc, unsigned accumulator, unsigned counter);

static unsigned op_add(const unsigned char *pc, unsigned accumulator, unsigned counter);
static unsigned op_mix(const unsigned char *pc, unsigned accumulator, unsigned counter);
static unsigned op_loop(const unsigned char *pc, unsigned accumulator, unsigned counter);
static unsigned op_stop(const unsigned char *pc, unsigned accumulator, unsigned counter);

static const handler handlers[] = {op_add, op_mix, op_loop, op_stop};

static unsigned op_add(const unsigned char *pc, unsigned accumulator, unsigned counter)
{
    accumulator += counter;
    TAIL return handlers[pc[1]](pc + 1, accumulator, counter);
}

static unsigned op_mix(const unsigned char *pc, unsigned accumulator, unsigned counter)
{
    accumulator ^= accumulator << 13;
    accumulator ^= accumulator >> 17;
    accumulator ^= accumulator << 5;
    TAIL return handlers[pc[1]](pc + 1, accumulator, counter);
}

static unsigned op_loop(const unsigned char *pc, unsigned accumulator, unsigned counter)
{
    if (--counter == 0)
    {
        TAIL return op_stop(pc, accumulator, counter);
    }

    TAIL return op_add(pc - 4, accumulator, counter);
}

static unsigned op_stop(const unsigned char *pc, unsigned accumulator, unsigned counter)
{
    (void)pc;
    return accumulator + counter;
}

// Runs n rounds of five instructions each.
EXPORT(run) unsigned run(unsigned n)
{
    static const unsigned char code[] = {0, 1, 0, 1, 2, 3};
    return op_add(code, 1, n);
}
