// Threads over one shared memory: counters, a lock that waits, a barrier, and a stack without locks. What comes out does not depend on who was first.
#include <stdatomic.h>

#define OWN_MAIN
#include "freestanding.h"

enum { Workers = 4, Counters = 61, Nodes = 64, StackSize = 16384 };

typedef _Atomic int Word;

static _Atomic uint64_t counters[Counters];
static _Atomic uint64_t all;
static _Atomic uint64_t highest;
static Word small_counter, arrived, round;
static _Atomic unsigned char bytes[8];

static Word lock;
static uint64_t guarded; // only under the lock

static _Atomic uint64_t top; // a node's number in the lower half, and how often the stack was changed in the upper one
static _Atomic uint32_t next[Nodes + 1];
static _Atomic uint64_t payload[Nodes + 1];
static _Atomic uint64_t popped;

#ifdef __wasm__
static void wait_while(Word *word, int value) { __builtin_wasm_memory_atomic_wait32((int *)word, value, -1); }
static void wake(Word *word, unsigned count) { __builtin_wasm_memory_atomic_notify((int *)word, count); }
#else
#include <sched.h>
static void wait_while(Word *word, int value) { while (atomic_load(word) == value) sched_yield(); }
static void wake(Word *word, unsigned count) { (void)word; (void)count; }
#endif

static uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 31)) * 0x9e3779b97f4a7c15u;
    return value ^ (value >> 29);
}

// 0: free, 1: taken, 2: taken, and others wait.
static void enter(void)
{
    int seen = 0;
    if (atomic_compare_exchange_strong(&lock, &seen, 1))
        return;
    while (atomic_exchange(&lock, 2) != 0)
        wait_while(&lock, 2);
}

static void leave(void)
{
    if (atomic_exchange(&lock, 0) == 2)
        wake(&lock, 1);
}

static void meet(void)
{
    int now = atomic_load(&round);
    if (atomic_fetch_add(&arrived, 1) + 1 == Workers) {
        atomic_store(&arrived, 0);
        atomic_fetch_add(&round, 1);
        wake(&round, ~0u);
        return;
    }
    while (atomic_load(&round) == now)
        wait_while(&round, now);
}

static void push(uint32_t node)
{
    uint64_t old = atomic_load(&top);
    do
        atomic_store(&next[node], (uint32_t)old);
    while (!atomic_compare_exchange_weak(&top, &old, (((old >> 32) + 1) << 32) | node));
}

static uint32_t pop(void)
{
    uint64_t old = atomic_load(&top);
    while ((uint32_t)old != 0)
        if (atomic_compare_exchange_weak(&top, &old, (((old >> 32) + 1) << 32) | atomic_load(&next[(uint32_t)old])))
            return (uint32_t)old;
    return 0;
}

/// One thread's share of the work.
EXPORT(work) void work(int worker, int n)
{
    for (int i = worker; i < n; i += Workers) {
        uint64_t value = mix((uint64_t)i);
        atomic_fetch_add(&counters[value % Counters], value);
        atomic_fetch_xor(&all, value);
        atomic_fetch_sub(&small_counter, (int)(value & 15));
        atomic_fetch_add(&bytes[value % 8], (unsigned char)(value >> 8));
        uint64_t seen = atomic_load(&highest);
        while (seen < value && !atomic_compare_exchange_weak(&highest, &seen, value))
            ;
    }

    meet();
    for (int i = worker; i < n; i += Workers) {
        enter();
        guarded += mix((uint64_t)i ^ 0x5555) >> 7;
        leave();
    }

    for (uint32_t node = (uint32_t)worker + 1; node <= Nodes; node += Workers) {
        atomic_store(&payload[node], mix(node));
        push(node);
    }

    meet();
    for (int i = worker; i < n; i += Workers) {
        uint32_t node = pop();
        if (node != 0) {
            atomic_fetch_add(&payload[node], 3);
            push(node);
        } else {
            i -= Workers; // others have them all: try again
        }
    }

    meet();
    for (uint32_t node; (node = pop()) != 0;)
        atomic_fetch_add(&popped, atomic_load(&payload[node]));
    meet();
}

/// What all have done together.
EXPORT(sum) int64_t sum(void)
{
    uint64_t result = mix(atomic_load(&all)) + atomic_load(&highest) * 3 + guarded * 5 + atomic_load(&popped) * 7 + (uint64_t)atomic_load(&small_counter);
    for (int i = 0; i < Counters; i++)
        result = result * 31 + atomic_load(&counters[i]);
    for (int i = 0; i < 8; i++)
        result = result * 31 + atomic_load(&bytes[i]);
    return (int64_t)result;
}

#ifdef __wasm__
static char stacks[Workers][StackSize] __attribute__((aligned(16)));

/// Where a thread's stack begins.
EXPORT(stack) char *stack(int worker) { return stacks[worker + 1]; }
#else
#include <pthread.h>

static int iterations;

static void *run(void *worker)
{
    work((int)(intptr_t)worker, iterations);
    return 0;
}

int main(int argc, char **argv)
{
    pthread_t threads[Workers];
    iterations = argc > 1 ? atoi(argv[1]) : 0;
    for (int i = 0; i < Workers; i++)
        pthread_create(&threads[i], 0, run, (void *)(intptr_t)i);
    for (int i = 0; i < Workers; i++)
        pthread_join(threads[i], 0);
    printf("%lld\n", (long long)sum());
    return 0;
}
#endif
