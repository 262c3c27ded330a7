// Threads without a library: a mutex, a condition and a queue on the atomic instructions, over one shared memory that several instances import.
// Built by: clang --target=wasm32 -std=c2x -Wall -Wextra -Werror -O2 -pthread -matomics -mbulk-memory -nostdlib -Wl,--no-entry -Wl,--shared-memory -Wl,--import-memory
//     -Wl,--max-memory=1048576 -Wl,-z,stack-size=4096 -Wl,--export=__stack_pointer threads.c -o threads.wasm
#define EXPORT(name) __attribute__((export_name(#name)))
#define FOR_EVER (-1ll)
#define ALL 0xFFFFFFFFu

enum { free_lock, taken, contended };
enum { capacity = 8, most_threads = 16, stack_size = 4096 };

static int lock;
static int changes;
static int waiting;
static unsigned queue[capacity];
static unsigned written;
static unsigned taken_out;
static unsigned counter;

// What every instance begins with, written once by the first instance: the linker's start function takes care of that.
static unsigned seed = 17;

static char stacks[most_threads][stack_size] __attribute__((aligned(16)));

static void enter(void)
{
    int state = free_lock;
    if (__atomic_compare_exchange_n(&lock, &state, taken, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    {
        return;
    }

    while (__atomic_exchange_n(&lock, contended, __ATOMIC_SEQ_CST) != free_lock)
    {
        __builtin_wasm_memory_atomic_wait32(&lock, contended, FOR_EVER);
    }
}

static void leave(void)
{
    if (__atomic_exchange_n(&lock, free_lock, __ATOMIC_SEQ_CST) == contended)
    {
        __builtin_wasm_memory_atomic_notify(&lock, 1);
    }
}

// Leaves the lock until something has changed.
static void wait_for_change(void)
{
    int seen = __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
    waiting++;
    leave();
    __builtin_wasm_memory_atomic_wait32(&changes, seen, FOR_EVER);
    enter();
}

static void tell_change(void)
{
    __atomic_fetch_add(&changes, 1, __ATOMIC_SEQ_CST);
    if (waiting != 0)
    {
        waiting = 0;
        __builtin_wasm_memory_atomic_notify(&changes, ALL);
    }
}

// Where the stack of a thread's instance begins.
EXPORT(stack_of) char *stack_of(int thread)
{
    return stacks[thread] + stack_size;
}

// Adds to a number that is no atomic one, under the lock.
EXPORT(count) unsigned count(unsigned times)
{
    for (unsigned i = 0; i < times; i++)
    {
        enter();
        volatile unsigned *place = &counter;
        *place = *place + 1;
        leave();
    }

    return seed;
}

EXPORT(counted) unsigned counted(void)
{
    return __atomic_load_n(&counter, __ATOMIC_SEQ_CST);
}

// Puts first, first + 1, … into the queue.
EXPORT(produce) void produce(unsigned first, unsigned times)
{
    for (unsigned i = 0; i < times; i++)
    {
        enter();
        while (written - taken_out == capacity)
        {
            wait_for_change();
        }

        queue[written++ % capacity] = first + i;
        tell_change();
        leave();
    }
}

// The sum of what it takes out of the queue.
EXPORT(consume) unsigned long long consume(unsigned times)
{
    unsigned long long sum = 0;
    for (unsigned i = 0; i < times; i++)
    {
        enter();
        while (written == taken_out)
        {
            wait_for_change();
        }

        sum += queue[taken_out++ % capacity];
        tell_change();
        leave();
    }

    return sum;
}
