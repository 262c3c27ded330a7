// Copies, adds and exchanges words of a 64 KiB memory, n times: i32 and i64 loads and stores one after the other.
#include "kernel.h"

enum { WORDS = 8192 };

static u32 narrow[2][WORDS];
static u64 wide[WORDS / 2];

KERNEL
{
    u32 state = 5;
    for (int i = 0; i < WORDS; i++)
        narrow[0][i] = next_random(&state);
    u64 sum = 0;
    for (int round = 0; round < n; round++) {
        for (int i = 0; i < WORDS; i++)
            narrow[1][i] = narrow[0][i] + (narrow[0][i] >> 3);
        for (int i = 0; i < WORDS / 2; i++)
            wide[i] += (u64)narrow[1][i] << 32 | narrow[1][WORDS - 1 - i];
        for (int i = 0; i < WORDS / 2; i++)
            sum += wide[i] ^ (sum >> 5);
        for (int i = 0; i < WORDS / 2; i++) {
            u32 moved = narrow[0][i];
            narrow[0][i] = narrow[1][WORDS - 1 - i];
            narrow[1][WORDS - 1 - i] = moved;
        }
    }
    return (int)(sum ^ (sum >> 32));
}
